"""Where the user's data is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from limner_registry.catalog import catalog_of, home


def test_limner_home_names_it(tmp_path: Path) -> None:
    """In any environment; a `~` is the user's folder."""
    assert home({"LIMNER_HOME": str(tmp_path)}) == str(tmp_path)
    assert home({"LIMNER_HOME": "~/pictures"}) == str(Path("~/pictures").expanduser())


@pytest.mark.parametrize("environment", [{}, {"LIMNER_HOME": ""}, {"HOME": "/home/ada"}])
def test_an_environment_of_ones_own_has_no_home(environment: dict[str, str]) -> None:
    """A program that passes one doesn't read the data of whoever runs it."""
    assert home(environment) is None
    assert catalog_of(environment) is None


@pytest.mark.parametrize(
    "variables",
    [
        {"XDG_DATA_HOME": "/data"},
        {"XDG_DATA_HOME": "/data/"},
        {"XDG_DATA_HOME": "relative", "HOME": "/home/ada"},
        {"XDG_DATA_HOME": "", "HOME": "/home/ada/"},
        {"HOME": "relative"},
        {},
    ],
)
def test_the_place_is_the_systems(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `LIMNER_HOME` it's where platformdirs says, also where that isn't asked."""
    for name in ("LIMNER_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    found = home(os.environ)

    assert found is not None
    assert Path(found) == Path(platformdirs.user_data_dir("limner", appauthor=False))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
def test_a_listing_does_not_pay_for_platformdirs() -> None:
    """On Linux the place is known without importing it."""
    import subprocess

    script = (
        "import os, sys, limner_registry.catalog as c; c.home(os.environ); print(*sys.modules)"
    )
    environment = {"PATH": os.environ["PATH"], "HOME": "/home/ada"}
    finished = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )

    assert "limner_registry.catalog" in finished.stdout.split()
    assert "platformdirs" not in finished.stdout.split()


def test_the_catalog_can_be_disabled(tmp_path: Path) -> None:
    """`LIMNER_DISABLE=catalog` leaves it out, as it does a plugin; a folder can be passed."""
    here = {"LIMNER_HOME": str(tmp_path)}

    assert catalog_of({**here, "LIMNER_DISABLE": "acme, catalog"}) is None
    found, passed = catalog_of(here), catalog_of({}, tmp_path)
    assert found is not None
    assert passed is not None
    assert found.home == passed.home == str(tmp_path)
