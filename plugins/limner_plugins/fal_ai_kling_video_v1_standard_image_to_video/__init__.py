"""fal-ai/kling-video/v1/standard/image-to-video: a video from an image."""
