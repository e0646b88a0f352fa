"""`limner jobs list`: the same as `limner jobs`."""

from limner.cli.jobs import command

__all__ = ["command"]
