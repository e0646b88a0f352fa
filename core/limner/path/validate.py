"""arguments -> Request: the schema's verdict, the file rule, the plugins' rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from limner.errors import InvalidArguments, LimnerError
from limner.files import sort_files
from limner.request import Request
from limner_registry import Issue

if TYPE_CHECKING:
    from limner.hiding import Secrets
    from limner.hooks import Hooks
    from limner_registry import Model


def validate(
    model: Model, arguments: Mapping[str, Any], hooks: Hooks, *, local_files: bool = True
) -> Request:
    """Check arguments before they can cost anything.

    Args:
        model: The model.
        arguments: By parameter's name.
        hooks: Who else is asked.
        local_files: Whether a string at a file's place may be the path of one.

    Raises:
        InvalidArguments: With everything that is wrong, in one list.
        PluginError: A plugin's rule is broken.
    """
    if not isinstance(arguments, Mapping):
        told = "the arguments must be a mapping of parameter names to values"
        raise InvalidArguments(model.endpoint_id, [Issue("", "type", told, str(arguments)[:60])])
    try:
        files = sort_files(model, arguments, paths=local_files)
    except RecursionError:
        # The arguments are nested without an end, which the verdict says at its place.
        raise InvalidArguments(model.endpoint_id, model.check(arguments)) from None
    issues = (*model.check(files.for_schema), *files.issues)
    issues += _rules(model, files.for_schema, hooks, judged=not issues)
    if issues:
        raise InvalidArguments(model.endpoint_id, issues)
    return Request(model, files.arguments)


def refuse_secrets(endpoint_id: str, arguments: Any, secrets: Secrets) -> None:
    """Refuse arguments that have a key in them: they are kept, shown, and handed to plugins.

    Raises:
        InvalidArguments: With the places; the key isn't repeated.
    """
    told = "it has your key in it: take it out; Limner shows it to the provider itself"
    try:
        issues = [Issue(place, "secret", told) for place in secrets.find(arguments)]
    except RecursionError:
        return  # nested without an end: the verdict says it
    if issues:
        raise InvalidArguments(endpoint_id, issues)


def _rules(
    model: Model, arguments: Mapping[str, Any], hooks: Hooks, *, judged: bool
) -> tuple[Issue, ...]:
    """What the plugins find wrong; one that stumbles over what the schema refuses is let be."""
    try:
        return hooks.validate_request(model, arguments)
    except LimnerError:
        if judged:
            raise
        return ()
