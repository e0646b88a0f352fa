"""Parameters as people read them, and the texts that tables and help are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

from limner_registry.bounds import UNBOUNDED, Bounds
from limner_registry.shortening import VALUE, counted, listed, shortened
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, repr=False)
class Parameter:
    """One parameter of a model, one field of its result, or a member of either.

        >>> client.registry["fal-ai/flux/dev"].parameters["num_images"]
        <Parameter num_images: integer, 1 to 4, default 1>

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
    members: Parameters = field(default_factory=lambda: Parameters())  # noqa: PLW0108 -- it is below

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

    if (
        TYPE_CHECKING
    ):  # what dataclass makes; told to mypy, it lets a name be looked for among them

        def __eq__(self, other: object, /) -> bool: ...
        def __hash__(self) -> int: ...

    def __repr__(self) -> str:
        return f"<Parameter {shortened(self.place)}: {listed(self._facts())}>"

    def _facts(self) -> Iterator[str]:
        yield shortened(self.type_text)
        if self.choices:
            yield listed(map(json_text, self.choices), 2 * VALUE)
        if self.range_text:
            yield shortened(self.range_text, VALUE)
        if self.required:
            yield "required"
        if self.has_default:
            yield f"default {shortened(self.default_text, VALUE)}"
        if self.members:
            yield counted(len(self.members), "member")
        if self.deprecated:
            yield "deprecated"


class Parameters(tuple[Parameter, ...]):
    """Parameters, fields or members in their order: an immutable sequence, and by name.

    It is shown as a table, by a notebook as one with descriptions.

        >>> parameters = client.registry["fal-ai/flux/dev"].parameters
        >>> parameters["num_images"].range_text
        '1 to 4'
        >>> "seed" in parameters, parameters.required.names
        (True, ('prompt',))
    """

    __slots__ = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, in order."""
        return tuple(parameter.name for parameter in self)

    @property
    def required(self) -> Parameters:
        """Those that must be given."""
        return Parameters(parameter for parameter in self if parameter.required)

    @property
    def optional(self) -> Parameters:
        """Those that may be left out."""
        return Parameters(parameter for parameter in self if not parameter.required)

    @overload
    def __getitem__(self, key: str | SupportsIndex, /) -> Parameter: ...
    @overload
    def __getitem__(self, key: slice, /) -> Parameters: ...
    def __getitem__(self, key: str | SupportsIndex | slice, /) -> Parameter | Parameters:
        """The parameter of a name or at an index, or those of a slice.

        Raises:
            KeyError: None is called so; the nearest name is in the message.
            IndexError: There is none at that index.
        """
        if isinstance(key, str):
            return self._named(key)
        if isinstance(key, slice):
            return Parameters(super().__getitem__(key))
        return super().__getitem__(key)

    def __contains__(self, item: object, /) -> bool:
        """Whether a parameter, or one of that name, is among them."""
        if isinstance(item, str):
            return any(parameter.name == item for parameter in self)
        return super().__contains__(item)

    def __repr__(self) -> str:
        from limner_registry.display import parameters_text

        return parameters_text(self)

    def _repr_html_(self) -> str:
        from limner_registry.display import parameters_html

        return parameters_html(self)

    def _named(self, name: str) -> Parameter:
        for parameter in self:
            if parameter.name == name:
                return parameter
        from limner_registry.nearest import nearest_names

        near = nearest_names(name, self.names, most=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise KeyError(f"there is no parameter {shortened(name, VALUE)!r}{hint}")
