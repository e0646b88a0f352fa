"""The files of a new plugin package, as texts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from limner import __version__
from limner_registry import Model, Origin
from limner_registry.reference import calls, markdown
from limner_registry.values import json_text, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from limner.cli.scaffold.name import PackageName
    from limner_registry.parameter import Parameter

_TEMPLATES = files("limner.cli.scaffold") / "templates"

LONGEST = 100
"""How many characters of an endpoint id the name of its file has."""


@dataclass(frozen=True)
class Package:
    """What a new package is made of.

    Attributes:
        name: Its name.
        documents: Its model documents, one at least.
        license: An SPDX expression.
        authors: Of each, the name and the address; either may be empty.
    """

    name: PackageName
    documents: Sequence[Mapping[str, Any]]
    license: str
    authors: Sequence[tuple[str, str]] = ()

    def files(self) -> dict[str, str]:
        """The text of each file, by its path in the project."""
        module = self.name.module
        rule = self._filled("rule.py") if self._text else ""
        test = {"tests/test_rule.py": self._filled("test_rule.py")} if self._text else {}
        return {
            "pyproject.toml": self._filled("pyproject.toml"),
            "README.md": self._filled("README.md"),
            ".gitignore": self._filled("gitignore"),
            f"{module}/__init__.py": self._filled("init.py") + rule,
            **{f"{module}/{path}": text for path, text in self._documents()},
            "tests/test_models.py": self._filled("test_models.py"),
            **test,
        }

    def _filled(self, template: str) -> str:
        text = _TEMPLATES.joinpath(f"{template}.txt").read_text("utf-8")
        return Template(text).substitute(self._facts)

    @cached_property
    def _models(self) -> list[Model]:
        origin = Origin(self.name.module)
        return [Model(document, origin) for document in self.documents]

    @cached_property
    def _text(self) -> tuple[Model, Parameter] | None:
        """A text that a model must be given, for the rule to be about; None if none has one."""
        return next(
            (
                (model, parameter)
                for model in self._models
                for parameter in model.parameters.required
                if parameter.types == ("string",) and not (parameter.choices or parameter.file)
            ),
            None,
        )

    @cached_property
    def _facts(self) -> dict[str, str]:
        """What the templates leave open."""
        first, count = self._models[0], len(self._models)
        model, parameter = self._text or (first, None)
        return {
            "distribution": self.name.distribution,
            "module": self.name.module,
            "description": f"{first.endpoint_id if count == 1 else f'{count} models'} for Limner",
            "license": self.license,
            "authors": self._authors(),
            "limner": ".".join(__version__.split(".")[:2]),
            "models": "\n".join(markdown.table(self._rows())),
            "endpoint_id": model.endpoint_id,
            "call": one_line(calls.command(model.endpoint_id, model.parameters)),
            "parameter": json_text(parameter.name if parameter else ""),
        }

    def _authors(self) -> str:
        """The line of `pyproject.toml`, or nothing."""
        listed = ", ".join(f"{{ {_person(*author)} }}" for author in self.authors)
        return f"authors = [{listed}]\n" if listed else ""

    def _rows(self) -> Iterator[dict[str, str]]:
        for model in self._models:
            title = "" if model.title == model.endpoint_id else one_line(model.title)
            yield {
                "model": markdown.code(model.endpoint_id),
                "title": markdown.text(title),
                "category": markdown.text(one_line(model.category)),
            }

    def _documents(self) -> Iterator[tuple[str, str]]:
        """The documents, each under a name of its own."""
        if len(self.documents) == 1:
            yield "model.json", _json(self.documents[0])
            return
        taken: set[str] = set()
        for document in self.documents:
            name = re.sub(r"[^a-z0-9.-]", "_", document["endpoint_id"].lower())[:LONGEST]
            while name in taken:
                name += "_"
            taken.add(name)
            yield f"models/{name}.json", _json(document)


def _person(name: str, email: str) -> str:
    known = {"name": name, "email": email}
    return ", ".join(f"{key} = {_toml(text)}" for key, text in known.items() if text)


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _toml(text: str) -> str:
    """A text in one line as TOML's basic string, whose escapes are JSON's."""
    return json.dumps(one_line(text), ensure_ascii=False)
