"""`limner jobs list`: the same as `limner jobs`."""

from copy import copy

from limner.cli import jobs

command = copy(jobs.command)
command.short_help = "List them, as limner jobs does."
