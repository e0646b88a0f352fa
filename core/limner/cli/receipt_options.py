"""The options of every command that saves files: where their receipts go, and what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.keeping import Receipts

C = TypeVar("C", bound="Callable[..., Any]")


class Kept(TypedDict):
    """How a client keeps files, as its arguments."""

    receipts: Receipts
    private: bool


def receipt_options(command: C) -> C:
    """Give a command `--no-embed` and `--private`."""
    private = click.option(
        "--private", is_flag=True, help="Leave prompts, URLs and files' names out of receipts."
    )
    no_embed = click.option(
        "--no-embed", is_flag=True, help="Put receipts beside the files, never into them."
    )
    return no_embed(private(command))


def kept(*, no_embed: bool, private: bool) -> Kept:
    """What those options mean for a client."""
    return {"receipts": "beside" if no_embed else "embed", "private": private}
