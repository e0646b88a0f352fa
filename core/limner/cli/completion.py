"""What a shell offers when somebody presses Tab: ids, parameters' names, and their values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from click.shell_completion import CompletionItem
from click.types import StringParamType

from limner.cli.spelling import Misspelled, split
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import click

    from limner.cli.given import Given
    from limner_registry.parameter import Parameter

PARTED = "limner.parted"
"""Where in a context's `meta` the words of a command line about a model are."""

MODEL = "limner.model"
"""Where its model is."""


class EndpointId(StringParamType):
    """The id of a model, or an alias."""

    name = "id"

    def get_missing_message(
        self,
        param: click.Parameter,  # noqa: ARG002 -- click's signature
        ctx: click.Context | None,  # noqa: ARG002
    ) -> str:
        """Where ids are found."""
        return "limner models lists what there is."

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 -- click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """Every id that begins so, with the model's title."""
        from limner.cli.listing import listing

        models = listing().registry.listing()
        return [
            CompletionItem(model.endpoint_id, help=model.title)
            for model in models
            if model.endpoint_id.startswith(incomplete)
        ]


class OneOf(StringParamType):
    """A text that is one of the values which the models have: any other finds nothing.

    Args:
        attribute: The attribute of a row of the listing that has the value.
    """

    name = "text"

    def __init__(self, attribute: str) -> None:
        self.attribute = attribute

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 -- click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """The values that begin so."""
        from limner.cli.listing import listing

        values = {str(getattr(m, self.attribute)) for m in listing().registry.listing()}
        return _items(sorted(value for value in values if value.startswith(incomplete)))


class Word(StringParamType):
    """A word that gives a parameter: `name=value` and its kin."""

    name = "name=value"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 -- click's signature
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """Names with `=`, and what may stand after one."""
        if MODEL not in ctx.meta:
            return []
        parameters = ctx.meta[MODEL].parameters
        given = [
            one.words[0] if one.form == "word" else _named(one) for one in ctx.meta[PARTED].given
        ]
        return word_items(parameters, given, incomplete)


class ValueOf(StringParamType):
    """The value of one parameter, given by an option of its name."""

    name = "value"

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 -- click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """What it may be."""
        return _items(values(self.parameter, incomplete))


class NameThenValue(StringParamType):
    """The two values of `-o`."""

    name = "name value"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 -- click's signature
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """A name, or what may stand after it."""
        parameters = ctx.meta[MODEL].parameters if MODEL in ctx.meta else ()
        named = {parameter.name: parameter for parameter in parameters}
        before = ctx.meta[PARTED].for_click
        if before and before[-1] in named:
            return _items(values(named[before[-1]], incomplete))
        return _items(name for name in named if name.startswith(incomplete))


def word_items(
    parameters: Sequence[Parameter], given: Sequence[str], incomplete: str
) -> list[CompletionItem[str]]:
    """What a word that gives a parameter may become.

    Args:
        parameters: Of the model.
        given: The words before it. bash takes a word apart at its `=`, so that the
            parameter's name can be among them.
        incomplete: The word so far.
    """
    named = {parameter.name: parameter for parameter in parameters}
    name, prefix, text = _begun(named, given, incomplete)
    if name:
        return _items(prefix + value for value in values(named[name], text))
    done = {word.partition("=")[0].rstrip(":") for word in given}
    return [
        CompletionItem(f"{parameter.name}=", help=parameter.description)
        for parameter in sorted(parameters, key=lambda one: not one.required)
        if parameter.name.startswith(incomplete) and parameter.name not in done
    ]


def values(parameter: Parameter, text: str) -> list[str]:
    """What a parameter may be, as text that begins like `text`."""
    kinds = {"boolean": ["true", "false"], "null": ["null"]}
    texts = [one if isinstance(one, str) else json_text(one) for one in parameter.choices or ()]
    texts += [word for kind in parameter.types for word in kinds.get(kind, ())]
    found = [one for one in dict.fromkeys(texts) if one.startswith(text)]
    return found + list(_paths(text)) if parameter.file else found


def _named(one: Given) -> str:
    return f"{one.spelled().name}="


def _begun(
    named: Iterable[str], given: Sequence[str], incomplete: str
) -> tuple[str | None, str, str]:
    """The parameter whose value is being written, what stays before it, and the value so far."""
    try:
        word = split(incomplete)
    except Misspelled:
        before = [word for word in given[-2:] if word != "="]
        whole = len(before) < len(given[-2:]) or not incomplete
        name = before[-1] if before and whole else ""
        return (name if name in named else None), "", incomplete.removeprefix("@")
    return (word.name if word.name in named else None), f"{word.name}{word.sign}", word.text


def _paths(text: str) -> Iterator[str]:
    """Files and folders whose paths begin like a text; a folder ends in a slash."""
    folder = os.path.dirname(text)  # noqa: PTH120 -- what was typed stays as it was typed
    try:
        entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
    except OSError:
        return
    for found in entries:
        path = os.path.join(folder, found.name)  # noqa: PTH118 -- likewise
        if path.startswith(text) and (not found.name.startswith(".") or "/." in f"/{text}"):
            yield path + "/" * found.is_dir()


def _items(texts: Iterable[str]) -> list[CompletionItem[Any]]:
    return [CompletionItem(text) for text in texts]
