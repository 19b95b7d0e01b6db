"""When an edition may go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.cases import rules as states
from casecall.compiling.rules import Plain, contact_in, plain

if TYPE_CHECKING:
    from casecall.compiling.records import EditionView, EntryView

SAYS = {
    "slipped": "{name}：{says}",
    "state": "{name}：现为“{state}”，请移出专题",
}

TOPIC = "专题标题与导语"
NO_ENTRIES = "专题中还没有案例"
NONE_COVERED = "没有可用于“{channel}”的案例：征集活动未约定这一用途，或各案例均已限定"
NO_REASON = "请写明撤下的理由"
SENDABLE = frozenset({states.COMPILED, states.PUBLISHED})


class NotReady(ValueError):  # noqa: N818 - sentences for people, not an error of the program
    """An edition that cannot be published yet; ``reasons`` has a sentence for each obstacle."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


def going(edition: EditionView, channel: str) -> tuple[EntryView, ...]:
    """The entries that a channel may publish: those that consent covers."""
    return tuple(entry for entry in edition.entries if channel in entry.channels)


def obstacles(edition: EditionView, channel: str, label: str) -> tuple[str, ...]:
    """A sentence for each thing that keeps an edition from going out: without the undertaking nothing leaves."""
    if not edition.entries:
        return (NO_ENTRIES,)
    entries = going(edition, channel)
    if not entries:
        return (NONE_COVERED.format(channel=label),)
    found = []
    for entry in entries:
        name = f"{entry.number}“{entry.title}”" if entry.title else entry.number
        if entry.state not in SENDABLE:
            found.append(SAYS["state"].format(name=name, state=entry.state_label))
        elif entry.obstacle:
            found.append(f"{name}：{entry.obstacle}")
    return (*found, *_slipped(edition, entries))


def _slipped(edition: EditionView, entries: tuple[EntryView, ...]) -> tuple[str, ...]:
    """A sentence for each telephone or address of one case's contact person in another's text, or in the topic's."""
    texts = [(0, TOPIC, plain(edition.title, edition.lead))]
    texts += [(one.id, one.number, plain(*one.texts)) for one in entries]
    whole = Plain.joined(text for *_, text in texts)
    contacts = [(one.id, one.contact) for one in entries if contact_in(one.contact, whole)]
    return tuple(
        SAYS["slipped"].format(name=name, says=says)
        for owner, contact in contacts
        for key, name, text in texts
        if key != owner
        for says in contact_in(contact, text)
    )
