"""The models that come with Limner keep what every plugin must, as its author would test it."""

from limner.testing import ModelTests


class TestOurModels(ModelTests):
    """All 13, with the examples that every run draws; `test_soak_models.py` draws more."""

    package = "limner_plugins"
    examples = 20
