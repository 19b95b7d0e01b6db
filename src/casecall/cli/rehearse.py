"""``casecall rehearse``: takes a sample inbox the whole way, as a secretariat would, with a line for each stage."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from casecall.calls.queries import call_by_key
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.cli.setup import bring_up
from casecall.compiling import actions as compiling
from casecall.compiling.queries import edition, list_editions
from casecall.flow.worker import alone, run_due
from casecall.publishing.actions import publish
from casecall.publishing.rules import NotReady
from casecall.receiving.importing import import_folder
from casecall.screening.actions import accept
from casecall.screening.queries import summary_rows
from casepress.sheet.xlsx import write_sheet

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from casecall.calls.queries import CallRow

BY = "rehearsal"
SLUG = "rehearsal"
TITLE = "把网络修到人心里去"
LEAD = "大山里的果园、社区里的课堂、机房里省下的每一度电。以下案例取自样例来件，单位、人员和事迹均为虚构。"


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("inbox", type=Path, metavar="INBOX", help="样例来件文件夹，每个文件或子文件夹为一份申报")
    parser.add_argument("--call", default="cace-2022", metavar="KEY", help="征集活动的编号，默认 cace-2022")
    parser.add_argument("--out", type=Path, metavar="DIR", help="把汇总表和专题页面放到这个文件夹")


def _run(args: Namespace) -> int:
    bring_up()
    call = call_by_key(args.call)
    if call is None or not args.inbox.is_dir():
        complain(f"没有编号为“{args.call}”的征集活动" if call is None else f"不是文件夹：{args.inbox}")
        return USAGE
    with alone(settings.DATA) as only:
        if not only:
            complain("已有一个处理进程在运行，请先停下再演练")
            return TROUBLE
        _receive(args.inbox, call)
        _screen(call)
    edition_id = _compile(call)
    if not _publish(edition_id):
        return TROUBLE
    if args.out:
        _hand_over(call, args.out)
    return OK


@contextmanager
def _stage(name: str) -> Iterator[list[str]]:
    """A stage that says in one line what was done, once it is."""
    said: list[str] = []
    yield said
    say(f"{name}：{'，'.join(said)}")


def _receive(inbox: Path, call: CallRow) -> None:
    with _stage("收件") as said:
        report = import_folder(inbox, call.id, now=timezone.now(), by=BY)
        said.append(f"新收 {len(report.taken)} 份")
        said.extend([f"已有 {len(report.known)} 份"] if report.known else [])
        said.extend(f"{name}未收（{why}）" for name, why in report.refused)


def _screen(call: CallRow) -> None:
    with _stage("审查") as said:
        run_due()
        found = Counter(cases.counts(call.id))
        said.extend(f"{label} {found[state]} 份" for state, label in states.STATES.items() if found[state])


def _compile(call: CallRow) -> int:
    """Accept what is in order, and put it into an edition with words for its photos."""
    with _stage("编辑") as said:
        now = timezone.now()
        for case_id in cases.case_ids(call.id, state=states.IN_ORDER):
            accept(case_id, "样例演练", by=BY, now=now)
        known = [one.id for one in list_editions(call.id) if one.slug == SLUG]
        edition_id = (
            known[0] if known else compiling.make_edition(call.id, slug=SLUG, title=TITLE, lead=LEAD, by=BY, now=now)
        )
        chosen = cases.case_ids(call.id, state=states.ACCEPTED)
        compiling.add_cases(edition_id, chosen, by=BY, now=now)
        photos = [(entry, photo) for entry in edition(edition_id).entries for photo in entry.photos if not photo.alt]
        for entry, photo in photos:
            compiling.edit_photo(
                photo.id,
                order=photo.order,
                caption=f"{entry.title}（示意）",
                alt=f"“{entry.title}”的现场照片",
                credit=entry.unit,
                shown=True,
                by=BY,
                now=now,
            )
        entries = edition(edition_id).entries
        said.append(f"编入 {len(entries)} 个案例、{sum(len(one.photos) for one in entries)} 张照片")
    return edition_id


def _publish(edition_id: int) -> bool:
    with _stage("发布") as said:
        try:
            publish(edition_id, by=BY, now=timezone.now())
        except NotReady as why:
            said.append(f"未能发布，{why}")
            return False
        said.append(f"专题页面 /t/{SLUG}/")
    return True


def _hand_over(call: CallRow, out: Path) -> None:
    """Leave the summary sheet and the topic where they can be looked at."""
    with _stage("结果") as said:
        out.mkdir(parents=True, exist_ok=True)
        with (out / "summary.xlsx").open("wb") as sheet:
            found = summary_rows(cases.case_ids(call.id))
            rows = write_sheet(found, sheet, call_title=call.title, made=timezone.now(), zone=call.rules.zone)
        site = out / "site"
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(settings.SITE_OUT / SLUG, site)
        said += [f"{out / 'summary.xlsx'}（{rows} 行）", f"{site / 'index.html'}"]


COMMAND = Command("rehearse", "把一个样例来件文件夹走完全程", _arguments, _run)
