"""A model: an endpoint as the registry knows it, its document and what follows from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from limner_registry.errors import UnusableModel
from limner_registry.shortening import counted, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry.defaults import Defaults
    from limner_registry.files import FilePlaces
    from limner_registry.issue import Issue
    from limner_registry.parameters import Parameters
    from limner_registry.rate import Rate
    from limner_registry.schema import Schema
    from limner_registry.verdict import Verdict


@dataclass(frozen=True)
class Origin:
    """Who brought a model.

    Attributes:
        plugin: The plugin's name: that of its entry point, or of the object passed in.
        distribution: The installed distribution; None for an object passed in.
        version: That distribution's version, where it is known.
    """

    plugin: str
    distribution: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        if self.distribution is None:
            return self.plugin
        return f"{self.plugin} ({self.distribution} {self.version or 'of unknown version'})"


@dataclass(frozen=True, repr=False, eq=False)
class Model:
    """One model: immutable, and cheap until it is asked for something.

    Attributes:
        document: The model document, as parsed JSON. Read it; don't change it.
        origin: The plugin and distribution that it comes from.
    """

    document: Mapping[str, Any]
    origin: Origin

    @property
    def endpoint_id(self) -> str:
        """The provider's name for the model: `fal-ai/flux/dev`."""
        return str(self.document["endpoint_id"])

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names that mean this model."""
        return tuple(self.document.get("aliases", ()))

    @property
    def provider(self) -> str:
        """The name of the provider that runs it."""
        return str(self.document["provider"])

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.document["title"])

    @property
    def category(self) -> str:
        """From what to what it goes: `text-to-image`."""
        return str(self.document["category"])

    @property
    def deprecated(self) -> bool:
        """Whether its provider retires it."""
        return bool(self.document.get("deprecated", False))

    @cached_property
    def input(self) -> Schema:
        """JSON Schema 2020-12 of the arguments, as the document has it: open.

        Raises:
            UnusableModel: It is none: a keyword of it has a value that it can't have.
        """
        return self._usable("input")

    @cached_property
    def output(self) -> Schema:
        """JSON Schema 2020-12 of the result.

        Raises:
            UnusableModel: It is none.
        """
        return self._usable("output")

    def _usable(self, side: str) -> Schema:
        """A schema of the document, looked at before its first use; a listing doesn't ask."""
        from limner_registry.usable import broken_places

        schema: Schema = self.document[side]
        problems = [f"/{side}{problem}" for problem in broken_places(schema)]
        if problems:
            raise UnusableModel(str(self.document.get("endpoint_id")), self.origin, problems)
        return schema

    @cached_property
    def sha256(self) -> str:
        """The document's identity: the SHA-256, in hex, of its canonical JSON.

        Canonical is UTF-8 without spaces, keys in code-point order.
        """
        text = json.dumps(self.document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    @cached_property
    def parameters(self) -> Parameters:
        """The parameters of the input, in the document's order; by name too.

        Example:
            >>> client.registry["fal-ai/flux/dev"].parameters["num_images"]
            <Parameter num_images: integer, 1 to 4, default 1>
        """
        from limner_registry.parameters import parameters

        return parameters(self.input)

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on arguments, built on first use."""
        from limner_registry.verdict import Verdict

        return Verdict.on_arguments(self.input)

    @cached_property
    def result_verdict(self) -> Verdict:
        """The verdict on results: as the document says, open to new fields."""
        from limner_registry.verdict import Verdict

        return Verdict.on_results(self.output)

    def check(self, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        """What the schema finds wrong with arguments: everything, or an empty tuple.

        This is the schema's verdict alone. `Client.validate` adds what only a
        caller's machine (files) and a plugin's rules can know.

        Raises:
            UnusableModel: The document's input isn't a valid schema.
        """
        try:
            return self.verdict.check(arguments)
        except ValueError as error:
            problem = f"/input: {str(error).partition(chr(10))[0]}"
            raise UnusableModel(self.endpoint_id, self.origin, [problem]) from error

    def check_result(self, result: Mapping[str, Any]) -> tuple[Issue, ...]:
        """What the schema finds wrong with a result, which may have more fields than it says.

        An output that isn't a valid schema is itself an issue: a result that is paid for
        isn't lost for it.
        """
        from limner_registry.issue import Issue

        try:
            return self.result_verdict.check(result)
        except (UnusableModel, ValueError) as error:
            return (Issue("", "schema", f"it can't be checked: {error}"),)

    def effective(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments with the schema's defaults filled in, for receipts; never sent."""
        return self._defaults.effective(arguments)

    @cached_property
    def input_files(self) -> FilePlaces:
        """Where arguments may have files: `model.input_files.within(arguments)`."""
        from limner_registry.files import FilePlaces

        return FilePlaces(self.input)

    @cached_property
    def output_files(self) -> FilePlaces:
        """Where a result has files."""
        from limner_registry.files import FilePlaces

        return FilePlaces(self.output)

    @cached_property
    def rate(self) -> Rate | None:
        """What a unit costs, as the document states it; None where it doesn't."""
        from limner_registry.rate import Rate

        return Rate.of(self.document)

    @cached_property
    def _defaults(self) -> Defaults:
        from limner_registry.defaults import Defaults

        return Defaults(self.input)

    def __repr__(self) -> str:
        facts = [shortened(str(self.document.get("category", ""))), *self._counts()]
        facts += ["deprecated"] * self.deprecated
        return f"<Model {self.document.get('endpoint_id')}: {', '.join(filter(None, facts))}>"

    def _repr_html_(self) -> str:
        from limner_registry.display import model_html

        return model_html(self)

    def _counts(self) -> tuple[str, ...]:
        try:
            found = self.parameters if "input" in self.document else ()
        except UnusableModel:
            return ("unusable",)
        required = sum(parameter.required for parameter in found)
        return counted(len(found), "parameter"), f"{required} required"
