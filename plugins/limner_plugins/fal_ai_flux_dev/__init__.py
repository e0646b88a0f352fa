"""fal-ai/flux/dev: images from text."""
