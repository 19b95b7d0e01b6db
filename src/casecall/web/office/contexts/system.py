"""Jobs, the record and the machine, in words."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.audit import queries as audit
from casecall.flow.steps import JOB_NAMES
from casecall.jobs import queries as jobs
from casecall.jobs import rules as job_rules
from casecall.people import queries as people
from casecall.web.kit.places import place_of
from casecall.web.office.contexts.saying import size, when

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.jobs.queries import JobRow

SAYS = {
    "all": "全部",
    "again": "上次没有做成：{error}。{at} 再试",
    "data": "数据文件夹",
    "free": "剩余空间",
    "database": "数据库",
    "upload": "一次上传上限",
    "workers": "识读进程",
    "count": "{count} 个",
}

TONES = {job_rules.WAITING: "", job_rules.RUNNING: "waiting", job_rules.DONE: "good", job_rules.FAILED: "fault"}
VERBS = {
    "login": "登录",
    "user.make": "新建账号",
    "user.password": "更改密码",
    "user.active": "启用账号",
    "user.inactive": "停用账号",
    "user.role": "更改角色",
    "call.open": "打开征集活动",
    "call.change": "修改征集活动",
    "case.open": "登记案例",
    "case.move": "案例转状态",
    "case.revision": "收到修订稿",
    "case.place": "改归类",
    "case.rank": "改推荐序",
    "case.note": "记备注",
    "case.seen": "已看补充材料",
    "parcel.receive": "收到来件",
    "parcel.file": "登记来件",
    "case.phone": "记电话",
    "case.join": "并案",
    "case.part": "撤销并案",
    "case.split": "分案",
    "suggestion.dismiss": "否定归案建议",
    "job.retry": "重试任务",
    "screening.screen": "形式审查",
    "screening.rule": "认定",
    "screening.correct": "改正读出的内容",
    "letter.file": "来信归入案例",
    "letter.open": "来信另立案例",
    "letter.aside": "来信不再处理",
    "letter.write": "写信",
    "letter.edit": "修改信稿",
    "letter.approve": "批准发送",
    "letter.put_back": "信件退回草稿",
    "letter.drop": "不再发送信件",
    "letter.sent": "信件已发出",
    "letter.unknown": "信件结果不明",
    "letter.found_sent": "认定信件已发出",
    "letter.found_unsent": "认定信件未发出",
    "letter.bounced": "信件被退回",
    "letter.template": "修改信件模板",
    "letter.habit": "改自动发送",
    "letter.resume": "恢复发送",
    "letter.restored": "还原后待核信件",
    "round.ask": "请求补正",
    "round.extend": "延长补正期限",
    "round.answer": "收到补正",
    "round.late": "补正逾期",
    "round.close": "结束补正",
    "addressee.import": "导入主送单位",
    "addressee.add": "添加主送单位",
    "addressee.edit": "修改主送单位",
    "addressee.remove": "移出主送单位",
    "addressee.say": "标注主送单位情况",
    "notice.write": "写征集通知",
    "reach.count": "统计访问日志",
    "nudge.write": "写催报函",
    "wechat.account": "设置公众号账户",
    "wechat.ask_draft": "存公众号草稿",
    "wechat.draft": "公众号草稿已存入",
    "wechat.ask_preview": "预览公众号草稿",
    "wechat.ask_publish": "发布公众号草稿",
    "wechat.ask_send": "群发公众号草稿",
    "wechat.again": "重试公众号推送",
    "wechat.published": "公众号文章已发布",
    "wechat.sent": "公众号消息已群发",
    "wechat.removed": "公众号文章已人工删除",
    "label.give": "加标签",
    "label.take_back": "撤回标签",
    "report.make": "建立研究报告",
    "report.edit": "修改研究报告",
    "citation.add": "引用案例",
    "citation.edit": "修改引用",
    "citation.remove": "撤去引用",
    "citation.letter": "写引用告知函",
    "press.hand_out": "交付媒体素材包",
    "press.words": "改写给媒体的内容",
    "press.template": "更换新闻稿模板",
    "press.template_away": "恢复新闻稿模板",
    "coverage.add": "登记媒体报道",
    "coverage.remove": "移除媒体报道",
    "citation.case_gone": "案例不再引用",
    "edition.make": "建立编辑稿",
    "edition.edit": "改编辑稿标题",
    "edition.order": "调整顺序",
    "entry.add": "编入案例",
    "entry.edit": "修改文字",
    "entry.remove": "移出编辑稿",
    "entry.restore": "恢复原文",
    "entry.amend": "登记更正",
    "photo.focus": "定照片焦点",
    "consent.limit": "限定授权",
    "consent.lift": "解除授权限定",
    "photo.edit": "改照片说明",
    "publication.send": "发布",
    "publication.take_down": "撤下专题",
    "publication.take_down_case": "撤下案例",
}
# program → (what it is, what does not work without it)
PROGRAMS = (("soffice", "LibreOffice", "旧版 .doc 申报表无法识读；Word 申报表在审件台上按表格画出，没有页面图。"),)


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in one line."""

    job: JobRow
    name: str
    tone: str
    made: str
    says: str


@dataclass(frozen=True, slots=True)
class JobTab:
    """A state of jobs with its count."""

    says: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class JobsPage:
    """The ledger, newest first."""

    lines: tuple[JobLine, ...]
    tabs: tuple[JobTab, ...]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A line of the record in words."""

    n: int
    at: str
    who: str
    what: str
    object: str
    note: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the machine and what it is for."""

    name: str
    package: str
    found: bool
    without: str


@dataclass(frozen=True, slots=True)
class SystemPage:
    """What the machine has."""

    programs: tuple[Program, ...]
    facts: tuple[tuple[str, str], ...]


def jobs_page(state: str, *, now: datetime) -> JobsPage:
    """The newest jobs of one state or of all."""
    counts = jobs.counts()
    tabs = [JobTab(SAYS["all"], place_of("office:jobs"), sum(counts.values()), not state)]
    tabs += [
        JobTab(name, f"{place_of('office:jobs')}?state={key}", counts[key], key == state)
        for key, name in job_rules.STATES.items()
    ]
    return JobsPage(tuple(_job(row, now) for row in jobs.list_jobs(state=state)), tuple(tabs))


def _job(row: JobRow, now: datetime) -> JobLine:
    says = row.error if row.state == job_rules.FAILED else row.progress
    if row.tries_again:
        says = SAYS["again"].format(error=row.error, at=when(row.tries_again, now))
    return JobLine(row, JOB_NAMES.get(row.name, row.name), TONES[row.state], when(row.created_at, now), says)


def audit_page(*, now: datetime) -> tuple[AuditRow, ...]:
    """The latest lines, newest first."""
    lines = audit.latest(200)
    names = people.names_of(line.actor for line in lines)
    return tuple(
        AuditRow(one.n, when(one.at, now), names[one.actor], VERBS.get(one.verb, one.verb), one.object, one.note)
        for one in lines
    )


def system_page() -> SystemPage:
    """What the machine has, asked of it now."""
    programs = tuple(
        Program(name, package, shutil.which(name) is not None, without) for name, package, without in PROGRAMS
    )
    free = shutil.disk_usage(settings.DATA).free
    database = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    facts = (
        (SAYS["data"], str(settings.DATA)),
        (SAYS["free"], size(free)),
        (SAYS["database"], {"sqlite3": "SQLite", "postgresql": "PostgreSQL"}.get(database, database)),
        (SAYS["upload"], size(settings.UPLOAD_BYTES)),
        (SAYS["workers"], SAYS["count"].format(count=settings.OCR_WORKERS)),
    )
    return SystemPage(programs, facts)
