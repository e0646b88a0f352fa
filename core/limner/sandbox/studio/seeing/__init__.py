"""What can be told of a given picture without a model: its subject, sky, sun and areas."""
