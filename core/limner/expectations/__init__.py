"""What a result should be: as its schema promises, and as the caller asked.

A result that isn't is a result all the same: what is unexpected becomes a warning of it.
"""

from limner.expectations.codes import WARNINGS as WARNINGS
from limner.expectations.facts import unexpected as unexpected
from limner.expectations.files import (
    Look as Look,
    look_at as look_at,
    with_looks as with_looks,
)
