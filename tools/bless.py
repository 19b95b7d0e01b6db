"""Writes expected.json of every golden paper from what casepaper says now; read the difference before committing it.

The samples are not touched: their truth comes from their maker, never from the reader.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.papers.test_papers import FOLDERS, said_of  # noqa: E402 - the path is set above


def main() -> None:
    """Bless them all, and name those that changed."""
    for folder in FOLDERS:
        expected = folder / "expected.json"
        text = json.dumps(said_of(folder), ensure_ascii=False, indent=1) + "\n"
        if not expected.exists() or expected.read_text() != text:
            expected.write_text(text)
            print(f"{folder.name}: written, read the difference")


if __name__ == "__main__":
    main()
