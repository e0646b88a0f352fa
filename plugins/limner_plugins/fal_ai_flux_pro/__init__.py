"""fal-ai/flux-pro: images of professional quality from text."""
