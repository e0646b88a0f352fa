"""Validation: it agrees with `jsonschema`, changes nothing, and is the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from limner.errors import InvalidArguments, PluginError
from limner.testing.drawing import STRANGE, for_all
from limner.testing.property import Tally, Violation
from limner_registry.verdict.engine_jsonschema import Jsonschema

if TYPE_CHECKING:
    from limner.testing.candidate import Subject
    from limner.testing.property import Effort


def agrees_with_jsonschema(subject: Subject, effort: Effort) -> Tally:
    """Draw any JSON objects; `check` finds something wrong where `jsonschema` does."""
    oracle = Jsonschema(subject.model.verdict.closed)

    def check(drawn: dict[str, Any]) -> None:
        issues, theirs = subject.check(drawn), oracle.is_valid(drawn)
        if theirs == bool(issues):
            told = "takes what the verdict refuses" if theirs else "refuses what the verdict takes"
            place = issues[0].pointer if issues else None
            raise Violation(f"jsonschema {told}", example=drawn, pointer=place)

    return Tally(for_all(subject.near, check, effort))


def is_pure(subject: Subject, effort: Effort) -> Tally:
    """Draw any Python objects; validating them changes nothing, and says the same twice."""
    names = [*(one.name for one in subject.model.parameters), "unknown"]
    strange = st.tuples(subject.valid, st.sampled_from(names), STRANGE)
    drawn = subject.near | strange.map(lambda three: {**three[0], three[1]: three[2]}) | STRANGE

    def check(arguments: Any) -> None:
        before = repr(arguments)
        first, second = _told(subject, arguments), _told(subject, arguments)
        if repr(arguments) != before:
            raise Violation("validation changes the arguments", example=arguments)
        if first != second:
            raise Violation(
                f"validated twice, they are judged differently: {first}, then {second}",
                example=arguments,
            )

    return Tally(for_all(drawn, check, effort))


def is_idempotent(subject: Subject, effort: Effort) -> Tally:
    """Validate the arguments of a request again; they make an equal request."""

    def check(drawn: dict[str, Any]) -> None:
        try:
            request = subject.validate(drawn)
        except InvalidArguments:
            return
        try:
            again = subject.validate(request.arguments)
        except InvalidArguments as refused:
            told = f"validated again, they are refused: {refused.issues[0].message}"
            raise Violation(told, example=drawn) from None
        if not request.arguments == again.arguments == drawn:
            raise Violation("validated again, they are other arguments", example=drawn)

    return Tally(for_all(subject.valid, check, effort))


def _told(subject: Subject, arguments: Any) -> str:
    """What validation says of them; another error than the one for arguments is a fault."""
    try:
        return repr(sorted(subject.validate(arguments).arguments))
    except InvalidArguments as refused:
        return repr([issue.as_json() for issue in refused.issues])
    except PluginError as error:
        raise Violation(str(error), example=arguments) from error
