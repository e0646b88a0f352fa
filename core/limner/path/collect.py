"""Job -> Result: the rest of the path, from wherever the job is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.naming import Naming
from limner.path.fetch import fetch
from limner.path.follow import follow
from limner.path.keep import keep

if TYPE_CHECKING:
    from limner.effects import Path
    from limner.job import Job
    from limner.path.setting import Setting
    from limner.result import Artifact, Result


def collect(
    job: Job,
    setting: Setting,
    timeout: float | None = None,
    where: str | None = None,
    *,
    followed: bool = False,
) -> Path[Result[Artifact]]:
    """Follow a job unless that's done, fetch its result, keep its files; raises as each does."""
    if where is not None:
        Naming(where)  # what no file can be called is refused before the wait
    if not followed:
        yield from follow(job, setting, timeout)
    result = yield from fetch(job, setting)
    return (yield from keep(result, setting, where))
