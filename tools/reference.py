"""Writes the reference pages of the documentation from the code's own tables, so that none can go stale."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
PLACE: Final = ROOT / "docs" / "reference"
MADE: Final = "<!-- 由 tools/reference.py 从代码生成，请勿手改；`make docs` 重新生成 -->"

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

LEVEL_NAMES: Final = {"fault": "须改", "doubt": "待认定", "note": "提示"}
EXIT_CODES: Final = {
    "casepaper": "退出码：0 全部合格；1 有需要看的；2 用法或征集文件有误；130 被中断，再次运行会从断处继续。",
    "casecall": "退出码：0 完成；1 有故障；2 用法或设置有误。",
}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), '<br>') for cell in row)} |"


def page(title: str, *blocks: Iterable[str]) -> str:
    """A whole page: title, note of origin, and blocks with an empty line between them."""
    return "\n\n".join([f"# {title}", MADE, *("\n".join(block) for block in blocks)]) + "\n"


def checks_page() -> str:
    """Every check: its id, what it looks for, its usual level, and what it says."""
    from casepaper.checks.all_checks import ALL_CHECKS  # lazy: the path is set first
    from casepaper.forms.levels import LEVELS  # lazy: as above

    about = [
        "每一条审查意见有固定的代号（不会更改）、轻重、一句话，和看到它的位置。",
        "“须改”由申报单位补正；“待认定”由工作人员对照原件认定；“提示”不影响结论。",
        "从图像识读的内容，只有位置找到且读准了才会是“须改”，否则同一代号降为“待认定”。",
        '征集文件的 `[levels]` 可以调整轻重，例如 `photo_missing = "fault"`；没有读准的不会因此升为“须改”。',
    ]
    outcome = [
        "审查结论：申报表打不开或读不出为“无法识读”；有“须改”为“不齐”；有“待认定”为“待认定”；否则“合格”。",
    ]
    rows = ((f"`{one.ID}`", LEVEL_NAMES[LEVELS[one.ID]], one.ABOUT, _sentences(one.SAYS)) for one in ALL_CHECKS)
    return page("审查意见", about, outcome, table(("代号", "通常", "查什么", "怎么说"), rows))


def _sentences(says: str | Any) -> str:
    sentences = [says] if isinstance(says, str) else says.values()
    return "\n".join(dict.fromkeys(f"`{one}`" for one in sentences))


def json_page() -> str:
    """The JSON of ``casepaper check --json``, from its schema."""
    schema = json.loads(files("casecli").joinpath("schema.json").read_text("utf-8"))
    about = [
        "`casepaper check --json` 每份申报输出一行 JSON（UTF-8）。",
        "机器可读的定义在 `src/casecli/schema.json`（JSON Schema 2020-12），测试里逐行验证。",
        "以后的版本只会增加键；含义有变时 `schema` 加一。",
    ]
    rows = _rows(schema, schema["$defs"], "")
    return page("JSON", about, table(("键", "类型", "说明"), rows))


def letter_json_page() -> str:
    """The JSON of ``casepaper letter --json``, from its schema."""
    schema = json.loads(files("casecli").joinpath("letter.schema.json").read_text("utf-8"))
    about = [
        "`casepaper letter --json` 每封邮件输出一行 JSON（UTF-8）。",
        "机器可读的定义在 `src/casecli/letter.schema.json`（JSON Schema 2020-12），测试里逐行验证。",
        "以后的版本只会增加键。",
    ]
    return page("来信的 JSON", about, table(("键", "类型", "说明"), _rows(schema, {}, "")))


def _rows(node: dict[str, Any], defs: dict[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    for key, raw in node.get("properties", {}).items():
        yield from _row(raw, defs, f"{path}.{key}" if path else key)
    extra = node.get("additionalProperties")
    if isinstance(extra, dict):
        yield from _row({"description": "同上，键为栏目代号", **extra}, defs, f"{path}.*")


def _row(raw: dict[str, Any], defs: dict[str, Any], path: str) -> Iterator[tuple[str, str, str]]:
    one = {**defs[raw["$ref"].rsplit("/", 1)[-1]], **raw} if "$ref" in raw else raw
    yield f"`{path}`", _type(one), one.get("description", "")
    if path.count(".evidence") and "$ref" in raw and path != "values.*.evidence":
        return
    inner = next((part for part in one.get("oneOf", ()) if part.get("type") == "object"), one)
    yield from _rows(inner, defs, path)
    if isinstance(one.get("items"), dict):
        yield from _rows(one["items"], defs, f"{path}[]")


def _type(node: dict[str, Any]) -> str:
    if "const" in node:
        return f"`{json.dumps(node['const'])}`"
    if "enum" in node:
        return " ".join(f"`{json.dumps(value)}`" for value in node["enum"])
    kinds = node.get("type") or [_type(part) for part in node.get("oneOf", ())]
    return " 或 ".join([kinds] if isinstance(kinds, str) else kinds)


def commands_page() -> str:
    """Both commands with all their arguments."""
    from casecall.cli.all_commands import COMMANDS  # lazy: Django is set up first
    from casecall.cli.main import parser as casecall_parser  # lazy: Django is set up first
    from casecli.main import parser as casepaper_parser  # lazy: the path is set first

    blocks: list[list[str]] = []
    for top in (casepaper_parser(), casecall_parser(COMMANDS)):
        blocks += [[f"## {top.prog}"], [top.description or ""], [EXIT_CODES[top.prog]]]
        for under, says in _under(top):
            blocks += _command(under, says)
    return page("命令", *blocks)


def _command(parser: argparse.ArgumentParser, says: str) -> list[list[str]]:
    rows = [(_spelt(one), (one.help or "").replace("%(default)s", str(one.default))) for one in _arguments(parser)]
    blocks = [[f"### {parser.prog}"], [f"{says}。"]]
    blocks += [list(table(("参数", "说明"), rows))] if rows else []
    return blocks + [block for under, about in _under(parser) for block in _command(under, about)]


def _under(parser: argparse.ArgumentParser) -> list[tuple[argparse.ArgumentParser, str]]:
    """The commands under a command with what the help says of each; argparse tells them nowhere else."""
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001 – as said
    return [
        (group.choices[one.dest], one.help or "")
        for group in groups
        for one in group._choices_actions  # noqa: SLF001 – as said
    ]


def _arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    silent = (argparse._HelpAction, argparse._SubParsersAction)  # noqa: SLF001 – as above
    return [one for one in parser._actions if not isinstance(one, silent)]  # noqa: SLF001 – as above


def _spelt(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or action.dest)
    if not action.option_strings:
        return f"`{value}{'…' if action.nargs in {'+', '*'} else ''}`"
    need = "（必填）" if action.required else ""
    return f"`{' '.join(filter(None, (action.option_strings[-1], value)))}`{need}"


def states_page() -> str:
    """The states of a case, of a letter and of a message to the Official Account, and the moves between them."""
    from casecall.cases import rules as cases  # lazy: Django is set up first
    from casecall.letters import rules as letters  # lazy: Django is set up first
    from casecall.publishing.wechat import rules as wechat  # lazy: Django is set up first

    blocks: list[Iterable[str]] = []
    for title, rules in (("案例", cases), ("发出的信", letters), ("公众号消息", wechat)):
        states, moves = rules.STATES, rules.MOVES
        rows = [
            (f"`{key}`", name, "、".join(states[to] for to in states if to in moves[key]) or "—")
            for key, name in states.items()
        ]
        blocks += [[f"## {title}"], table(("代号", "名称", "可以转到"), rows)]
    return page("状态", ["案例、信件和公众号消息的状态，以及从每个状态可以转到哪些。"], *blocks)


def channels_page() -> str:
    """Where an edition can go, and what becomes of a case there that is taken back."""
    from casecall.publishing.channels.all_channels import CHANNELS  # lazy: Django is set up first

    rows = ((f"`{key}`", channel.LABEL, channel.TAKEN_OUT) for key, channel in CHANNELS.items())
    about = ["征集文件的 `uses` 用这些代号写明案例的用途；每个渠道只发布授权所及的案例和照片。"]
    return page("渠道", about, table(("代号", "名称", "案例撤下时"), rows))


def settings_page() -> str:
    """Every setting of the site."""
    from casecall.settings import SETTINGS  # lazy: Django is set up first

    rows = ((f"`{name}`", f"`{usual}`" if usual else "（空）", says) for name, (usual, says) in SETTINGS.items())
    return page("设置", ["全部设置都是环境变量；写错的会在启动时说明并停下。"], table(("名称", "默认", "用途"), rows))


PAGES: Final[dict[str, Callable[[], str]]] = {
    "checks.md": checks_page,
    "json.md": json_page,
    "letter-json.md": letter_json_page,
    "commands.md": commands_page,
    "states.md": states_page,
    "channels.md": channels_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Set the site up in a folder of no consequence, and write every page."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ["CASECALL_DATA"] = tempfile.mkdtemp(prefix="casecall-reference-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecall.settings")
    import django  # lazy: its settings are in place only now

    django.setup()
    PLACE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (PLACE / name).write_text(make(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
