"""Makes the sample inbox and the truth about it: ``python -m samples.make_samples [NUMBER …]``.

Everything is drawn from seeds, so the same machine makes the same bytes again. Making all of it wants LibreOffice,
Chromium, heif-enc and the fonts named in samples/README.md; running the tests wants none of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samples.making.inbox_hostile import hostile_entries
from samples.making.inbox_paper import paper_entries
from samples.making.inbox_parcels import parcel_entries
from samples.making.inbox_word import word_entries

if TYPE_CHECKING:
    from samples.making.entry import Entry

HERE = Path(__file__).parent
INBOX, EXPECTED = HERE / "inbox", HERE / "expected.json"


def all_entries() -> list[Entry]:
    """Every entry by name; two of one name would be a mistake."""
    entries = [*word_entries(), *paper_entries(), *parcel_entries(), *hostile_entries()]
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise ValueError("two entries of one name")
    return sorted(entries, key=lambda entry: entry.name)


def expected(entries: list[Entry]) -> dict[str, Any]:
    """The truth about all entries, as expected.json holds it."""
    return {"call": "cace-2022", "entries": {entry.name: entry.truth.as_json() for entry in entries}}


def write(entry: Entry, inbox: Path) -> int:
    """Make an entry anew in a folder; returns its size in bytes."""
    made, path = entry.make(), inbox / entry.name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    if isinstance(made, bytes):
        path.write_bytes(made)
        return len(made)
    path.mkdir(parents=True)
    for name, data in made.items():
        (path / name).write_bytes(data)
    return sum(map(len, made.values()))


def main() -> int:
    """Make the entries whose numbers are given, or all; write the truth about all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", help="the first two digits of the entries to make; all if none")
    parser.add_argument("--truth-only", action="store_true", help="write expected.json and no file of the inbox")
    asked = parser.parse_args()
    entries = all_entries()
    INBOX.mkdir(exist_ok=True)
    if not asked.truth_only:
        if not asked.numbers:
            for stale in {path.name for path in INBOX.iterdir()} - {entry.name for entry in entries}:
                shutil.rmtree(INBOX / stale) if (INBOX / stale).is_dir() else (INBOX / stale).unlink()
        for entry in entries:
            if not asked.numbers or entry.number in asked.numbers:
                print(f"{write(entry, INBOX) / 1000:8.0f} kB  {entry.name}", flush=True)
    text = json.dumps(expected(entries), ensure_ascii=False, indent=1) + "\n"
    EXPECTED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
