"""Receipt -> request: the same arguments and the same seed, changed as the caller says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from limner.errors import InvalidArguments
from limner.files import is_url
from limner.porting import Outcome, Ported, port
from limner.porting.partners import partner
from limner.recall.differences import differences
from limner.recall.remembering import remembered
from limner_registry import Issue, pointer
from limner_registry.files import file_places
from limner_registry.shortening import listed, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from limner.recall.inputs import Search
    from limner.recall.remembering import Remembered
    from limner.receipts import Receipt
    from limner.request import Request
    from limner_registry import Model


@dataclass(frozen=True, repr=False)
class Recalled:
    """A request made of a receipt.

    Attributes:
        receipt: The receipt.
        model: The model that is to be called.
        provider: Who is to run it.
        arguments: What it gets.
        ported: What became of each parameter, where it's another model than the receipt's.
        changed: The parameters that were given anew.
        issues: What is wrong with them, or must be given anew; nothing if it can be sent.
        notes: What isn't as it was when the receipt was written, in sentences.
    """

    receipt: Receipt
    model: Model
    provider: str
    arguments: Mapping[str, Any]
    ported: Ported | None = None
    changed: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    notes: tuple[str, ...] = ()
    _request: Request | None = None

    @property
    def request(self) -> Request:
        """The request, for `Client.submit`.

        Raises:
            InvalidArguments: There are issues; nothing was sent.
        """
        if self._request is None:
            raise InvalidArguments(self.model.endpoint_id, self.issues)
        return self._request

    def __repr__(self) -> str:
        asked = f"{self.model.endpoint_id} at {self.provider}"
        facts = map(shortened, (*map(str, self.issues), *self.notes, *self._changes()))
        return f"<Recalled {asked}: {listed(facts) or 'as it was'}>"

    def _changes(self) -> Iterator[str]:
        """What isn't as it was asked for then; what is missing is among the issues."""
        for change in self.ported.changes if self.ported else ():
            if change.outcome not in {Outcome.KEPT, Outcome.MISSING}:
                yield f"{change.parameter} {change.outcome}"
        yield from (f"{name} set" for name in self.changed)


def recall(  # noqa: PLR0913, PLR0917 -- what a client brings
    receipt: Receipt,
    models: tuple[Model, Model],
    changes: Mapping[str, Any],
    search: Search,
    validate: Callable[[str, Mapping[str, Any]], Request],
    provider: str | None = None,
) -> Recalled:
    """A request for what a receipt tells of.

    Args:
        receipt: The receipt.
        models: Its model, and the one that is to be called.
        changes: By name, the parameters that are given anew, as the second model takes them.
        search: Where local files are looked for.
        validate: Checks arguments for an endpoint id; raises `InvalidArguments`.
        provider: Who is to run it, whoever did.
    """
    source, target = models
    known = remembered(receipt, source, search)
    ported = None
    if source.endpoint_id == target.endpoint_id:
        arguments = _with_seed({**known.arguments, **changes}, receipt, target)
    else:
        ported = port(known.arguments, source, target, changes)
        arguments = dict(ported.arguments)
    issues = (*_lost(known, models, arguments), *_foreign(target, arguments, changes))
    request, refused = _checked(validate, target, arguments)
    told = {issue.pointer for issue in issues}
    issues += tuple(issue for issue in refused if issue.pointer not in told)
    runs = provider or _again(receipt, source, target)
    notes = (*differences(receipt, source, arguments, runs), *known.notes)
    sent = replace(request, provider=runs) if request and not issues else None
    return Recalled(receipt, target, runs, arguments, ported, tuple(changes), issues, notes, sent)


def _checked(
    validate: Callable[[str, Mapping[str, Any]], Request], model: Model, arguments: dict[str, Any]
) -> tuple[Request | None, tuple[Issue, ...]]:
    try:
        return validate(model.endpoint_id, arguments), ()
    except InvalidArguments as refusal:
        return None, refusal.issues


def _again(receipt: Receipt, source: Model, target: Model) -> str:
    """Who is to run it: who did, or for that one the other model's own provider."""
    return target.provider if receipt.provider == source.provider else receipt.provider


def _with_seed(arguments: dict[str, Any], receipt: Receipt, model: Model) -> dict[str, Any]:
    """Arguments with the seed that was used, if none is among them and the model takes it."""
    known = any(one.name == "seed" for one in model.parameters)
    if not known or receipt.seed is None or arguments.get("seed") is not None:
        return arguments
    refused = any(issue.pointer == "/seed" for issue in model.check({"seed": receipt.seed}))
    return arguments if refused else {**arguments, "seed": receipt.seed}


def _lost(
    known: Remembered, models: tuple[Model, Model], arguments: Mapping[str, Any]
) -> Iterator[Issue]:
    """The parameters that the receipt doesn't hold, and nobody has given anew."""
    source, target = (model.parameters for model in models)
    for name, why in known.lost.items():
        found = partner(name, source, target, ())
        if found and found.name not in arguments:
            how = f"--set {found.name}={'@FILE' if found.file else 'VALUE'}"
            yield Issue(pointer(found.name), "lost", f"{why}; give it anew: {how}")


def _foreign(
    model: Model, arguments: Mapping[str, Any], changes: Mapping[str, Any]
) -> Iterator[Issue]:
    """Texts at files' places that would be read as paths, and aren't the caller's own."""
    for place in file_places(model.input, arguments):
        name, value = str(place.path[0]), place.value
        if name not in changes and isinstance(value, str) and not is_url(value):
            told = "the receipt has a text there that is no URL; no file is opened for it"
            yield Issue(pointer(*place.path), "lost", f"{told}; give it anew: --set {name}=@FILE")
