"""The warnings of a result, by their codes; the list that the documentation shows."""

from __future__ import annotations

from types import MappingProxyType

NO_FILES = "no_files"
COUNT = "count"
SIZE = "size"
FORMAT = "format"
DURATION = "duration"
EMPTY = "empty"
LENGTH = "length"
NSFW = "nsfw"
BLACK = "black"
BLANK = "blank"
EXTENSION = "extension"
GONE = "gone"
TOO_MANY = "too_many_files"
COST = "cost"
SCHEMA = "schema"

WARNINGS = MappingProxyType(
    {
        NO_FILES: "The result names no file, although its schema promises one.",
        COUNT: "There are fewer or more files than were asked for.",
        SIZE: "A picture or film isn't as large, or of the shape, that was asked for or stated.",
        FORMAT: "A file isn't of the format that was asked for or stated.",
        DURATION: "A film is clearly shorter or longer than was asked for.",
        EMPTY: "A file has no bytes.",
        LENGTH: "A file has more or fewer bytes than the result says; it may be part of one.",
        NSFW: "The provider says that a picture is not safe for work.",
        BLACK: "A picture is black all over, as safety checkers leave it.",
        BLANK: "A picture is of a single colour, or wholly transparent.",
        EXTENSION: "A file's name ends as if it were of another format.",
        GONE: "A plugin has moved or deleted a file that was saved.",
        TOO_MANY: "There are more files than are downloaded at once.",
        COST: "The bill is far from what was expected.",
        SCHEMA: "The model's output schema can't be used, so nothing was held against it.",
    }
)
"""A sentence for each code. What the schema finds wrong has the codes of arguments, and what a
plugin finds its own: `<plugin>.<code>`, or `<plugin>.process_result` for a hook that failed."""

MOST = 100
"""How many warnings of one kind a result has at most; garbage would have millions."""
