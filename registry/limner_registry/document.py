"""The model document: the JSON file that describes a model, defined once, here.

A listing and a verdict read documents as plain JSON and don't import this module;
it checks documents that come from outside, and writes the `$schema` that editors use.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 -- pydantic reads the annotations
import json
import sys
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from limner_registry.circles import Circles
from limner_registry.errors import InvalidDocument
from limner_registry.issue import pointer
from limner_registry.keywords import FILE_KINDS
from limner_registry.parameters import parameters
from limner_registry.references import place_of
from limner_registry.schema import Schema, subschemas
from limner_registry.shortening import shortened
from limner_registry.usable import TOO_DEEP, too_deep
from limner_registry.values import json_text
from limner_registry.verdict import Verdict
from limner_registry.verdict.meta_schema import DIALECT, schema_fault

_SEGMENT = "[A-Za-z0-9][A-Za-z0-9._-]*"
EndpointId = Annotated[str, Field(pattern=f"^{_SEGMENT}(/{_SEGMENT})+$")]
Text = Annotated[str, Field(min_length=1)]
Link = Annotated[str, Field(pattern=r"^https://\S+$")]
# Said in full where pydantic's versions would write down the same thing differently.
Version = Annotated[Literal[1], WithJsonSchema({"const": 1, "type": "integer"})]
Amount = Annotated[float, Field(ge=0), WithJsonSchema({"minimum": 0, "type": "number"})]
Positive = Annotated[float, Field(gt=0), WithJsonSchema({"exclusiveMinimum": 0, "type": "number"})]
JsonSchema = Annotated[Schema, WithJsonSchema({"$ref": DIALECT, "type": "object"})]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Links(_Record):
    """Where a person reads more."""

    page: Link | None = Field(None, description="The model's page at its provider.")
    documentation: Link | None = Field(None, description="Its parameters, described.")
    openapi: Link | None = Field(None, description="Its OpenAPI document.")


class Factor(_Record):
    """A parameter by which the units of a call are multiplied; its default counts too."""

    parameter: Text = Field(description="Its name.")
    measure: Literal["number", "length", "megapixels"] = Field(
        "number",
        description="What of its value counts: the number that it is, how many characters or"
        " elements it has, or the megapixels (1,000,000 pixels) of a picture or a size.",
    )
    values: dict[str, Amount] = Field(
        {}, description="What some values count as: choices, and `true` or `false`."
    )
    per: Positive = Field(1, description="What it is divided by: 1000 for a price per thousand.")
    round_up: bool = Field(default=False, description="Whether it is rounded up to a whole.")


class Price(_Record):
    """What a call costs, as its provider or others state it."""

    amount: Amount = Field(description="Price of one unit.")
    unit: Text = Field(description="What is counted: megapixel, image, second, ...")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = Field(description="ISO 4217.")
    source: Text = Field(description="Who says so.")
    date: dt.date = Field(description="The day on which the price was taken from its source.")
    count: list[Factor] | None = Field(
        None,
        description="The factors of how many units a call is: none where every call is one."
        " Absent where that is unknown.",
    )


class ModelDocument(_Record):
    """Everything that Limner knows of a model without running any code.

    `input` and `output` are JSON Schema 2020-12. A schema that stands for a file
    (a string of an input, an object with a `url` of an output) is marked with
    `"x-limner-file"`: `image`, `video`, `audio` or `file`. Beside it,
    `"x-limner-max-bytes"` is how many bytes the file may have.
    """

    schema_: str | None = Field(None, alias="$schema", description="For editors; no meaning.")
    document_version: Version = Field(description="The version of this format.")
    endpoint_id: EndpointId = Field(description="The provider's name, slashes and case kept.")
    aliases: list[EndpointId] = Field([], description="Other names that mean this model.")
    provider: Text = Field(description="Who runs it; the name of a `limner.providers` entry.")
    title: Text = Field(description="What people call it.")
    description: Text | None = Field(None, description="What it does, in a sentence.")
    category: Text = Field(description="From what to what: text-to-image, image-to-video, ...")
    links: Links = Links()
    deprecated: bool = Field(default=False, description="Whether its provider retires it.")
    successor: EndpointId | None = Field(None, description="The model to use instead.")
    price: Price | None = Field(None, description="Absent where it is unknown.")
    input: JsonSchema = Field(description="JSON Schema 2020-12 of the arguments.")
    output: JsonSchema = Field(description="JSON Schema 2020-12 of the result.")

    @field_validator("input", "output")
    @classmethod
    def _is_a_schema(cls, schema: Schema) -> Schema:
        problem = next(iter(_schema_problems(schema)), None)
        if problem:
            raise ValueError(problem)
        return schema

    @model_validator(mode="after")
    def _counts_what_there_is(self) -> Self:
        count = (self.price and self.price.count) or ()
        known = {parameter.name for parameter in parameters(self.input)} if count else ()
        for factor in count:
            if factor.parameter not in known:
                raise ValueError(f"the price counts {factor.parameter}, which is no parameter")
        return self


def check_document(document: Any, source: str) -> None:
    """Check a whole document.

    Args:
        document: The parsed JSON.
        source: Where it comes from, for the error.

    Raises:
        InvalidDocument: It breaks the format, or a schema in it isn't valid
            2020-12, has a reference to nothing, or marks a file of no known kind.
    """
    try:
        ModelDocument.model_validate_json(json.dumps(document, allow_nan=False))
    except ValidationError as error:
        problems = [f"{pointer(*fault['loc']) or '/'}: {fault['msg']}" for fault in error.errors()]
        raise InvalidDocument(source, problems) from None
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidDocument(source, [f"it is not JSON: {error}"]) from None


def document_schema() -> dict[str, Any]:
    """The JSON Schema of model documents, as published in `model-document.schema.json`."""
    schema = ModelDocument.model_json_schema()
    return {"$schema": DIALECT, "$id": "urn:limner:model-document:1", **schema}


def _schema_problems(schema: Schema) -> list[str]:
    if too_deep(schema):
        return [TOO_DEEP]
    if fault := schema_fault(schema):
        return [f"not valid JSON Schema 2020-12 at {fault[0] or '/'}: {fault[1]}"]
    places = [*subschemas(schema)]
    problems = [problem for place in places for problem in _place_problems(place, schema)]
    return problems or _endless(places, schema) or _unreadable(schema)


def _place_problems(place: Schema, root: Schema) -> list[str]:
    problems = []
    reference = place.get("$ref")
    if isinstance(reference, str) and not _leads_somewhere(reference, root):
        problems.append(f"the reference {reference} leads nowhere in this schema")
    kind = place.get("x-limner-file", "file")
    if kind not in FILE_KINDS:
        problems.append(f"x-limner-file is {kind!r}, not one of {', '.join(FILE_KINDS)}")
    most = place.get("x-limner-max-bytes", 1)
    if type(most) is not int or most < 1:
        problems.append(f"x-limner-max-bytes is {most!r}, not a number of bytes")
    return problems


def _leads_somewhere(reference: str, root: Schema) -> bool:
    try:
        place_of(reference, root)
    except LookupError:
        return False
    return True


def _endless(places: list[Schema], root: Schema) -> list[str]:
    circles = Circles(root)
    start = next((place for place in places if circles.catch(place)), None)
    if start is None:
        return []
    what = "it leads" if start is root else f"{shortened(json_text(start))} leads"
    return [f"{what} to itself without end, or in too many ways to others"]


def _unreadable(schema: Schema) -> list[str]:
    """What only shows when a verdict is built: a pattern that can't be read."""
    try:
        Verdict(schema).check({})
    except ValueError as error:
        return [str(error).partition("\n")[0]]
    return []


if __name__ == "__main__":
    sys.stdout.write(json.dumps(document_schema(), indent=2) + "\n")
