"""fal-ai/kling-video/v1/standard/text-to-video: a video from text."""
