"""The picture of the front page is what the models draw today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

ROOT = Path(__file__).parents[2]
SHEET = ROOT / "docs" / "contact-sheet.jpg"


def test_the_contact_sheet_is_the_one_that_is_drawn(tmp_path: Path) -> None:
    """docs/contact-sheet.jpg shows what `python docs/contact_sheet.py` draws by real runs.

    Another version of Pillow may round otherwise; another picture differs by much more.
    """
    drawn = tmp_path / "contact-sheet.jpg"

    subprocess.run([sys.executable, ROOT / "docs" / "contact_sheet.py", drawn], check=True)

    with Image.open(SHEET) as committed, Image.open(drawn) as fresh:
        assert committed.size == fresh.size
        difference = ImageChops.difference(committed.convert("RGB"), fresh.convert("RGB"))
    for row in range(4):
        for column in range(4):
            left, top = 20 + column * 420, 20 + row * 392
            cell = difference.crop((left, top, left + 400, top + 300))
            assert max(ImageStat.Stat(cell).mean) < 3, (row, column)
