"""What can go wrong with a call, and what becomes of the call's effect then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One thing that goes wrong with one call."""

    CLOSE_AT_ACCEPT = "close at accept"
    CLOSE_BEFORE_BODY = "close before the body"
    CLOSE_AFTER_BODY = "close after the body"
    HANG = "hang"
    LATE = "answer late"
    CUT = "cut the answer"
    GARBAGE = "garbage"
    HTML = "HTML"
    TIMEOUT = "408"
    CONFLICT = "409"
    TOO_MANY = "429"
    TOO_MANY_FOR_NOW = "429 with Retry-After"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"

    LOSE_JOB = "lose the job"
    FALSE_COMPLETED = "completed too early"
    BACK_IN_QUEUE = "back in the queue"
    REPEATED_LOGS = "repeated log lines"

    EMPTY = "empty file"
    WRONG_TYPE = "wrong type"
    ENDLESS = "endless file"
    TRICKLE = "trickling file"
    WRONG_CONTENT = "a page that is called a picture"
    WRONG_LENGTH = "half of it, and called whole"
    EXPIRED = "expired URL"
    RANGE_IGNORED = "range ignored"
    RANGE_OTHER = "another range"
    RANGE_OF_OTHER_FILE = "a range of another file"
    RANGE_UNTOLD = "a range without its place"
    RANGE_GONE = "416"

    REDIRECT = "redirect elsewhere"
    URLS_ELSEWHERE = "URLs elsewhere"
    FILES_ELSEWHERE = "files elsewhere"
    REPEAT_KEY = "repeat the key"


ANYWHERE = tuple(Fault)[1:16]
"""What can happen to every call."""

_LIES = (Fault.FALSE_COMPLETED, Fault.BACK_IN_QUEUE, Fault.REPEATED_LOGS)
FAULTS = {
    "connect": (Fault.CLOSE_AT_ACCEPT,),
    "submit": (*ANYWHERE, Fault.LOSE_JOB),
    "status": (*ANYWHERE, *_LIES),
    "stream": (*ANYWHERE, *_LIES),
    "result": ANYWHERE,
    "cancel": ANYWHERE,
    "file": (*ANYWHERE, Fault.EMPTY, Fault.WRONG_TYPE, Fault.ENDLESS),
    "upload": ANYWHERE,
    "history": ANYWHERE,
}
"""What happens by chance, for each kind of call; a script may order more."""

STATUSES = {fault: int(fault[:3]) for fault in ANYWHERE if fault[:3].isdecimal()}

_NO_EFFECT = frozenset(
    {
        Fault.CLOSE_AT_ACCEPT,
        Fault.CLOSE_BEFORE_BODY,
        Fault.TOO_MANY,
        Fault.TOO_MANY_FOR_NOW,
        Fault.REDIRECT,
        Fault.REPEAT_KEY,
    }
)
_AMBIGUOUS = frozenset(
    {
        Fault.CLOSE_AFTER_BODY,
        Fault.HANG,
        Fault.GARBAGE,
        Fault.HTML,
        *(fault for fault in STATUSES if fault not in _NO_EFFECT),
    }
)


@dataclass(frozen=True)
class Mishap:
    """A fault as it happens to one call.

    Attributes:
        fault: What goes wrong.
        executed: Whether the call takes effect all the same, where its fault leaves that open.
        rude: The worse of two manners: a reset instead of a closed connection, bytes that
            aren't HTTP instead of those that aren't JSON, an ingress's page instead of the
            provider's words.
        after: How many bytes of a body come before it is cut; by default half of them.
    """

    fault: Fault
    executed: bool = True
    rude: bool = False
    after: int | None = None

    @property
    def takes_effect(self) -> bool:
        """Whether the call is carried out: a submit is a paid job then."""
        if self.fault in _AMBIGUOUS:
            return self.executed
        return self.fault not in _NO_EFFECT
