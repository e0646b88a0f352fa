"""A global plugin that refuses: models that aren't on a list, and calls above a daily ceiling."""

import threading
from collections import Counter
from datetime import UTC, date, datetime

from limner import Refused, Request, hookimpl

MODELS = {"fal-ai/flux/dev", "fal-ai/z-image/base"}
CEILING = 100
CALLS: Counter[date] = Counter()
LOCK = threading.Lock()


@hookimpl(trylast=True)  # so that a call that another plugin refuses isn't counted
def before_submit(request: Request) -> None:
    if request.endpoint_id not in MODELS:
        raise Refused(f"{request.endpoint_id} is not one of our models")
    today = datetime.now(UTC).date()
    with LOCK:
        if CALLS[today] >= CEILING:
            raise Refused(f"{CEILING} calls have been made today; come back tomorrow")
        CALLS[today] += 1
