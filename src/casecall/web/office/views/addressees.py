"""The addressees of a call: brought in by a list that is looked through first, typed, changed, marked, removed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.calls import queries as calls
from casecall.files.actions import TooBig, keep
from casecall.files.queries import exists, read
from casecall.inviting import actions, queries, rules
from casecall.inviting.opening import MOST_BYTES
from casecall.web.kit.access import actor, needs
from casecall.web.kit.serving import XLSX, serve_file
from casecall.web.office.contexts.addressees import addressee_page
from casecall.web.office.views.asking import call_asked
from casecall.web.office.views.showing import show
from casepress.sheet.plain import write_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponseBase

    from casecall.calls.queries import CallRow
    from casecall.inviting.actions import Fields
    from casecall.inviting.records import ImportReport

SAYS: Final = {
    "no_file": "请选择名单文件。",
    "gone": "名单文件已不在，请重新选择。",
    "taken": "新增 {fresh} 家，更新 {changed} 家。",
    "nothing": "名单中没有新的内容。",
    "noticed": "从通知的主送中录入 {count} 家。",
    "none_named": "通知的主送单位已在名单中，或没有逐一列名。",
    "added": "已添加“{name}”。",
    "saved": "已保存。",
    "removed": "已移出名单。",
    "example": "主送单位名单（示例）",
}
REFUSED: Final = 422
MOST_SHOWN: Final = 200  # rows of a preview; the rest is counted
EXAMPLE_HEADS: Final = (
    ("单位名称", 34), ("类别", 12), ("集团", 14), ("省份", 8), ("联系人", 10), ("电话", 18), ("邮箱", 28), ("备注", 24),
)  # fmt: skip
EXAMPLE_ROWS: Final = (
    ("云岫省通信行业协会", "省级协会", "", "云岫", "闻人舒", "010-00000000", "office@yunxiu.example.org", ""),
    ("青川数智科技有限公司", "会员单位", "", "", "卓一川", "13900004417", "zhuoyc@example.com", "请抄送行政部"),
    ("社会责任工作委员会", "分支机构", "", "", "", "", "csr@example.org", ""),
)
EXAMPLE_NOTES: Final = (
    "第一行是表头，各列的顺序不限，多余的列不影响导入；只有“单位名称”一列必填。",
    "类别可填：集团公司、省级协会、分支机构、会员单位；留空时按单位名称判断。",
    "集团、省份留空时按征集文件里的表从单位名称判断。",
    "再次导入同名单位只更新填写了内容的格，不会重复，也不会删除。",
    "也可以用 CSV（UTF-8 或 GB18030 编码，逗号、分号或制表符分隔）。",
    "请把示例中的三行换成实际单位。",
)


@require_http_methods(["GET", "POST"])
@needs("enter")
def bring(request: HttpRequest) -> HttpResponseBase:
    """Choose a list, and see what it would bring."""
    call = _call(request)
    if request.method != "POST":
        return _bring(request, call)
    upload = request.FILES.get("file")
    if upload is None:
        return _bring(request, call, says=SAYS["no_file"])
    try:
        kept = keep(cast("BinaryIO", upload), now=timezone.now(), most=MOST_BYTES)
    except TooBig as big:
        return _bring(request, call, says=str(big))
    report = actions.look_through(read(kept.sha256), call.id)
    return _bring(request, call, report=report, sha256=kept.sha256, name=upload.name or "")


@require_POST
@needs("enter")
def take(request: HttpRequest) -> HttpResponseBase:
    """Take the list that was looked through."""
    call, sha256 = _call(request), request.POST.get("sha256", "")
    if not exists(sha256):
        return _bring(request, call, says=SAYS["gone"])
    report = actions.import_addressees(read(sha256), call.id, now=timezone.now(), by=actor(request))
    says = SAYS["taken"].format(fresh=len(report.fresh), changed=len(report.changed))
    messages.success(request, says if report.takes else SAYS["nothing"])
    return _to_board(call)


@require_POST
@needs("enter")
def from_notice(request: HttpRequest) -> HttpResponseBase:
    """Add the units that the notice names one by one."""
    call = _call(request)
    count = actions.take_from_notice(call.id, now=timezone.now(), by=actor(request))
    messages.success(request, SAYS["noticed"].format(count=count) if count else SAYS["none_named"])
    return _to_board(call)


@require_safe
@needs("see")
def example(request: HttpRequest) -> HttpResponseBase:  # noqa: ARG001 - every view takes its request
    """A list as it can be filled in."""
    out = io.BytesIO()
    write_table(EXAMPLE_ROWS, out, title=SAYS["example"], heads=EXAMPLE_HEADS, about=EXAMPLE_NOTES)
    out.seek(0)
    return serve_file(out, name=f"{SAYS['example']}.xlsx", media_type=XLSX)


@require_http_methods(["GET", "POST"])
@needs("enter")
def add(request: HttpRequest) -> HttpResponseBase:
    """Type an addressee."""
    call, typed = _call(request), request.POST
    if request.method != "POST":
        return _form(request, call)
    try:
        name = typed.get("name", "")
        actions.add(call.id, name, now=timezone.now(), by=actor(request), **_fields(typed))
    except actions.Unfit as unfit:
        return _form(request, call, says=str(unfit))
    messages.success(request, SAYS["added"].format(name=name.strip()))
    return _to_board(call)


@require_http_methods(["GET", "POST"])
@needs("enter")
def one(request: HttpRequest, addressee_id: int) -> HttpResponseBase:
    """One addressee, which may be changed."""
    call, typed = _call_of(addressee_id), request.POST
    if request.method != "POST":
        return _one(request, call, addressee_id)
    try:
        name = typed.get("name", "")
        actions.edit(addressee_id, name, now=timezone.now(), by=actor(request), **_fields(typed))
    except actions.Unfit as unfit:
        return _one(request, call, addressee_id, says=str(unfit))
    messages.success(request, SAYS["saved"])
    return redirect("office:addressee", addressee_id)


@require_POST
@needs("enter")
def say(request: HttpRequest, addressee_id: int) -> HttpResponseBase:
    """Say by hand where an addressee stands."""
    call, typed = _call_of(addressee_id), request.POST
    try:
        actions.say(
            addressee_id, typed.get("standing", ""), typed.get("note", ""), now=timezone.now(), by=actor(request)
        )
    except actions.Unfit as unfit:
        return _one(request, call, addressee_id, says=str(unfit))
    messages.success(request, SAYS["saved"])
    return redirect("office:addressee", addressee_id)


@require_POST
@needs("enter")
def remove(request: HttpRequest, addressee_id: int) -> HttpResponseBase:
    """Take an addressee off the list, if no letter was written to it."""
    call = _call_of(addressee_id)
    try:
        actions.remove(addressee_id, now=timezone.now(), by=actor(request))
    except actions.Unfit as unfit:
        return _one(request, call, addressee_id, says=str(unfit))
    messages.success(request, SAYS["removed"])
    return _to_board(call)


def _call(request: HttpRequest) -> CallRow:
    call = call_asked(request)
    if call is None:
        raise Http404
    return call


def _call_of(addressee_id: int) -> CallRow:
    found = queries.addressee(addressee_id)
    if found is None:
        raise Http404
    return calls.call_row(found[0])


def _to_board(call: CallRow) -> HttpResponseBase:
    return redirect(f"{redirect('office:inviting').url}?call={call.key}")


def _fields(typed: Mapping[str, str]) -> Fields:
    """What the form says; a field that is not on it says nothing."""
    names = ("kind", "group", "province", "contact", "phone", "email")
    return cast("Fields", {name: typed[name] for name in names if name in typed})


def _bring(  # what was chosen and what it would bring
    request: HttpRequest,
    call: CallRow,
    *,
    says: str = "",
    report: ImportReport | None = None,
    sha256: str = "",
    name: str = "",
) -> HttpResponseBase:
    return show(
        request, "addressees_import", here="inviting", call_key=call.key, status=REFUSED if says else 200,
        call=call, says=says, report=report, sha256=sha256, name=name, most=MOST_SHOWN,
        kinds=rules.KINDS.items(),
    )  # fmt: skip


def _form(request: HttpRequest, call: CallRow, *, says: str = "") -> HttpResponseBase:
    return show(
        request, "addressee_add", here="inviting", call_key=call.key, status=REFUSED if says else 200,
        call=call, says=says, values=request.POST, kinds=rules.KINDS.items(),
    )  # fmt: skip


def _one(request: HttpRequest, call: CallRow, addressee_id: int, *, says: str = "") -> HttpResponseBase:
    page = addressee_page(call, addressee_id, now=timezone.now())
    if page is None:
        raise Http404
    typed = request.POST if says and "name" in request.POST else None
    values = typed or {name: getattr(page.row, name) for name in rules.LENGTHS} | {"kind": page.row.kind}
    return show(
        request, "addressee", here="inviting", call_key=call.key, status=REFUSED if says else 200,
        call=call, page=page, says=says, values=values, kinds=rules.KINDS.items(),
    )  # fmt: skip
