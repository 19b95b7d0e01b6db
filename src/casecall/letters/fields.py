"""What can stand in the template of each kind of letter: the fields, what they mean, and an example of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casecall.letters import rules


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a template. ``key`` is how programs call it, ``name`` how it is written between the braces.

    ``may_be_empty``: it stands in a section of its own name; ``inner``: it is a list, with these fields in each item.
    """

    key: str
    name: str
    means: str
    example: str = ""
    may_be_empty: bool = False
    inner: tuple[Field, ...] = ()


_CASE = (
    Field("number", "编号", "案例编号", "LZ2022-0042"),
    Field("title", "案例名称", "申报的案例名称", "山村机房换上“凉外套”", may_be_empty=True),
    Field("unit", "申报单位", "申报单位全称", "云岫市数通网络有限公司", may_be_empty=True),
    Field("call", "征集名称", "征集活动的全称", "2022 年信息通信行业典型履责实践案例征集"),
)
_HOUSE = (
    Field("office", "落款", "发信单位，取自邮箱账户的发件人名称", "中国通信企业协会秘书处"),
    Field("today", "日期", "写信的日期", "2022 年 9 月 1 日"),
    Field("person", "联系人", "秘书处联系人", "卫青禾", may_be_empty=True),
    Field("telephone", "电话", "秘书处电话", "010-00000000", may_be_empty=True),
    Field("mailbox", "邮箱", "秘书处收件邮箱", "cases@example.org", may_be_empty=True),
    Field("hours", "咨询时间", "接听电话的时间", "工作日 9:00–17:00", may_be_empty=True),
)
_POINT = (
    Field("n", "序号", "第几项", "1"),
    Field("says", "事项", "哪里不齐或存疑，一句话", "申报表未见公章"),
    Field("seen", "所见", "在材料里看到的原文", "单位盖章：（公章）", may_be_empty=True),
    Field("where", "位置", "文件与页码", "申报表第 1 页", may_be_empty=True),
    Field("rule", "依据", "征集通知里的要求", "申报表应加盖申报单位公章", may_be_empty=True),
    Field("how", "如何补正", "怎样改、交什么", "请在落款处加盖公章后重新扫描", may_be_empty=True),
)
_FILE = Field("name", "文件名", "文件的名称", "申报表.docx")
_THEME = Field("label", "主题名称", "主题的名称", "绿色低碳")
_LINK = Field("link", "链接", "网页链接，发出时才生成", "[[link:correction:1]]", may_be_empty=True)

FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    rules.RECEIPT: (
        *_CASE,
        Field("received", "收到时间", "材料收到的时间", "2022 年 9 月 1 日 10:30"),
        Field("contact", "填报联系人", "申报表上的联系人，已隐去部分", "闻人＊", may_be_empty=True),
        Field("phone", "填报电话", "申报表上的手机，已隐去部分", "139＊＊＊＊4417", may_be_empty=True),
        Field("email", "填报邮箱", "申报表上的邮箱，已隐去部分", "w＊＊＊@example.com", may_be_empty=True),
        Field(
            "recognised",
            "识读结果",
            "从材料里读到的各栏",
            may_be_empty=True,
            inner=(
                Field("label", "栏目", "栏目名称", "案例主题"),
                Field("value", "内容", "读到的内容", "绿色低碳", may_be_empty=True),
            ),
        ),
        Field("files", "收到文件", "收到的文件", may_be_empty=True, inner=(_FILE,)),
        Field("findings", "待核事项", "初步审查看到的事项，一条一项", may_be_empty=True, inner=_POINT),
        Field("until", "截止时间", "征集截止的时间", "2022 年 11 月 1 日 24:00", may_be_empty=True),
        Field("link", "链接", "案例进度页的链接，发出时才生成", "[[link:case:1]]", may_be_empty=True),
        *_HOUSE,
    ),
    rules.CORRECTION: (
        *_CASE,
        Field("round", "第几次", "第几次补正", "1"),
        Field("items", "补正事项", "需要补正的全部事项，一条一项", inner=_POINT),
        Field("due", "补正期限", "请于何时之前补正", "2022 年 9 月 9 日 24:00"),
        Field("due_note", "期限说明", "期限如何计算，节假日安排未公布时写明", "按工作日计算", may_be_empty=True),
        Field("extra", "附言", "工作人员另写的话", "照片可以另寄光盘。", may_be_empty=True),
        _LINK,
        *_HOUSE,
    ),
    rules.REMINDER: (
        *_CASE,
        Field("items", "补正事项", "仍需补正的事项", inner=_POINT),
        Field("due", "补正期限", "请于何时之前补正", "2022 年 9 月 9 日 24:00"),
        _LINK,
        *_HOUSE,
    ),
    rules.NOTICE: (
        Field("addressee", "主送", "收信单位", "云岫省通信行业协会"),
        Field("call", "征集名称", "征集活动的全称", "2022 年信息通信行业典型履责实践案例征集"),
        Field("call_number", "文号", "征集通知的文号", "通企〔2022〕66 号", may_be_empty=True),
        Field("opens", "开始日期", "征集开始的日期", "2022 年 8 月 1 日"),
        Field("closes", "截止日期", "征集截止的日期", "2022 年 11 月 1 日"),
        Field("themes", "主题列表", "征集的主题", may_be_empty=True, inner=(_THEME,)),
        Field("files", "附件清单", "随信附上的文件", may_be_empty=True, inner=(_FILE,)),
        Field("page", "征集页面", "征集活动的网页", "https://cases.example.org/c/cace-2022/", may_be_empty=True),
        *_HOUSE,
    ),
    rules.NUDGE: (
        Field("addressee", "主送", "收信单位", "云岫省通信行业协会"),
        Field("call", "征集名称", "征集活动的全称", "2022 年信息通信行业典型履责实践案例征集"),
        Field("call_number", "文号", "征集通知的文号", "通企〔2022〕66 号", may_be_empty=True),
        Field("noticed", "通知日期", "征集通知发给该单位的日期", "2022 年 8 月 1 日", may_be_empty=True),
        Field("closes", "截止日期", "征集截止的日期", "2022 年 11 月 1 日"),
        Field("days", "剩余天数", "距截止还有几天", "10"),
        Field("page", "征集页面", "征集活动的网页", "https://cases.example.org/c/cace-2022/", may_be_empty=True),
        *_HOUSE,
    ),
    rules.CITED: (
        *_CASE,
        Field("report", "报告名称", "引用案例的研究报告", "信息通信行业履责研究报告（2026）"),
        Field("authors", "报告作者", "报告的作者", "中国通信企业协会", may_be_empty=True),
        Field("out_on", "发布日期", "报告发布的日期", "2026 年 9 月 30 日", may_be_empty=True),
        Field("address", "报告网址", "报告的网址", "https://cases.example.org/report.pdf", may_be_empty=True),
        Field(
            "quotations",
            "引用列表",
            "引用的句子与页码",
            inner=(
                Field("quote", "引文", "引用的句子", "31 座机房平均 PUE 由 1.62 降到 1.24。"),
                Field("page", "页码", "在报告的第几页", "12", may_be_empty=True),
            ),
        ),
        Field("reference", "参考文献", "报告中的参考文献著录", "云岫市数通网络有限公司. 山村机房换上“凉外套”[EB/OL]."),
        *_HOUSE,
    ),
    rules.FREE: (
        *_CASE,
        Field("state", "状态", "案例现在的状态", "合格"),
        Field("contact", "填报联系人", "申报表上的联系人", "闻人舒", may_be_empty=True),
        Field("link", "链接", "案例进度页的链接，发出时才生成", "[[link:case:1]]", may_be_empty=True),
        *_HOUSE,
    ),
}
LINK_KEY: Final = "link"
