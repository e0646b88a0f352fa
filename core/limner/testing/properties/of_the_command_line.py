"""The command line: what is written down of valid arguments means these arguments again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from limner.cli.spelling import Misspelled
from limner.cli.typed import TypedCall
from limner.testing.drawing import for_all
from limner.testing.property import Tally, Violation, example_text
from limner_registry.issue import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.testing.candidate import Subject
    from limner.testing.property import Effort
    from limner_registry.parameter import Parameter

Word = tuple[str, ...]


def reads_back(subject: Subject, effort: Effort) -> Tally:
    """Write valid arguments down in every way that can say them; each means them again."""
    model = subject.model
    parameters = {parameter.name: parameter for parameter in model.parameters}

    def check(drawn: dict[str, Any]) -> None:
        for name, value in drawn.items():
            for words in _spellings(name, value, parameters.get(name)):
                call = TypedCall("limner run", (model.endpoint_id, *words), model, {})
                meant = _meant(call)
                if meant != example_text({name: value}):
                    told = f"`{' '.join(call.shell_words())}` means {meant}"
                    raise Violation(told, example={name: value}, pointer=pointer(name))

    return Tally(for_all(subject.valid, check, effort))


def _meant(call: TypedCall) -> str:
    try:
        return example_text(call.arguments)
    except Misspelled as error:
        return f"nothing: {error}"


def _spellings(name: str, value: Any, parameter: Parameter | None) -> Iterator[Word]:
    """The words that say a value: JSON always, text where it can mean nothing else."""
    yield (f"{name}:={json.dumps(value)}",)
    types = set(parameter.types) if parameter else set()
    text = value if isinstance(value, str) else json.dumps(value)
    if _is_plain(value, text, types):
        yield ("-o", name, text)
        yield (f"--{name}={text}",)
        if not text.startswith("@"):
            yield (f"{name}={text}",)


def _is_plain(value: Any, text: str, types: set[str]) -> bool:
    if isinstance(value, str):
        return types == {"string"} or (types == {"string", "null"} and text.strip() != "null")
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, int):
        return not types.isdisjoint({"integer", "number"})
    return isinstance(value, float) and "number" in types and "integer" not in types
