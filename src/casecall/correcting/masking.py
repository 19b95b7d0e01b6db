"""Contact data shown so that its owner knows it again and nobody else can use it: 张**, 138****1234."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casecall.receiving.typed import label_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casepaper.forms.rules import CallRules

SAYS: Final = {
    "missing": "没有填写{label}。",
    "invalid": "{label}的写法不对。",
    "uncertain": "{label}没有看清，或各份材料写得不一致。",
}
STAR: Final = "*"
HEAD, TAIL = 3, 4
SHORTEST: Final = 8  # digits; of a shorter number the last two alone are shown
FEWEST, FEWEST_DIGITS = 2, 4  # characters of a value that is looked for in a sentence: a name is as short as two
_DIGITS: Final = re.compile(r"\d")


def masked(value: str, kind: str) -> str:
    """A value of a contact field, masked by its kind.

    >>> masked("张三丰", "person"), masked("13812341234", "phone"), masked("zhang@example.cn", "email")
    ('张**', '138****1234', 'z****@example.cn')
    >>> masked("0851-86001234", "phone"), masked("综合部主任", "line")
    ('085*-****1234', '综****')
    """
    value = value.strip()
    if kind == "phone":
        return _phone(value)
    if kind == "email":
        name, at, domain = value.partition("@")
        return f"{name[:1]}{STAR * 4}{at}{domain}" if at else _but_first(value)
    return _but_first(value)


def contact_values(values: Mapping[str, str], call: CallRules) -> dict[str, tuple[str, str]]:
    """The contact data among values: by field, what it is and what it is masked as."""
    return {
        one.key: (value, masked(value, one.kind))
        for one in call.form.fields
        if is_contact(one.key, call) and (value := values.get(one.key, "").strip())
    }


def is_contact(key: str, call: CallRules) -> bool:
    """Whether a field holds contact data: it is marked so, or is of a kind that always does."""
    field = call.form.field(key)
    return field is not None and (field.contact or field.kind in {"person", "phone", "email"})


def told(says: str, check: str, field: str, *, call: CallRules, contacts: Iterable[tuple[str, str]]) -> str:
    """A finding's sentence for whoever may read it: of a contact field it names the field and what is amiss alone.

    A finding may quote a value in several readings, of which nobody knows which is right.
    """
    form_field = call.form.field(field)
    if form_field is None or not is_contact(field, call):
        return veiled(says, contacts)
    how = next((words for ending, words in SAYS.items() if check.endswith(ending)), SAYS["uncertain"])
    return how.format(label=label_of(form_field))


def veiled(says: str, contacts: Iterable[tuple[str, str]]) -> str:
    """A sentence in which contact data is masked wherever it stands."""
    for value, mask in contacts:
        if len(value) >= (FEWEST_DIGITS if _DIGITS.search(value) else FEWEST):
            says = says.replace(value, mask)
    return says


def _but_first(value: str) -> str:
    return value[:1] + STAR * max(len(value) - 1, 1) if value else ""


def _phone(value: str) -> str:
    """Digits but the first three and the last four as stars; what stands between them stays."""
    places = [one.start() for one in _DIGITS.finditer(value)]
    hidden = set(places[:-2] if len(places) < SHORTEST else places[HEAD:-TAIL])
    return "".join(STAR if at in hidden else one for at, one in enumerate(value))
