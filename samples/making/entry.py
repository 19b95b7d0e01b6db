"""An entry of the inbox: its name, how it is made, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samples.making.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from samples.making.truth import Case

Made = bytes | dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """``make`` gives the bytes of one file, or the files of a folder by name.

    ``light``: made by Python alone, without fonts, pictures or another program, so that a test can make it again.
    """

    name: str
    make: Callable[[], Made]
    truth: Truth
    light: bool = False

    @property
    def number(self) -> str:
        """The two digits at the start of the name."""
        return self.name[:2]


def single(name: str, case: Case | None, make: Callable[[], bytes], *, light: bool = False, **truth: Any) -> Entry:
    """An entry that is one file, and that file the form."""
    given = {"kind": name.rsplit(".", 1)[-1], "case": case, "roles": {name: "form"}, **truth}
    return Entry(name, make, Truth(**given), light=light)
