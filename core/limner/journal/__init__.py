"""The journal: a row for each request, from before its submission to after its last file.

A row's life is the small state machine of `limner.journal.states`. The journal that
survives its process is `limner.journal.sqlite`.
"""

from limner.journal.budget import (
    PERIODS as PERIODS,
    Budget as Budget,
)
from limner.journal.entry import (
    Entry as Entry,
    KeptFile as KeptFile,
    SentFile as SentFile,
    is_whole as is_whole,
    journaled as journaled,
    new_id as new_id,
)
from limner.journal.interface import (
    FRESH as FRESH,
    AsyncJournal as AsyncJournal,
    Change as Change,
    Content as Content,
    Journal as Journal,
)
from limner.journal.memory import MemoryJournal as MemoryJournal
from limner.journal.states import (
    CLAIMABLE as CLAIMABLE,
    COLLECTABLE as COLLECTABLE,
    NEXT as NEXT,
    is_past as is_past,
)
