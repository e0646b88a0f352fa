"""What one file of a sandbox result shall show: the brief that a painter gets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url, read_data_url
from limner.sandbox import asked
from limner.sandbox.chance import dice
from limner_registry import pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from PIL import Image

    from limner.request import Request

_STAND_IN = "a summer day"


class UnusableFile(ValueError):
    """The caller's picture is none.

    Attributes:
        pointer: Where it stands in the arguments.
    """

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer


@dataclass(frozen=True)
class Brief:
    """What one file of a result shall show.

    Attributes:
        request: What was asked for.
        size: Width and height of the file, in pixels.
        index: Its number among the files of the result, from 0.
    """

    request: Request
    size: tuple[int, int] = (1, 1)
    index: int = 0

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        """The caller's arguments, with the model's defaults filled in."""
        return self.request.model.effective(self.request.arguments)

    @cached_property
    def seed(self) -> int:
        """The caller's, or one that the prompt determines; another one for each file."""
        return asked.seed(self.request, self.arguments) + self.index

    @property
    def title(self) -> str:
        """The prompt; where there is none, the name of the model."""
        return str(self.request.arguments.get("prompt") or self.request.model.title)

    @cached_property
    def lines(self) -> Sequence[str]:
        """What is written small under the prompt: the parameters that were given."""
        return asked.lines(self.request)

    def dice(self, *facts: object) -> Random:
        """Chance that always falls the same way for this file, and for these facts."""
        return dice(self.seed, *facts)

    def given(self, *path: str | int) -> Any:
        """What stands at a place of the arguments, defaults included; None for nothing.

        Args:
            path: Such as `"dynamic_masks", 0, "mask_url"`.
        """
        value: Any = self.arguments
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def picture(self, *path: str | int, size: tuple[int, int] | None = None) -> Image.Image:
        """The caller's picture at a place of the arguments: upright, RGB, filling the size.

        The sandbox fetches nothing: a picture that is somewhere on the web is replaced by a
        landscape of the sandbox's own, another one for each address.

        Args:
            path: Such as `"image_url"`.
            size: In pixels; that of the file, unless another is wanted.

        Raises:
            UnreadableImage: It is no image.
        """
        from limner.sandbox.studio.photo import photo
        from limner.sandbox.studio.scenes.composition import compose

        url = str(self.given(*path))
        if is_data_url(url):
            return photo(read_data_url(url)[1], size or self.size)
        return compose(size or self.size, dice(url).getrandbits(31), _STAND_IN)


def first_picture(request: Request) -> tuple[tuple[str | int, ...], tuple[int, int]] | None:
    """Where the first picture stands that came along with its bytes, and how large it is.

    Returns:
        Its path in the arguments, and its size in pixels; the schema's order decides.

    Raises:
        UnusableFile: It can't be read.
        MissingExtra: There is one, and Pillow isn't installed.
    """
    from limner.sandbox.still import image_size

    for path, data in _pictures(request):
        try:
            return path, image_size(data)
        except ValueError as error:
            raise UnusableFile(pointer(*path), str(error)) from None
    return None


def check_pictures(request: Request) -> None:
    """Decode every picture that came along with its bytes, as a model would; raises likewise."""
    from limner.sandbox.extras import require_pillow

    for path, data in _pictures(request):
        require_pillow("reading an image")
        from limner.sandbox.studio.photo import photo

        try:
            photo(data, (1, 1))
        except ValueError as error:
            raise UnusableFile(pointer(*path), str(error)) from None


def _pictures(request: Request) -> Iterator[tuple[tuple[str | int, ...], bytes]]:
    order = {name: index for index, name in enumerate(request.model.input.get("properties", {}))}
    places = [
        place
        for place in file_places(request.model.input, request.arguments)
        if place.kind == "image" and is_data_url(str(place.value))
    ]
    places.sort(key=lambda place: order.get(str(place.path[0]), len(order)))
    for place in places:
        try:
            data = read_data_url(str(place.value))[1]
        except ValueError as error:
            raise UnusableFile(pointer(*place.path), str(error)) from None
        yield place.path, data
