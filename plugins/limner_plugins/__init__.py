"""The plugins that come with Limner: one folder a model, and the `fal` provider."""
