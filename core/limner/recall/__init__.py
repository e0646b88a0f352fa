"""Recalling: from a receipt back to a request for the same, or for a variation of it.

What a receipt doesn't hold (prompts that were left out, the bytes of data URLs) and what isn't
on this machine any more are issues, each at the parameter that has to be given anew. A receipt
may be a stranger's: no path in it is followed.
"""

from limner.recall.inputs import NOWHERE, Search
from limner.recall.recalled import Recalled, recall

__all__ = ["NOWHERE", "Recalled", "Search", "recall"]
