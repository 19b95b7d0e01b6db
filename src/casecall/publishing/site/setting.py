"""Sets a page of a topic from its template; what a page follows from includes the templates and the code themselves."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template

import casepress
from casecall.publishing.site.page import Page, inputs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "templates" / "publishing"
SET_BY = (HERE, TEMPLATES, Path(casepress.__file__).parent)


@lru_cache(maxsize=1)
def edition_of_the_code() -> str:
    """A hash of all code and templates by which pages are set, so that none stays as an older release set it."""
    whole = hashlib.sha256()
    for path in _sources():
        whole.update(path.read_bytes())
    return whole.hexdigest()


def set_page(path: str, template: str, follows: object, **context: Any) -> Page:
    """A page by template. ``follows`` is all in the context that may differ between two makings, as plain data."""
    return Page(path, inputs_of(edition_of_the_code(), template, follows), lambda: fill(template, context))


def fill(template: str, context: dict[str, Any]) -> bytes:
    """A template of the topic with its values in place."""
    return get_template(f"publishing/{template}.html").render(context).encode()


def _sources() -> Iterator[Path]:
    for folder in SET_BY:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".html"})
