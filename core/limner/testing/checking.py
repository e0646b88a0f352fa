"""All properties, held against some plugins, one after another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from limner.testing.properties import OF_EACH_MODEL, OF_PLUGINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from limner.testing.candidate import Candidate, Subject
    from limner.testing.property import Effort, Outcome, Property
    from limner_registry.coverage import Coverage, Report


@dataclass(frozen=True)
class Checked:
    """A property, and what came of it.

    Attributes:
        plugin: The plugin's name.
        model: The endpoint id; None where the property is of the plugin as a whole.
        property: The property.
        outcome: What came of it.
    """

    plugin: str
    model: str | None
    property: Property[Any]
    outcome: Outcome

    def as_json(self) -> dict[str, Any]:
        """The same as the command line's JSON has it."""
        whose = {"plugin": self.plugin, "endpoint_id": self.model, "property": self.property.name}
        return {**whose, **self.outcome.as_json()}


def checked(candidates: Iterable[Candidate], effort: Effort) -> Iterator[Checked]:
    """Hold plugins, and each of their models, against all properties."""
    for candidate in candidates:
        for whole in OF_PLUGINS:
            yield Checked(candidate.name, None, whole, whole.outcome(candidate, effort))
        for subject in candidate.subjects:
            for one in OF_EACH_MODEL:
                outcome = one.outcome(subject, effort)
                yield Checked(candidate.name, subject.model.endpoint_id, one, outcome)


class Coverages:
    """What the examples exercise of the rules of some models."""

    def __init__(self) -> None:
        self._of_models: dict[str, Coverage] = {}

    def watching(self, candidate: Candidate) -> Candidate:
        """The same plugin, its models watched; those whose schema can't be used are not."""
        from limner_registry.coverage import Coverage

        def watched(subject: Subject) -> Subject:
            if not subject.sound:
                return subject
            coverage = self._of_models[subject.model.endpoint_id] = Coverage(subject.model)
            return replace(subject, saw=coverage.saw)

        return replace(candidate, subjects=tuple(map(watched, candidate.subjects)))

    def reports(self) -> list[Report]:
        """What has been exercised by now, model by model."""
        return [coverage.report() for coverage in self._of_models.values()]
