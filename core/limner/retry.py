"""What may be repeated, for each kind of call, and how long to wait before.

    kind      no answer: not sent   no answer: lost   answers that are repeated     ends
    SUBMIT    yes                   never             429                           after 60 s
    STATUS    yes                   yes               408, 409, 425, 429, any 5xx,  at the deadline
                                                      and what can't be read
    RESULT    yes                   yes               408, 409, 425, 429, and what  after 120 s
                                                      neither is a result nor the
                                                      provider's words
    FILE      yes                   yes               408, 409, 425, 429, any 5xx   after 120 s
                                                                                    of waiting
    UPLOAD    4 times               yes               408, 409, 425, 429, any 5xx,  after 300 s
                                                      and what can't be read
    LIST      4 times               yes               408, 409, 425, 429, any 5xx,  after 120 s
                                                      and what can't be read

A submit that may have arrived is never repeated. Waits double from a second to a cap
and are drawn from the whole interval (full jitter); a `Retry-After` is the least.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from math import inf, isfinite
from typing import TYPE_CHECKING

from limner.effects import Path, now, send, sleep
from limner.errors import ConnectionLost, NotSent, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.transport import HttpAnswer, HttpCall

TOO_MANY = 429
BUSY = frozenset({408, 409, 425, TOO_MANY})
"""Answers that are about the moment, not about what was asked for."""

_SERVER_ERRORS = range(500, 600)


LAST_LOOK = 2.0
"""Seconds that a look at a job may take at the least, and so outlast the caller's deadline."""


@dataclass(frozen=True)
class Rule:
    """What may be repeated for one kind of call.

    Attributes:
        after_loss: Whether a call whose answer was lost may be.
        after_errors: Whether it may be after 408, 409, 425 and any 5xx; after 429 always.
        patience: Seconds after which repeating ends, if the caller's deadline isn't sooner.
        attempts_unsent: How often a call that can't even leave is tried.
        cap: The longest wait between two tries, in seconds.
        longest: Seconds that one try may take, if what is left of the time isn't less.
    """

    after_loss: bool
    after_errors: bool
    patience: float = inf
    attempts_unsent: float = inf
    cap: float = 30.0
    longest: float = inf

    def admits(self, answer: HttpAnswer) -> bool:
        """Whether an answer's status is one to try again after."""
        if answer.status == TOO_MANY:
            return True
        return self.after_errors and (answer.status in BUSY or answer.status in _SERVER_ERRORS)

    def seconds(self, left: float) -> float:
        """How long a try may take when so many seconds are left: not less than `LAST_LOOK`."""
        return max(LAST_LOOK, min(self.longest, left)) if isfinite(self.longest) else inf


SUBMIT = Rule(after_loss=False, after_errors=False, patience=60.0, attempts_unsent=4)
STATUS = Rule(after_loss=True, after_errors=True, longest=20.0)
RESULT = Rule(after_loss=True, after_errors=True, patience=120.0)
FILE = Rule(after_loss=True, after_errors=True, patience=120.0)
UPLOAD = Rule(after_loss=True, after_errors=True, patience=300.0, attempts_unsent=4)
LIST = Rule(after_loss=True, after_errors=True, patience=120.0, attempts_unsent=4)


def patiently(  # noqa: PLR0913 -- each has a default but the first two
    call: HttpCall,
    rule: Rule,
    *,
    until: float = inf,
    chance: Callable[[], float],
    again: Callable[[HttpAnswer], bool] | None = None,
    sending: Callable[[HttpCall], Path[HttpAnswer]] = send,
) -> Path[HttpAnswer]:
    """Send a call, and again where its rule admits; the last answer.

    Args:
        call: What to send.
        rule: What may be repeated.
        until: The caller's deadline on the transport's clock.
        chance: A number from 0 to below 1, anew at each call, for the jitter.
        again: Whether an answer is one to try again after; the rule's word by default.
        sending: How one try is made.

    Raises:
        NotSent: It could not be sent, in as many tries as the rule allows.
        ConnectionLost: Its answer was lost, and the rule or the time forbids another try.
    """
    begin = yield from now()
    end = min(until, begin + rule.patience)
    left = end - begin
    again = again or rule.admits
    for attempt in count(1):
        answer, failure = yield from _try(sending(call.within(rule.seconds(left))), rule)
        if answer and not again(answer):
            return answer
        tired = isinstance(failure, NotSent) and attempt >= rule.attempts_unsent
        left = end - (yield from now())
        if tired or left <= 0 or retry_after(answer) > left:
            break
        wait = min(left, pause(attempt, answer, rule, chance()))
        yield from sleep(wait)
        left -= wait
    if answer is None:
        raise failure or ConnectionLost("no answer")
    return answer


def _try(
    sending: Path[HttpAnswer], rule: Rule
) -> Path[tuple[HttpAnswer | None, TransportError | None]]:
    try:
        return (yield from sending), None
    except NotSent as failure:
        return None, failure
    except ConnectionLost as failure:
        if not rule.after_loss:
            raise
        return None, failure


def pause(attempt: int, answer: HttpAnswer | None, rule: Rule, chance: float) -> float:
    """Seconds to wait after a try (counted from 1), with a chance from 0 to below 1."""
    jittered = min(rule.cap, 2.0 ** (attempt - 1)) * chance
    return max(jittered, retry_after(answer))


def retry_after(answer: HttpAnswer | None) -> float:
    """Seconds that the answer asks to wait; dates, which fal doesn't send, count as none."""
    text = answer.headers.get("retry-after", "") if answer else ""
    return float(text) if text.isdecimal() else 0.0
