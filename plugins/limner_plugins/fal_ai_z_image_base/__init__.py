"""fal-ai/z-image/base: images in many styles from text."""
