"""A letter to one case or many: who gets it and who is left out, and the text of each as it would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from casecall.letters import links, rules, templates
from casecall.people.rules import may
from casecall.screening import recipients
from casecall.web.office.contexts.saying import masked
from casecall.web.office.contexts.templates import FieldLine, field_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from casecall.letters.templates import Fault, Filled
    from casecall.screening.recipients import Recipient

TITLE = "主题："
LINK = "{{链接}}"  # stays a field, so that the link is made as the letter leaves
IF_ANY = "{{#链接}}{{链接}}{{/链接}}"
MOST_LINES = 200  # of a list on the page; what lies beyond is counted


@dataclass(frozen=True, slots=True)
class Addressed:
    """A case in the list: to whom its letter goes, or why it is left out."""

    n: int
    case_id: int
    number: str
    unit: str
    title: str
    address: str
    source: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clerk asked for: which cases, the text of the letter, which of them is looked at, and the form's token."""

    case_ids: Sequence[int]
    subject: str
    text: str
    looked_at: int
    once: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class WritePage:
    """The whole page. ``going`` get a letter each; ``left`` do not; ``shown`` is the text of one of them."""

    asked: Wanted
    going: tuple[Addressed, ...]
    left: tuple[Addressed, ...]
    more_going: int
    more_left: int
    addresses: int
    shared: int
    shown: Addressed | None
    filled: Filled | None
    faults: tuple[Fault, ...]
    fields: tuple[FieldLine, ...]
    ids: str
    back: str
    may_send: bool

    @property
    def count(self) -> int:
        """How many letters there will be."""
        return len(self.going) + self.more_going

    @property
    def count_left(self) -> int:
        """How many cases get none."""
        return len(self.left) + self.more_left

    @property
    def shown_text(self) -> str:
        """The text that is looked at with links in words."""
        return links.hide(self.filled.text) if self.filled else ""


def begin(case_id: int | None = None) -> tuple[str, str]:
    """The subject and text that a free letter begins with: with its fields, or filled in where it is for one case."""
    if case_id is not None:
        values = dict(recipients.values_of([case_id])[case_id])
        if values["link"]:
            values["link"] = LINK
        filled = templates.fill(rules.FREE, values)
        return filled.subject, filled.text
    title, _, text = templates.text_of(rules.FREE).partition("\n")
    return title.removeprefix(TITLE).strip(), text.strip()


def template_text(subject: str, text: str, *, alone: bool = False) -> str:
    """A subject and a text as one template; in a letter to one unit the link may stand as it is."""
    body = text.replace(LINK, IF_ANY) if alone and "{{#" not in text else text
    return f"{TITLE}{' '.join(subject.split())}\n\n{body}"


def write_page(asked: Wanted, *, role: str, back: str) -> WritePage:
    """Exactly who gets what; the statements do not grow with the number of cases."""
    found = recipients.recipients_of(asked.case_ids)
    going = [one for one in found if not one.why or asked.alone]
    left = [one for one in found if one.why and not asked.alone]
    at = min(max(asked.looked_at, 1), max(len(going), 1))
    filled, faults = _look(asked, going[at - 1] if going else None)
    addresses = {one.address.lower() for one in going if one.address}
    lines = tuple(_addressed(n, one) for n, one in enumerate(going, 1))
    return WritePage(
        asked=asked,
        going=lines[:MOST_LINES],
        left=tuple(_addressed(n, one) for n, one in enumerate(left[:MOST_LINES], 1)),
        more_going=max(0, len(going) - MOST_LINES),
        more_left=max(0, len(left) - MOST_LINES),
        addresses=len(addresses),
        shared=sum(1 for one in going if one.address) - len(addresses),
        shown=lines[at - 1] if lines else None,
        filled=filled,
        faults=faults,
        fields=field_lines(rules.FREE),
        ids=",".join(str(one.case_id) for one in going),
        back=back,
        may_send=may(role, "send"),
    )


def letters_to(
    case_ids: Iterable[int], *, subject: str, text: str, alone: bool = False
) -> tuple[tuple[Recipient, Filled], ...]:
    """The letter of each of these cases that may be written to. Raises TemplateFault."""
    going = [one for one in recipients.recipients_of(case_ids) if not one.why or alone]
    values = recipients.values_of(one.case_id for one in going)
    template = template_text(subject, text, alone=alone)
    return tuple((one, templates.fill(rules.FREE, values[one.case_id], text=template)) for one in going)


def _look(asked: Wanted, at: Recipient | None) -> tuple[Filled | None, tuple[Fault, ...]]:
    values: Mapping[str, str] = templates.example_values(rules.FREE)
    if at is not None:
        values = recipients.values_of([at.case_id])[at.case_id]
    try:
        return templates.fill(rules.FREE, values, text=template_text(asked.subject, asked.text, alone=asked.alone)), ()
    except templates.TemplateFault as wrong:
        return None, wrong.faults


def _addressed(n: int, one: Recipient) -> Addressed:
    return Addressed(
        n=n,
        case_id=one.case_id,
        number=one.number,
        unit=one.unit,
        title=one.title,
        address=masked(one.address),
        source=one.source,
        why=one.why,
        href=reverse("office:thread", args=(one.case_id,)),
    )
