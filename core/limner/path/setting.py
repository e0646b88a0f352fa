"""The setting of a path: who is called, who is asked."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.hooks import Hooks
    from limner.provider import Account
    from limner.result import Collector


@dataclass(frozen=True)
class Setting:
    """What a path needs to know besides its request.

    Attributes:
        account: The provider, and the key with which it is called.
        hooks: The hooks that the request meets.
        collector: How an artifact that is handed out gets at its bytes.
        chance: A number from 0 to below 1, anew at each call.
    """

    account: Account
    hooks: Hooks
    collector: Collector
    chance: Callable[[], float] = random.random
