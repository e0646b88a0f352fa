"""Packages of plugins, made for a test and installed for as long as it runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT: dict[str, Any] = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "provider": "fal",
    "title": "Lamp",
    "category": "text-to-image",
    "links": {"page": "https://example.com/lamp"},
    "price": {
        "amount": 0.01,
        "unit": "image",
        "currency": "USD",
        "source": "https://example.com/prices",
        "date": "2026-11-01",
    },
    "input": {
        "type": "object",
        "required": ["prompt"],
        "properties": {
            "prompt": {"type": "string", "maxLength": 200},
            "watts": {
                "type": "integer",
                "minimum": 1,
                "maximum": 60,
                "default": 40,
                "examples": [25],
                "description": "How bright.",
            },
            "image_url": {
                "type": "string",
                "x-limner-file": "image",
                "description": "URL of the image to light.",
            },
        },
    },
    "output": {
        "type": "object",
        "required": ["image", "watts"],
        "properties": {"image": {"$ref": "#/$defs/Image"}, "watts": {"type": "integer"}},
        "$defs": {
            "Image": {
                "type": "object",
                "x-limner-file": "image",
                "required": ["url"],
                "properties": {"url": {"type": "string"}, "content_type": {"type": "string"}},
            }
        },
    },
}
"""A document in which all is well."""

CODE = '"""Lamps."""\n'


class Shop:
    """A folder of installed packages.

    Attributes:
        folder: Where they are, as they would be in site-packages.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(
        self, name: str = "limner_acme", code: str = CODE, document: Any = DOCUMENT
    ) -> str:
        """Install a package with one model; gives its name."""
        package = self.folder / name
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text(code, encoding="utf-8")
        (package / "model.json").write_text(json.dumps(document), encoding="utf-8")
        info = self.folder / f"{name}-1.2.3.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.2.3\n", encoding="utf-8")
        lines = f"[limner.models]\n{name} = {name}\n"
        (info / "entry_points.txt").write_text(lines, encoding="utf-8")
        return name


@dataclass(frozen=True)
class Ran:
    """What came of a run of pytest.

    Attributes:
        outcomes: By test, `PASSED`, `FAILED`, `SKIPPED` or `ERROR`.
        text: What it printed.
        code: Its exit code.
    """

    outcomes: dict[str, str]
    text: str
    code: int


def run_pytest(folder: Path, *words: str, **environment: str) -> Ran:
    """Run pytest in a folder, in a process of its own, with the packages beside it installed."""
    options = ("-vv", "-p", "no:cacheprovider", "-W", "error", "--strict-markers")
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "site"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^\S*?::(\S+)(?: <- \S+)? ([A-Z]+)", finished.stdout, re.MULTILINE)
    return Ran(dict(found), finished.stdout + finished.stderr, finished.returncode)
