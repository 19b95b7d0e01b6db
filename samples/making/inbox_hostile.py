"""What else lies in an inbox: broken files, locked ones, wrong ones, and some that mean harm."""

from __future__ import annotations

from samples.making import hostile
from samples.making.entry import Entry
from samples.making.inbox_parcels import blank
from samples.making.inbox_word import NO_PHOTO, NOT_STAMPED, SEAL
from samples.making.layouts import Sheet, no_lines, original, same_cell, word
from samples.making.scenes import photo
from samples.making.ticks import before, bracketed, glyph
from samples.making.truth import UNDERTAKING, Case, Truth, cases

UNREADABLE = (("unreadable", "fault"),)
PARTLY = ("unreadable", "doubt")
EMPTY = tuple((f"{one}_missing", "fault") for one in
              ("theme", "unit", "contact", "position", "phone", "email", "title", "body", "date"))  # fmt: skip


def _unreadable(name: str, make: object, about: str, **more: object) -> Entry:
    kind = name.rsplit(".", 1)[-1]
    return Entry(name, make, Truth(about, kind, "unreadable", findings=UNREADABLE, **more), light=True)  # type: ignore[arg-type]


def _small(key: str, unit: str) -> Case:
    """A case for a file that matters for its wrapping."""
    return cases()[key].but(unit=unit)


def _whole() -> bytes:
    """A form with nothing wrong, to be broken or locked away."""
    return word(Sheet(cases()["heting-school"]), original)


def _broken() -> list[Entry]:
    return [
        _unreadable("70_传到一半的申报表.docx", lambda: hostile.cut_off(_whole()), "文件不完整"),
        _unreadable("71_加密的申报表.docx", hostile.encrypted_word, "设了密码的 Word 文件"),
        _unreadable("72_加密压缩包.zip", lambda: hostile.encrypted_zip("申报表.docx", _whole()), "设了密码的压缩包"),
        _unreadable("73_空文件.pdf", lambda: b"", "零字节"),
        _unreadable("74_申报表.docx", hostile.program, "改了名字的可执行文件"),
        _unreadable("75_附件下载.doc", hostile.web_page, "实为登录网页", needs=("office",)),
        _unreadable("76_高清照片.zip", hostile.bomb, "压缩炸弹"),
        _unreadable("77_申报表（实体展开）.docx", hostile.entity_bomb, "XML 实体层层展开"),
        _unreadable("78_申报表（外部实体）.docx", hostile.outside_entity, "XML 外部实体指向本机文件"),
        _unreadable("79_全景照片.png", hostile.vast_picture, "自称 20 万×20 万像素"),
        _unreadable("80_循环页.pdf", hostile.looping_pdf, "页面树首尾相接"),
        _unreadable("81_加密.pdf", hostile.locked_pdf, "需要口令的 PDF"),
        _unreadable("82_层层转发.eml", hostile.nested_letters, "信中之信四百层"),
        _unreadable("83_Application_Form.docx", hostile.english_form, "另一种语言的另一张表"),
    ]


def _wrapped() -> list[Entry]:
    """Hostile wrapping around an honest form: the form is read, the rest is told."""
    climbing = _small("mushroom", "溯溪县山货信息合作社")
    linking = _small("news-radio", "青岚县代办服务中心")
    named = _small("river-watch", "墨泉河道信息有限公司")
    names = ("84_上级目录.zip", "85_链接.zip", "86_怪文件名.zip")
    made = (
        lambda: hostile.climbing_zip(word(Sheet(climbing, tick=glyph))),
        lambda: hostile.linking_zip(word(Sheet(linking, tick=bracketed), same_cell)),
        lambda: hostile.oddly_named_zip(word(Sheet(named, tick=before), no_lines), photo("green", 86, size=(640, 480))),
    )
    truths = (
        Truth("压缩包成员想写到目录外面", "zip", "faulty", case=climbing, ticked_by="glyph",
              findings=(PARTLY, *NOT_STAMPED), roles={f"{names[0]}/申报表.docx": "form"}),
        Truth("压缩包里有符号链接", "zip", "faulty", case=linking, ticked_by="bracketed",
              findings=(PARTLY, *NOT_STAMPED), roles={f"{names[1]}/申报表.docx": "form"}),
        Truth("文件名里有从右到左符、换行和转义序列", "zip", "faulty", case=named, ticked_by="before", photos=1,
              findings=(SEAL,)),
    )  # fmt: skip
    return [Entry(n, m, t, light=n != names[2]) for n, m, t in zip(names, made, truths, strict=True)]


def _plain() -> list[Entry]:
    """A blank form, and a Word file under the name of a PDF."""
    nothing = Case("blank", (), "", "", "", "", "", "", (), "", promise=UNDERTAKING)
    misnamed = _small("paperless", "望泽星桥通信有限公司营业管理中心")
    names = ("87_空白表.docx", "88_申报表.pdf")
    return [
        Entry(names[0], blank, Truth("没有填写的原表", "docx", "faulty", case=nothing, roles={names[0]: "form"},
                                     findings=(*EMPTY, SEAL, NO_PHOTO))),
        Entry(names[1], lambda: word(Sheet(misnamed)),
              Truth("名为 PDF，实为 Word", "docx", "faulty", case=misnamed, ticked_by="glyph", roles={names[1]: "form"},
                    findings=NOT_STAMPED), light=True),
    ]  # fmt: skip


def hostile_entries() -> list[Entry]:
    """All entries of this kind."""
    return [*_broken(), *_wrapped(), *_plain()]
