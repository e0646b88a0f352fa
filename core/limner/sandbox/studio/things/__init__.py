"""The things that a prompt may name, each drawn in coordinates of its own."""
