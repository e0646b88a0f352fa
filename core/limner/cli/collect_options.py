"""The options of every command that collects results: for how long, where to, how they're kept."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, TypedDict

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.keeping import Receipts

    Command = Callable[..., None]


class Keeping(TypedDict):
    """How a client keeps results, as its arguments."""

    receipts: Receipts
    private: bool
    strict: bool


@dataclass(frozen=True)
class CollectOptions:
    """How results are to be collected.

    Attributes:
        timeout: Seconds to wait for a job; None for what is usual.
        output: Where files are saved.
        strict: Whether a result with warnings is an error, once it's kept.
        no_embed: Whether receipts are put beside the files.
        private: Whether they leave out the caller's own words.
    """

    timeout: float | None
    output: str
    strict: bool
    no_embed: bool
    private: bool

    @property
    def keeping(self) -> Keeping:
        """What that means for a client."""
        receipts: Receipts = "beside" if self.no_embed else "embed"
        return {"receipts": receipts, "private": self.private, "strict": self.strict}


def positive(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    """A number of seconds, as it was typed."""
    if value is None or value > 0:
        return value
    raise click.BadParameter("it must be above 0.")


timeout_option = click.option(
    "--timeout",
    metavar="SECONDS",
    type=float,
    callback=positive,
    help="How long to wait for a job; 600 by default, 1800 for videos. It goes on all the same.",
)

_OPTIONS = (
    timeout_option,
    click.option(
        "--output",
        metavar="WHERE",
        default="./",
        help="A folder (dir/), or a name in which {index}, {name}, {request_id}, {endpoint},"
        " {seed}, {date} and {ext} are filled in; s3://, gs:// and az:// too. Default: here.",
    ),
    click.option(
        "--strict", is_flag=True, help="Exit with 9 if a result isn't as promised and asked for."
    ),
    click.option(
        "--no-embed", is_flag=True, help="Put receipts beside the files, never into them."
    ),
    click.option(
        "--private", is_flag=True, help="Leave prompts, URLs and files' names out of receipts."
    ),
)


def collect_options(command: Command) -> Command:
    """Give a command these options; it's called with what they say as `collecting`."""
    names = [field.name for field in fields(CollectOptions)]

    @wraps(command)
    def gathered(*args: Any, **given: Any) -> None:
        said = {name: given.pop(name) for name in names}
        command(*args, collecting=CollectOptions(**said), **given)

    return with_options(_OPTIONS, gathered)


def with_options(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    """A command with options, in the order of its help."""
    for option in reversed(options):
        command = option(command)
    return command
