"""fal-ai/clarity-upscaler: larger images, with detail that a prompt guides."""
