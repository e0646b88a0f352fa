"""What a prompt and a seed look like: places, with sky, water and weather."""
