"""Applications of several files: folders, archives, letters, and our own filled form."""

from __future__ import annotations

from functools import partial

from casepaper.forms.callfile import load_call
from casepress.form.word import blank_form, filled_form
from samples.making import ticks
from samples.making.containers import gbk_zip, letter
from samples.making.entry import Entry, single
from samples.making.inbox_paper import SANS, Print, phone_photo, scan_jpeg, scan_pages
from samples.making.inbox_word import NO_PHOTO, NOT_STAMPED, SEAL
from samples.making.layouts import Sheet, labels_above, no_lines, word
from samples.making.paper import encoded, scanned_pdf
from samples.making.prints import by_office
from samples.making.scenes import photo
from samples.making.truth import Case, Truth, cases

RULES = "cace-2022"
OFFICE_HOURS = "Thu, 20 Oct 2022 09:30:00 +0800"
DAY_BEFORE = "Wed, 19 Oct 2022 17:40:00 +0800"
TOO_LATE = "Thu, 03 Nov 2022 16:05:00 +0800"
COVER = "秘书处：\n    现报送我单位履责实践案例一份，请查收。\n    联系人见申报表。\n    此致\n敬礼"


def blank() -> bytes:
    """The blank form of the call."""
    return blank_form(load_call(RULES))


def own_form(case: Case) -> bytes:
    """The filled form as this software writes it."""
    values = {key: getattr(case, key) for key in ("unit", "contact", "position", "phone", "email", "title", "date")}
    values |= {"theme": " ".join(case.themes), "body": "\n".join(case.body)}
    return filled_form(load_call(RULES), values, number="LZ2022-0007")


def _photos(case: Case, seed: int, count: int) -> dict[str, bytes]:
    return {f"照片{n}.jpg": photo(case.themes[0], seed * 10 + n) for n in range(1, count + 1)}


def _inside(container: str, roles: dict[str, str]) -> dict[str, str]:
    """The roles of members by their whole names."""
    return {f"{container}/{name}": role for name, role in roles.items()}


def _twin_and_scan(case: Case) -> dict[str, bytes]:
    form = own_form(case)
    pages = scan_pages(case, Print(), 55, pdf=by_office(form, "pdf"))
    scan = scanned_pdf([encoded(page) for page in pages])
    return {"申报表.docx": form, "盖章扫描件.pdf": scan, **_photos(case, 55, 2)}


def _twin_and_photo(case: Case) -> dict[str, bytes]:
    """The page that was stamped has another telephone number than the Word form beside it."""
    misprinted = case.but(phone="15400519927")
    page = phone_photo(misprinted, Print(font=SANS), 56)
    return {"申报表.docx": word(Sheet(case, tick=ticks.before)), "盖章页照片.jpg": page, **_photos(case, 56, 1)}


def _folders() -> list[Entry]:
    first, second, own = (cases()[key] for key in ("two-copies", "differing", "own-form"))
    whole = Truth(
        "系统生成的 Word 表、盖章扫描件、两张照片",
        kind="folder",
        outcome="in order",
        condition="scan200",
        case=first,
        seals=1,
        photos=2,
        roles={"申报表.docx": "twin", "盖章扫描件.pdf": "form", "照片1.jpg": "photo", "照片2.jpg": "photo"},
    )
    differing = Truth(
        "Word 表与盖章页照片上的电话不一致",
        kind="folder",
        outcome="doubtful",
        condition="photo",
        case=second,
        ticked_by="before",
        seals=1,
        photos=1,
        uncertain=("phone",),
        findings=(("field_uncertain", "doubt"),),
        roles={"申报表.docx": "twin", "盖章页照片.jpg": "form", "照片1.jpg": "photo"},
    )
    about = "系统生成的 Word 表，尚未盖章"
    make = partial(own_form, own)
    return [
        Entry("55_星衢墨泉_申报材料", partial(_twin_and_scan, first), whole),
        Entry("56_北溟乡村_申报材料", partial(_twin_and_photo, second), differing),
        single("57_双语服务_系统填报.docx", own, make, about=about, outcome="faulty", findings=NOT_STAMPED),
    ]


def _packed(case: Case) -> bytes:
    """A zip of one folder: the Word form, the stamped page, a photo."""
    files = {
        "履责实践案例申报表.docx": word(Sheet(case, tick=ticks.wingdings)),
        "盖章页.jpg": scan_jpeg(case, Print(chromium=True), 58),
        **_photos(case, 58, 1),
    }
    return gbk_zip([(f"晴川软件申报材料/{name}", data) for name, data in files.items()])


def _packed_twice(case: Case) -> dict[str, bytes]:
    """A zip within a zip, with the stamped page outside both."""
    form = word(Sheet(case, tick=ticks.control), labels_above)
    inner = gbk_zip([("案例图片/现场.jpg", photo("green", 591)), ("申报表.docx", form)])
    return {"材料.zip": gbk_zip([("电子版.zip", inner)]), "盖章扫描.jpg": scan_jpeg(case, Print(font=SANS), 59)}


def _archives() -> list[Entry]:
    first, second = cases()["zip-case"], cases()["parcel"]
    name = "58_晴川软件.zip"
    one = Truth(
        "压缩包，文件名为 GBK",
        kind="zip",
        outcome="in order",
        condition="scan200",
        case=first,
        ticked_by="wingdings",
        seals=1,
        photos=1,
        roles=_inside(
            f"{name}/晴川软件申报材料",
            {"履责实践案例申报表.docx": "twin", "盖章页.jpg": "form", "照片1.jpg": "photo"},
        ),
    )
    two = Truth(
        "压缩包里还有压缩包，盖章页在包外",
        kind="folder",
        outcome="in order",
        condition="scan200",
        case=second,
        ticked_by="control",
        seals=1,
        photos=1,
        roles={
            "盖章扫描.jpg": "form",
            **_inside("材料.zip/电子版.zip", {"申报表.docx": "twin", "案例图片/现场.jpg": "photo"}),
        },
    )
    return [
        Entry(name, partial(_packed, first), one),
        Entry("59_绿动物流申报材料", partial(_packed_twice, second), two),
    ]


def _whole_letter(case: Case) -> bytes:
    files = {
        "履责实践案例申报表.docx": word(Sheet(case, tick=ticks.glyph)),
        "盖章扫描件.jpg": scan_jpeg(case, Print(), 60),
        **_photos(case, 60, 2),
    }
    sender = (case.contact, case.email)
    return letter("报送履责实践案例", COVER, list(files.items()), sender=sender, received=OFFICE_HOURS)


def _late_letter(case: Case) -> bytes:
    page = scan_jpeg(case, Print(font=SANS), 61)
    return letter("补报案例", COVER, [("盖章申报表.jpg", page)], sender=(case.contact, case.email), received=TOO_LATE)


def _forwarded(case: Case) -> bytes:
    """A letter whose only attachment is the letter that brought the application; the inner one is in GBK."""
    files = [("申报表.docx", word(Sheet(case, tick=ticks.form_field))), ("盖章件.jpg", scan_jpeg(case, Print(), 62))]
    sender = (case.contact, case.email)
    inner = letter("案例材料", COVER, files, sender=sender, received=DAY_BEFORE, charset="gbk")
    office = ("总会办公室", "office@shanghui.example.org")
    note = "转去下级单位来信，请收。"
    return letter("转发：案例材料", note, [("来信.eml", inner)], sender=office, received=OFFICE_HOURS)


def _plain_letter(case: Case) -> bytes:
    files = [("申报表.docx", word(Sheet(case, tick=ticks.after), no_lines)), *_photos(case, 63, 1).items()]
    return letter("案例申报", COVER, files, sender=(case.contact, case.email), received=OFFICE_HOURS)


def _letters() -> list[Entry]:
    known = cases()
    names = ("60_柳三变_报送案例.eml", "61_补报案例.eml", "62_转发_报送材料.eml", "63_枫渡镇_案例.eml")
    whole = Truth(
        "GB18030 信件：Word 表、盖章扫描件、两张照片",
        kind="eml",
        outcome="in order",
        condition="scan200",
        case=known["letter-case"],
        ticked_by="glyph",
        seals=1,
        photos=2,
        roles={
            names[0]: "letter",
            **_inside(names[0], {"履责实践案例申报表.docx": "twin", "盖章扫描件.jpg": "form"}),
            **_inside(names[0], {"照片1.jpg": "photo", "照片2.jpg": "photo"}),
        },
    )
    late = Truth(
        "信件在截止日以后收到",
        kind="eml",
        outcome="faulty",
        reading="ocr",
        condition="scan200",
        case=known["late-letter"],
        ticked_by="glyph",
        seals=1,
        findings=(("date_late", "fault"), NO_PHOTO),
        roles={names[1]: "letter", f"{names[1]}/盖章申报表.jpg": "form"},
    )
    forwarded = Truth(
        "信中之信",
        kind="eml",
        outcome="in order",
        condition="scan200",
        case=known["forwarded"],
        ticked_by="form_field",
        seals=1,
        findings=(NO_PHOTO,),
        roles={
            names[2]: "letter",
            f"{names[2]}/来信.eml": "letter",
            **_inside(f"{names[2]}/来信.eml", {"申报表.docx": "twin", "盖章件.jpg": "form"}),
        },
    )
    plain = Truth(
        "信里只有 Word 表和照片，没有盖章页",
        kind="eml",
        outcome="faulty",
        case=known["plain-letter"],
        ticked_by="after",
        photos=1,
        findings=(SEAL,),
        roles={names[3]: "letter", **_inside(names[3], {"申报表.docx": "form", "照片1.jpg": "photo"})},
    )
    return [
        Entry(names[0], partial(_whole_letter, known["letter-case"]), whole),
        Entry(names[1], partial(_late_letter, known["late-letter"]), late),
        Entry(names[2], partial(_forwarded, known["forwarded"]), forwarded),
        Entry(names[3], partial(_plain_letter, known["plain-letter"]), plain),
    ]


def parcel_entries() -> list[Entry]:
    """All entries of this kind."""
    return [*_folders(), *_archives(), *_letters()]
