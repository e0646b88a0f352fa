"""A disk that fills up at a file's last bytes leaves no half file under its name."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

LIMITED = """
    import resource, signal
    from pathlib import Path
    import limner
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    served = Path("served.jpg").absolute()
    served.write_bytes(bytes.fromhex("ffd8ffe0") + bytes({size}))

    class Answering:
        @limner.hookimpl
        def submit_request(self):
            return {{"images": [{{"url": served.as_uri()}}]}}

    environment = {{"FAL_KEY": "a:b"}}
    plugins = [Answering()]
    client = limner.Client(plugins=plugins, receipts={receipts!r}, environment=environment)
    job = client.submit("fal-ai/flux/dev", {{"prompt": "x"}})
    resource.setrlimit(resource.RLIMIT_FSIZE, ({size} - 100_000,) * 2)
    try:
        job.result(output="out/")
    except limner.NotCollected as error:
        (row,) = client.journal.entries()
        print(row.state, len(row.files), list(Path("out").iterdir()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no resource limits")
@pytest.mark.parametrize("receipts", ["embed", "beside", None])
@pytest.mark.parametrize("size", [300_000, 6_700_000])
def test_the_last_bytes_do_not_fit(tmp_path: Path, receipts: str | None, size: int) -> None:
    """Nothing bears the file's name, nothing is on record as saved, and the job can be collected.

    A large file's last bytes are written while its receipt is made: their failure isn't the
    receipt's.
    """
    script = dedent(LIMITED).format(size=size, receipts=receipts)

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout == "answered 0 []\n"
