"""No test reads or changes the data of whoever runs it, or meets plugins from elsewhere."""

import os
import tempfile

import pytest

from limner_registry import installed

os.environ["LIMNER_HOME"] = f"{tempfile.gettempdir()}/limner-tests-{os.getpid()}"


def pytest_configure() -> None:
    """Say it at once where plugins of other packages would make tests fail that count models."""
    others = {one.distribution for one in installed() if one.distribution != "limner"}
    if others:
        names = " ".join(sorted(map(str, others)))
        pytest.exit(f"plugins from elsewhere are installed; first: pip uninstall {names}", 4)
