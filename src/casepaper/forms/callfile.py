"""Call files: a call's rules as TOML, read with every fault at once, and written back so that they read the same."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args
from zoneinfo import ZoneInfo

from casepaper.forms.calldump import dump_call
from casepaper.forms.calltable import CallFileFault, CallFileFaults, Table, lines_of
from casepaper.forms.labels import normal
from casepaper.forms.levels import GRAVITY, LEVELS
from casepaper.forms.rules import CallRules, FieldKind, Form, FormField, Silence, Theme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from casepaper.records import Level

__all__ = ["CallFileFault", "CallFileFaults", "dump_call", "load_call", "parse_call", "parsed", "shipped_calls"]

MOST_BYTES: Final = 1_000_000
MOST_SYNTAX_FAULTS: Final = 8
TOO_LONG: Final = f"文件超过 {MOST_BYTES // 1000} KB，不像是征集文件"
USES: Final = ("website", "wechat", "press", "report")
WAYS: Final = ("web", "mail", "post")
KINDS: Final[tuple[str, ...]] = get_args(FieldKind)
SILENCES: Final[tuple[Silence, ...]] = get_args(Silence)
MOST_CORRECTION_DAYS: Final = 60
#: Kinds of which a form has one field, by the key that programs know it by; those of which it must have one.
ONE_OF_A_KIND: Final = {"themes": "theme", "unit": "unit", "title": "title", "body": "body", "date": "date"}
NEEDED_KINDS: Final = ("unit", "title", "body")
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NUMBERING: Final = re.compile(r"(?:[^{}\n]|\{key\}|\{n(?::(?:0[1-9])?d)?\})*")
LONGEST_NUMBER: Final = 40
LONGEST_LABEL: Final = 40  # each is looked for in every line of every paper
MOST_LABELS: Final = 20
_FIELD_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_SYNTAX: Final = {
    "Invalid value": "等号后的值写得不对：文字要加引号，日期写作 2022-08-01",
    "Cannot overwrite a value": "同一个键写了两次",
    "Cannot declare": "同一节写了两次",
    "Expected '=' after a key": "键的后面缺少等号",
    "Expected newline or end of document": "一行只能写一个键，行末有多余的内容",
    "Unclosed array": "方括号没有写完",
    "Unterminated string": "引号没有写完",
    "Illegal character": "文字里有不能用的字符，或引号没有写完",
    "Invalid statement": "这一行既不是键也不是节",
    "Invalid date or datetime": "没有这一天",
}


def shipped_calls() -> tuple[str, ...]:
    """The keys of the calls that come with the software, in order."""
    folder = files("casepaper.forms").joinpath("calls")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_call(key_or_path: str | Path) -> CallRules:
    """The rules of a shipped call (by its key) or of a call file (by its path).

    Raises CallFileFaults with every fault at once; also where there is no such call or file.
    """
    name = str(key_or_path)
    if name in shipped_calls():
        return parse_call(files("casepaper.forms").joinpath("calls", f"{name}.toml").read_text("utf-8"), name=name)
    path = Path(key_or_path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(name, TOO_LONG)
        return parse_call(path.read_text("utf-8-sig"), name=path.name)
    except (OSError, ValueError) as error:
        if isinstance(error, CallFileFaults):
            raise
        says = "不是 UTF-8 编码的文本文件" if isinstance(error, UnicodeDecodeError) else "找不到或无法读取"
        raise _refused(name, f"{name} {says}；随软件提供的有：{'、'.join(shipped_calls())}") from error


def parse_call(text: str, *, name: str) -> CallRules:
    """The rules that a call file's text lays down. ``name`` is what the file is called in messages.

    Raises CallFileFaults: every fault at once, each with its line and a reason in Chinese. Where the TOML itself is
    broken, the broken lines are told first and the rest is still looked through for wrong and unknown keys.
    """
    if len(text) > MOST_BYTES:
        raise _refused(name, TOO_LONG)
    text = text.replace("\r\n", "\n")
    data, broken = parsed(text)
    top = Table(data, path=(), lines=lines_of(text))
    rules = _rules(top)
    faults = [*broken, *top.faults, *([] if broken else top.absent)]
    if faults or rules is None:
        raise CallFileFaults(tuple(sorted(faults, key=lambda fault: fault.line or 0)), name=name)
    return rules


def _refused(name: str, says: str) -> CallFileFaults:
    return CallFileFaults((CallFileFault(None, "", says),), name=name)


def parsed(text: str) -> tuple[dict[str, Any], list[CallFileFault]]:
    """A TOML text as data with what is broken in it; broken lines are left out as long as that leads somewhere."""
    lines = text.split("\n")
    broken: list[CallFileFault] = []
    while len(broken) < MOST_SYNTAX_FAULTS:
        try:
            return tomllib.loads("\n".join(lines)), broken
        except tomllib.TOMLDecodeError as error:
            fault = _syntax(str(error), len(lines))
            broken.append(fault)
            if not fault.line or not lines[fault.line - 1].strip():
                break
            lines[fault.line - 1] = ""
    return {}, broken[:1]


def _syntax(message: str, last: int) -> CallFileFault:
    place = _PLACE.search(message)
    line = int(place[1]) if place and place[1] else last
    reason = next((says for start, says in _SYNTAX.items() if message.startswith(start)), None)
    return CallFileFault(line, "", reason or f"不合 TOML 的写法（{_PLACE.sub('', message)}）")


def _rules(top: Table) -> CallRules | None:
    """The rules, or None where a fault was kept."""
    if top.names() and (schema := top.number("schema", None)) != 1:
        top.fault("schema", "应当是 1") if schema else top.missing("schema")
    key = top.text("key")
    if key and not _SLUG.fullmatch(key):
        top.fault("key", "只能用小写字母、数字和连字符，例如 cace-2022")
    window, limits = top.table("window"), top.table("limits")
    opens, closes = window.day("opens", required=True), window.day("closes", required=True)
    if opens and closes and closes < opens:
        window.fault("closes", "早于 opens：征集还没开始就结束了")
    themes = _themes(top.tables("theme"))
    rules = _made(
        key=key,
        number=top.text("number", ""),
        title=top.text("title"),
        issuer=top.text("issuer"),
        organiser=top.text("organiser", ""),
        opens=opens,
        closes=closes,
        timezone=_zone(window),
        themes=themes,
        form=_form(top.table("form"), top, themes),
        numbering=_numbering(top, key),
        summary=top.text("summary", ""),
        background=top.text("background", ""),
        scope=top.text("scope", ""),
        requirements=top.texts("requirements"),
        uses=_among(top, "uses", USES),
        uses_text=top.text("uses_text", ""),
        addressees=top.texts("addressees"),
        ways=_among(top, "ways", WAYS) or ("web",),
        signed_by=top.text("signed_by", ""),
        signed_on=top.day("signed_on"),
        levels=_levels(top.table("levels")),
        unit_kinds=_unit_kinds(top.tables("unit_kind")),
        provinces=_words(top.table("provinces")),
        groups=_words(top.table("groups")),
        **_limits(limits),
    )
    for table in (window, limits, top):
        table.done()
    return None if top.faults or top.absent else rules


def _made(*, opens: date | None, closes: date | None, form: Form | None, **rest: Any) -> CallRules | None:
    return CallRules(opens=opens, closes=closes, form=form, **rest) if opens and closes and form else None


def _limits(table: Table) -> dict[str, Any]:
    return {
        "word_limit": table.number("words", 500),
        "annex_counts": table.flag("annex_counts", default=True),
        "scope_since": table.day("scope_since"),
        "several_themes": table.flag("several_themes", default=False),
        "cases_per_unit": table.number("cases_per_unit", None),
        "ranked_by_unit": table.flag("ranked_by_unit", default=True),
        "photos_asked": table.flag("photos_asked", default=True),
        "correction_days": table.number("correction_days", 5, most=MOST_CORRECTION_DAYS),
        "silence": _silence(table),
    }


def _silence(table: Table) -> Silence:
    said = table.text("silence", "keep")
    known = next((one for one in SILENCES if one == said), None)
    if known is None:
        table.fault("silence", f"应当是 {'、'.join(SILENCES)} 之一")
    return known or "keep"


def _zone(window: Table) -> str:
    zone = window.text("timezone", "Asia/Shanghai")
    try:
        return ZoneInfo(zone).key
    except (OSError, ValueError, KeyError):
        window.fault("timezone", "不是已知的时区，例如 Asia/Shanghai")
        return "Asia/Shanghai"


def _numbering(top: Table, key: str) -> str:
    """The pattern of numbers: no more than two names in braces, so that filling it in can neither fail nor run wild."""
    pattern = top.text("numbering", "{key}-{n:04d}")
    if not _NUMBERING.fullmatch(pattern):
        top.fault("numbering", "只能含 {n} 和 {key}，例如 LZ2022-{n:04d}；补零至多 9 位")
    elif "{n" not in pattern:
        top.fault("numbering", "要含有序号 {n}，例如 LZ2022-{n:04d}")
    elif len(pattern.format(key=key, n=10_000)) > LONGEST_NUMBER:
        top.fault("numbering", f"过长：编号连同序号不能超过 {LONGEST_NUMBER} 个字符")
    return pattern


def _among(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = table.texts(key)
    if strange := [one for one in chosen if one not in known]:
        table.fault(key, f"里的 {'、'.join(strange)} 无法识别，可用的有：{'、'.join(known)}")
    return chosen


def _themes(tables: Iterable[Table]) -> tuple[Theme, ...]:
    themes: list[Theme] = []
    for table in tables:
        key, label = table.text("key"), table.text("label")
        if key and not _SLUG.fullmatch(key):
            table.fault("key", "只能用小写字母、数字和连字符")
        if key in {one.key for one in themes} - {""}:
            table.fault("key", "与前面的主题重复")
        if label in {one.label for one in themes} - {""}:
            table.fault("label", "与前面的主题重复")
        themes.append(Theme(key=key, label=label, short=table.text("short", label), text=table.text("text", "")))
        table.done()
    return tuple(themes)


def _form(table: Table, top: Table, themes: tuple[Theme, ...]) -> Form | None:
    if not table.names():
        top.missing("form", "缺少：没有申报表就无从填报，也无从审查")
        return None
    fields = _fields(table.tables("field"))
    kinds = [field.kind for field in fields]
    for kind in NEEDED_KINDS:
        if kind not in kinds:
            table.missing("field", f'缺少 kind = "{kind}" 的一栏')
    if "themes" in kinds and not themes:
        top.missing("theme", "缺少：申报表有主题一栏，至少要有一个主题")
    form = Form(
        title=table.text("title"),
        fields=fields,
        undertaking_label=table.text("undertaking_label", "本单位承诺"),
        undertaking=table.text("undertaking", ""),
        seal_label=table.text("seal_label", ""),
        note=table.text("note", ""),
        attachment=table.text("attachment", "附件"),
    )
    table.done()
    return form


def _fields(tables: Iterable[Table]) -> tuple[FormField, ...]:
    fields: list[FormField] = []
    for table in tables:
        field = _field(table)
        if field.key in {one.key for one in fields} - {""}:
            table.fault("key", "与前面的栏目重复")
        if field.kind in ONE_OF_A_KIND and field.kind in {one.kind for one in fields}:
            table.fault("kind", f"{field.kind} 的栏目只能有一个")
        taken = {label for one in fields for label in one.labels}
        if twice := [label for label in field.labels if label in taken]:
            table.fault("labels", f"里的 {'、'.join(twice)} 已是别的栏目的名称，读表时分不清")
        fields.append(field)
        table.done()
    return tuple(fields)


def _field(table: Table) -> FormField:
    key, kind = table.text("key"), table.text("kind")
    if key and not _FIELD_KEY.fullmatch(key):
        table.fault("key", "只能用小写字母、数字和下划线，以字母开头")
    if kind and kind not in KINDS:
        table.fault("kind", f"无法识别，可用的有：{'、'.join(KINDS)}")
    elif kind in ONE_OF_A_KIND and key and key != ONE_OF_A_KIND[kind]:
        table.fault("key", f'应当是 {ONE_OF_A_KIND[kind]}（kind = "{kind}"）')
    elif key in ONE_OF_A_KIND.values() and kind and ONE_OF_A_KIND.get(kind) != key:
        table.fault("kind", f'与 key = "{key}" 不符')
    return FormField(
        key=key,
        kind=kind,  # type: ignore[arg-type]  # a kind that is none was said above, and no rules come of it
        labels=_labels(table),
        required=table.flag("required", default=True),
        hint=table.text("hint", ""),
        half=table.flag("half", default=False),
        contact=table.flag("contact", default=False),
    )


def _labels(table: Table) -> tuple[str, ...]:
    """The names of a field: short and of letters, for each is looked for in every line of every paper."""
    labels = table.texts("labels", None)
    if len(labels) > MOST_LABELS:
        table.fault("labels", f"至多写 {MOST_LABELS} 个名称")
    for label in labels:
        shown = label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…"
        if len(label) > LONGEST_LABEL:
            table.fault("labels", f"里的“{shown}”过长，栏目名称不能超过 {LONGEST_LABEL} 个字符")
        elif not normal(label):
            table.fault("labels", f"里的“{shown}”没有文字，读表时无从查找")
    return labels or ("",)


def _levels(table: Table) -> Mapping[str, Level] | None:
    levels: dict[str, Level] = {}
    for check in table.names():
        level = table.text(check)
        if check not in LEVELS:
            table.fault(check, "不是已有的审查项，请检查拼写")
        elif known := next((one for one in GRAVITY if one == level), None):
            levels[check] = known
        else:
            table.fault(check, f"应当是 {'、'.join(GRAVITY)} 之一")
    return levels or None


def _unit_kinds(tables: Iterable[Table]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    kinds = []
    for table in tables:
        kinds.append((table.text("name"), table.texts("words", None)))
        table.done()
    return tuple(kinds)


def _words(table: Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, table.texts(name, None)) for name in table.names())
