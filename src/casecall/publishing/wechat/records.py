"""What pages are told of the Official Account: never a secret, never a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountView:
    """The account as it may be shown: whether there is a secret, not which."""

    id: int
    name: str
    app_id: str
    base_url: str
    author: str
    operator: str
    may_publish: bool
    may_send: bool
    has_secret: bool
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article of a message; ``url`` where readers open it, empty before."""

    title: str
    digest: str
    author: str
    html: str
    cover_sha256: str
    images: tuple[str, ...]
    cases: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message in words: its state, what happens next, and what went wrong."""

    id: int
    order: int
    state: str
    state_label: str
    next_says: str
    error: str
    articles: tuple[ArticleRow, ...]
    changed_at: datetime
    previewed_at: datetime | None
    replaced: bool


@dataclass(frozen=True, slots=True)
class RemovalRow:
    """An article that a person has to delete in the platform's own pages."""

    id: int
    number: str
    title: str
    url: str
    why: str
    asked_at: datetime
    done_at: datetime | None
    done_by: str
