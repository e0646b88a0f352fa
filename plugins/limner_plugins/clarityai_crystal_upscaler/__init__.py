"""clarityai/crystal-upscaler: larger images, above all portraits."""
