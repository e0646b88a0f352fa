"""A parameter as people read it, and the texts that tables and help are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.bounds import UNBOUNDED, Bounds
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Parameter:
    """One parameter of a model, one field of its result, or a member of either.

    Attributes:
        name: What it is called; `[]` for the element of a list, `*` for the value under
            any name of an object.
        path: The names that lead to it from the root, its own included:
            `("dynamic_masks", "[]", "mask_url")`.
        required: Whether it must be given, where its parent is.
        types: The JSON types that it takes, `null` included, in the schema's order; empty
            if any type will do.
        type_text: The type as people read it: `integer`, `string or null`, `ImageSize or
            choice`, `list of DynamicMask`.
        nullable: Whether it takes `null`.
        choices: The values to choose from, `null` apart; None if there are none. Other
            types may be taken beside them, as `type_text` says.
        bounds: How small, large, short or long it may be.
        default: What the provider takes if it isn't given.
        has_default: Whether there is a default; an explicit one may be None.
        file: `image`, `video`, `audio` or `file` if it, or each of its elements, is one.
        description: What it means, on one line.
        deprecated: Whether it is to be avoided.
        element: What an element of the list is, or a value of an object with free names.
        members: What is inside an object, or inside a list's elements.
    """

    name: str
    path: tuple[str, ...]
    required: bool
    types: tuple[str, ...] = ()
    type_text: str = "any"
    nullable: bool = False
    choices: tuple[Any, ...] | None = None
    bounds: Bounds = UNBOUNDED
    default: Any = None
    has_default: bool = False
    file: str | None = None
    description: str | None = None
    deprecated: bool = False
    element: Parameter | None = None
    members: tuple[Parameter, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, as text: `image_size.width`, `dynamic_masks[].mask_url`."""
        return "".join(step if step == "[]" else f".{step}" for step in self.path).lstrip(".")

    @property
    def range_text(self) -> str:
        """Its bounds in words, and those of a list's elements: `1 to 4 items, each 0 to 255`."""
        each = self.element.range_text if self.element and self.element.name == "[]" else ""
        return ", ".join(filter(None, (self.bounds.text, each and f"each {each}")))

    @property
    def choices_text(self) -> str:
        """Its choices in JSON notation: `"5", "10"`."""
        return ", ".join(map(json_text, self.choices or ()))

    @property
    def default_text(self) -> str:
        """Its default in JSON notation: `true`, `"png"`, `""`; empty if there is none."""
        return json_text(self.default) if self.has_default else ""

    def walk(self) -> Iterator[Parameter]:
        """The parameter itself, then everything inside it, each before its own members."""
        yield self
        for member in self.members:
            yield from member.walk()
