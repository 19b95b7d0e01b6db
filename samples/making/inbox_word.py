"""Applications that came as Word files: every way of ticking, every layout, a fault of every kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samples.making import ticks
from samples.making.entry import Entry, single
from samples.making.layouts import (
    Sheet,
    annex_after,
    annex_file,
    labels_above,
    nested,
    no_lines,
    original,
    para,
    same_cell,
    with_more_rows,
    word,
    words,
)
from samples.making.prints import by_office
from samples.making.scenes import photo
from samples.making.seals import seal_picture
from samples.making.ticks import run
from samples.making.truth import CONSENT, UNDERTAKING, Case, Truth, cases

if TYPE_CHECKING:
    from samples.making.layouts import Layout
    from samples.making.ticks import Tick

SEAL = ("seal_missing", "fault")
NO_PHOTO = ("photo_missing", "note")
NOT_STAMPED = (SEAL, NO_PHOTO)
ANNEX = (
    (
        "项目实施过程中，公司建立周例会和问题清单制度，前后召开协调会19次，解决供电、征地、运输等问题43项，"
        "参与员工均为本单位在职人员。"
    ),
    "下一步，公司将总结经验，编写操作手册，于2022年11月底前在全县其余村庄推广。",
)
LONG_ANNEX = (
    (
        "一、建设过程。3月10日至25日，公司与学校共同走访每一名学生的家庭，弄清孩子们怕什么、喜欢什么、能做什么，"
        "形成164份成长档案；4月完成线路改造和设备安装，全部施工安排在周末和夜间，避免噪声惊扰学生；5月起逐班试用，"
        "教师提出修改意见97条，工程师当周答复、隔周更新。"
    ),
    (
        "二、保障措施。公司设立专项维护小组，承诺两小时内到校；采集的影像只在校内保存三十天，到期自动清除，"
        "任何外部人员不得调阅；每学期对教师进行两次培训，并把操作方法录成短片，新来的教师也能很快上手。"
    ),
    (
        "三、后续打算。2022年下学期，公司将把互动课件无偿提供给周边四所特教学校，并与临溪师范学校合作，"
        "培养会教、会用、会修的年轻教师，让更多孩子走进会倾听的教室。"
    ),
)


def _sheet(case: Case, tick: Tick, *, seed: int, photos: int = 1, body: str | None = None) -> Sheet:
    """A sheet with the picture of a seal to be pasted in, and photos under the text."""
    pictures = [photo(case.themes[0], seed * 10 + n, size=(1024, 768)) for n in range(photos)]
    return Sheet(case, tick=tick, seal=seal_picture(case.unit, seed), photos=pictures, body_xml=body)


def sealed(case: Case, tick: Tick, layout: Layout = original, *, seed: int, photos: int = 1) -> bytes:
    """A Word form with the picture of a seal pasted in, and photos under the text."""
    return word(_sheet(case, tick, seed=seed, photos=photos), layout)


def _in_order(number: int, case: Case, tick: Tick, layout: Layout, *, about: str, photos: int = 1) -> Entry:
    return single(
        f"{number:02d}_{case.unit}_申报表.docx",
        case,
        lambda: sealed(case, tick, layout, seed=number, photos=photos),
        about=about,
        outcome="in order",
        ticked_by=tick.__name__,
        seals=1,
        photos=photos,
        findings=() if photos else (NO_PHOTO,),
    )


def _faulty(number: int, case: Case, tick: Tick, *checks: str, about: str, layout: Layout = original) -> Entry:
    return single(
        f"{number}_申报表.docx",
        case if case.date else case.but(written=""),
        lambda: word(Sheet(case, tick=tick), layout),
        light=True,
        about=about,
        outcome="faulty",
        ticked_by=tick.__name__ if case.themes else None,
        findings=(*((check, "fault") for check in checks), *NOT_STAMPED),
    )


def _tracked(case: Case) -> str:
    """The case's text as paragraphs with insertions accepted, deletions left out and a hidden note in between."""
    who = 'w:id="7" w:author="审稿人" w:date="2022-09-30T08:00:00Z"'
    first, *rest = case.body
    half = len(first) // 2
    struck = "（此句经部门会商后删去，不再报送，有关数据以正式统计为准，特此说明。）"
    gone = f'<w:del {who}><w:r><w:delText xml:space="preserve">{struck}</w:delText></w:r></w:del>'
    added = f"<w:ins {who}>{words(first[half:])}</w:ins>"
    hidden = run("【内部备注：领导审阅后删除本行】", "<w:vanish/>")
    start = para(words(first[:half]) + gone + added + hidden, indent=True)
    return start + "".join(para(words(line), indent=True) for line in rest)


def _ticked() -> list[Entry]:
    """One entry a way of ticking, in turn over the layouts; all in order."""
    known = cases()
    written = known["elder-class"].but(written="二〇二二年十月二十日")
    dotted = known["base-sleep"].but(written="2022.9.23")
    slashed = known["clinic"].but(written="2022/08/30")
    return [
        _in_order(
            1, known["qinglan-tea"], ticks.glyph, original, about="原表样式，☑ 勾选，章为图片，两张照片", photos=2
        ),
        _in_order(2, known["heting-school"], ticks.before, original, about="√ 写在主题前，没有方框"),
        _in_order(3, written, ticks.control, labels_above, about="复选框内容控件；标签在上"),
        _in_order(4, dotted, ticks.wingdings, same_cell, about="Wingdings 符号；标签与值同格"),
        _in_order(5, slashed, ticks.form_field, with_more_rows, about="旧式窗体复选框；另加行"),
        _in_order(6, known["bamboo"], ticks.equation, nested, about="EQ 域叠打；合并与嵌套单元格；日期在文本框里"),
        _in_order(7, known["tower-solar"], ticks.after, no_lines, about="√ 写在主题后；没有表格线"),
        _in_order(8, known["blind-app"], ticks.private_use, original, about="私用区字符；没有照片", photos=0),
        _in_order(9, known["cable-reuse"], ticks.bordered, labels_above, about="带框的 √"),
        _in_order(10, known["fish-pond"], ticks.wingdings_2, with_more_rows, about="Wingdings 2 符号；别的标签词"),
    ]


def _empty_fields() -> list[Entry]:
    known = cases()
    no_theme = known["island-signal"].but(themes=())
    nobody = known["tower-village"].but(contact="", position="")
    no_way = known["sign-service"].but(phone="", email="")
    nameless = known["market-road"].but(unit="", title="")
    bodiless = known["paperless"].but(body=())
    undated = known["herdsman"].but(date="")
    return [
        _faulty(11, no_theme, ticks.glyph, "theme_missing", about="三个主题都没有勾选"),
        _faulty(13, nobody, ticks.filled, "contact_missing", "position_missing", about="联系人、职务空白"),
        _faulty(
            14, no_way, ticks.bracketed, "phone_missing", "email_missing", about="电话、邮箱空白", layout=same_cell
        ),
        _faulty(16, nameless, ticks.control, "unit_missing", "title_missing", about="单位、案例名称空白"),
        _faulty(17, bodiless, ticks.before, "body_missing", about="正文只有原表的提示语"),
        _faulty(18, undated, ticks.glyph, "date_missing", about="没有日期", layout=labels_above),
    ]


def _wrong_fields() -> list[Entry]:
    known = cases()
    postcode = known["refugee-kids"].but(phone="540022")
    bad_way = known["ev-fleet"].but(phone="1540029774", email="chanyf#danqu.example.net")
    no_day = known["river-watch"].but(date="", written="2022年13月5日")
    reserved = known["hospital-kiosk"].but(promise=UNDERTAKING.replace(CONSENT, ""))
    no_promise = known["green-office"].but(promise="")
    fields = with_more_rows
    return [
        _faulty(12, postcode, ticks.crossed, "phone_invalid", about="电话写成了邮政编码", layout=fields),
        _faulty(15, bad_way, ticks.glyph, "phone_invalid", "email_invalid", about="电话少一位，邮箱没有 @"),
        _faulty(19, no_day, ticks.form_field, "date_invalid", about="没有这样一天"),
        _faulty(20, reserved, ticks.wingdings, "promise_missing", about="承诺里删去了同意使用的一句"),
        _faulty(21, no_promise, ticks.private_use, "promise_missing", about="没有承诺"),
        _faulty(22, known["too-long"], ticks.wingdings_2, "words_over", about="正文 563 字"),
    ]


def _doubtful(number: int, name: str, case: Case, check: str, *, tick: Tick, about: str) -> Entry:
    return single(
        f"{number}_{name}.docx",
        case,
        lambda: sealed(case, tick, seed=number),
        about=about,
        outcome="doubtful",
        ticked_by=tick.__name__,
        seals=1,
        photos=1,
        findings=((check, "doubt"),),
    )


def _doubts() -> list[Entry]:
    known = cases()
    late = known["smart-meter"].but(date="2022-11-15")
    both = known["carbon-ledger"].but(themes=("digital-divide", "green"))
    return [
        _doubtful(23, "往年案例", known["old-story"], "scope_old", tick=ticks.glyph, about="所述事件都在 2022 年以前"),
        _doubtful(
            24, "申报表（落款较晚）", late, "date_late", tick=ticks.crossed, about="落款日期在截止以后，报送时间不详"
        ),
        _doubtful(30, "远岫研究院_数字碳账本", both, "theme_several", tick=ticks.crossed, about="勾了两个主题"),
    ]


def _whole_texts() -> list[Entry]:
    """What belongs to the text and what does not: tracked changes, hidden words, annexes."""
    known = cases()
    fits, inside, beside = known["just-fits"], known["mushroom"], known["school-robot"]
    in_order: dict[str, Any] = {"outcome": "in order", "seals": 1, "photos": 1}
    tracked = single(
        "25_修订稿.docx",
        fits,
        lambda: word(_sheet(fits, ticks.filled, seed=25, body=_tracked(fits))),
        about="带修订痕迹和隐藏文字，接受修订后 465 字",
        ticked_by="filled",
        **in_order,
    )
    after = single(
        "26_北溟光网_申报表带附页.docx",
        inside,
        lambda: word(_sheet(inside, ticks.glyph, seed=26), after=annex_after(ANNEX)),
        about="附页在表后另起一页",
        ticked_by="glyph",
        annex=ANNEX,
        **in_order,
    )
    folder = Truth(
        "附页是另一个 Word 文件，合计超过 500 字",
        kind="folder",
        outcome="faulty",
        case=beside,
        annex=LONG_ANNEX,
        ticked_by="bracketed",
        roles={"申报表.docx": "form", "附页.docx": "annex"},
        findings=(("words_over", "fault"), *NOT_STAMPED),
    )
    return [tracked, after, Entry("27_云桥临溪分公司申报材料", lambda: _two_files(beside), folder, light=True)]


def _two_files(case: Case) -> dict[str, bytes]:
    return {"申报表.docx": word(Sheet(case, tick=ticks.bracketed)), "附页.docx": annex_file(LONG_ANNEX)}


def _old_word() -> list[Entry]:
    known = cases()
    first, second = known["server-heat"], known["community-tutor"].but(written="2022-9-14")
    return [
        single(
            "28_北溟云计算_申报表.doc",
            first,
            lambda: by_office(sealed(first, ticks.glyph, seed=28), "doc"),
            about="Word 97 文件",
            outcome="in order",
            ticked_by="glyph",
            seals=1,
            photos=1,
            needs=("office",),
        ),
        single(
            "29_申报表（白榆）.doc",
            second,
            lambda: by_office(word(Sheet(second, tick=ticks.wingdings), labels_above), "doc"),
            about="Word 97 文件，Wingdings 勾选，没有盖章",
            outcome="faulty",
            ticked_by="wingdings",
            findings=NOT_STAMPED,
            needs=("office",),
        ),
    ]


def word_entries() -> list[Entry]:
    """All entries of this kind."""
    return [*_ticked(), *_empty_fields(), *_wrong_fields(), *_doubts(), *_whole_texts(), *_old_word()]
