"""Limner: checked, remembered, kept calls of hosted generative-media models."""

__version__ = "0.1.0"
