"""The templates of letters: the shipped texts, those that the secretariat changed, and letters made from them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils import timezone

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.letters.accounts import MailFileFaults, load
from casecall.letters.fields import FIELDS, Field
from casecall.letters.filling import Fault, Filled, TemplateFault, faults_of, filled
from casecall.letters.models import Template

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["Fault", "Field", "Filled", "TemplateFault", "example_values", "fields_of", "fill", "save", "text_of"]

FOLDER: Final = "texts"
MOST: Final = 20_000  # characters of a template
SAYS: Final = {"office": "秘书处", "day": "{day.year} 年 {day.month} 月 {day.day} 日", "long": "模板不能超过 {most} 字"}


def shipped(kind: str) -> str:
    """The text of a kind that comes with the software."""
    return files("casecall.letters").joinpath(FOLDER, f"{kind}.txt").read_text("utf-8")


def text_of(kind: str) -> str:
    """The template of a kind: the newest that the secretariat saved, else the shipped one."""
    saved = Template.objects.filter(kind=kind).order_by("-id").values_list("text", flat=True).first()
    return saved or shipped(kind)


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields that may stand in the template of a kind, with what they mean."""
    return FIELDS[kind]


def save(kind: str, text: str, *, now: datetime, by: str) -> None:
    """Keep another template of a kind. Raises TemplateFault with every fault, its line and its field."""
    text = text.replace("\r\n", "\n").strip() + "\n"
    long = [Fault(1, "", SAYS["long"].format(most=MOST))] if len(text) > MOST else []
    if faults := [*long, *faults_of(text, FIELDS[kind])]:
        raise TemplateFault(faults)
    with write_atomic():
        made = Template.objects.create(kind=kind, text=text, at=now, by=by)
        record(at=now, actor=by, verb="letter.template", object=f"letters:{kind}", note=f"template:{made.pk}")


def fill(kind: str, values: Mapping[str, Any], *, text: str | None = None, now: datetime | None = None) -> Filled:
    """The letter of a kind from values by the keys of its fields; ``text`` is a template that is not saved.

    Who sends, the date and the secretariat's own numbers are put in here. Raises TemplateFault with every fault.
    """
    template = text_of(kind) if text is None else text
    return filled(template, FIELDS[kind], {**_house(now or timezone.now()), **values})


def example_values(kind: str) -> dict[str, Any]:
    """Values with which a template can be looked at where there is no case yet."""
    return {one.key: _example(one) for one in FIELDS[kind]}


def _example(field: Field) -> Any:
    return [{one.key: _example(one) for one in field.inner}] if field.inner else field.example


def _house(now: datetime) -> dict[str, Any]:
    try:
        sending = load().sending
    except MailFileFaults:
        sending = None
    contact = settings.CONTACT
    return {
        "office": sending.sender_name if sending else SAYS["office"],
        "today": SAYS["day"].format(day=timezone.localtime(now)),
        "person": contact["person"],
        "telephone": contact["telephone"],
        "mailbox": contact["mailbox"],
        "hours": contact["hours"],
    }
