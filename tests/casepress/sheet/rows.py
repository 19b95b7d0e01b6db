"""Rows made up for the tests of the summary sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime

from casepaper.records import Words
from casepress.records import SummaryRow

FULL = SummaryRow(
    number="LZ2022-0001",
    theme="乡村",
    unit="中国移动通信集团清溪有限公司",
    unit_kind="基础电信企业",
    province="四川",
    contact="林小禾",
    position="社会责任部主任",
    phone="010-62301234转802",
    email="csr@qingxi.example.cn",
    title="云上大棚助力蔬菜增收",
    words=Words(487, 487),
    seal=True,
    photos=3,
    date=date(2022, 10, 20),
    received=datetime(2022, 10, 21, 2, 30, tzinfo=UTC),
    outcome="faulty",
    reasons="没有填写职务（申报表.docx 表1 第3行第4列）。\n没有选定主题。",
    rank=1,
    note="已电话告知",
)
BARE = SummaryRow(outcome="unreadable")
SPREAD = SummaryRow(theme="绿色", words=Words(498, 502), seal=False, outcome="doubtful")
EVIL = SummaryRow(
    number='=HYPERLINK("http://evil.example.cn","点我")',
    unit="=1+1",
    contact="+86",
    position="-2",
    phone="@SUM(A1)",
    email="http://evil.example.cn/",
    title="\t=cmd|' /C calc'!A0",
    reasons="\x00\x07坏字符\ud800",
    note="\uff1d1",
)
