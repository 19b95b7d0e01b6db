"""What the public pages show, worked out once: the window of a call, its themes, its doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from casecall.publishing.records import PublishedEdition
    from casepaper.forms.rules import CallRules, Theme

NUMERALS: Final = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Window:
    """Where a day stands to the window of a call: both its ends count whole."""

    opens: date
    closes: date
    today: date

    @property
    def state(self) -> Literal["before", "open", "closed"]:
        """Before, open or closed."""
        if self.today < self.opens:
            return "before"
        return "open" if self.today <= self.closes else "closed"

    @property
    def days(self) -> int:
        """Days until it opens, or after that until its last day: 0 on the last day itself."""
        return ((self.opens if self.today < self.opens else self.closes) - self.today).days

    @property
    def length(self) -> int:
        """The whole window in days."""
        return (self.closes - self.opens).days + 1

    @property
    def passed(self) -> int:
        """How many of them have begun."""
        return min(max((self.today - self.opens).days + 1, 0), self.length)


@dataclass(frozen=True, slots=True)
class ThemeItem:
    """A theme as it is listed: its last sentence says what belongs to it, the ones before say why."""

    theme: Theme
    why: str
    gist: str


@dataclass(frozen=True, slots=True)
class CallPage:
    """A call as anybody sees it."""

    rules: CallRules
    window: Window
    themes: tuple[ThemeItem, ...]
    topics: tuple[PublishedEdition, ...]

    @property
    def how_many(self) -> str:
        """The number of themes as a title writes it."""
        count = len(self.themes)
        return NUMERALS[count] if count < len(NUMERALS) else f" {count} "

    @property
    def addressed(self) -> str:
        """To whom the notice goes, in one line."""
        return "，".join(self.rules.addressees)


@dataclass(frozen=True, slots=True)
class Listed:
    """A call in the list of the home page."""

    key: str
    number: str
    title: str
    window: Window


@dataclass(frozen=True, slots=True)
class HomePage:
    """The calls, those that can be answered first, and the topics."""

    calls: tuple[Listed, ...]
    topics: tuple[PublishedEdition, ...]


def call_page(rules: CallRules, topics: Iterable[PublishedEdition], now: datetime) -> CallPage:
    """The page of a call at an instant."""
    return CallPage(rules, window_of(rules, now), tuple(_item(theme) for theme in rules.themes), tuple(topics))


def home_page(calls: Iterable[CallRules], topics: Iterable[PublishedEdition], now: datetime) -> HomePage:
    """The home page at an instant."""
    listed = [Listed(rules.key, rules.number, rules.title, window_of(rules, now)) for rules in calls]
    order = {"open": 0, "before": 1, "closed": 2}
    return HomePage(tuple(sorted(listed, key=lambda one: order[one.window.state])), tuple(topics))


def window_of(rules: CallRules, now: datetime) -> Window:
    """Where an instant stands to a call, counted in the call's own days."""
    return Window(rules.opens, rules.closes, now.astimezone(rules.zone).date())


def _item(theme: Theme) -> ThemeItem:
    sentences = [one for one in theme.text.split("。") if one.strip()]
    if len(sentences) < 2:  # noqa: PLR2004 - nothing to fold away
        return ThemeItem(theme, "", theme.text)
    return ThemeItem(theme, "。".join(sentences[:-1]) + "。", sentences[-1] + "。")
