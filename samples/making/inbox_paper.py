"""Applications that came as paper: PDF with text, scans in every format, photos of a telephone, a fax."""

from __future__ import annotations

import io
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from samples.making import paper
from samples.making.entry import Entry, single
from samples.making.htmlform import html_form
from samples.making.inbox_word import ANNEX, NO_PHOTO, NOT_STAMPED, SEAL, sealed
from samples.making.layouts import OTHER_WORDS, Sheet, annex_after, word
from samples.making.prints import by_chromium, by_office, sheets
from samples.making.ticks import glyph
from samples.making.truth import CONSENT, THEMES, UNDERTAKING, Case, cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from samples.making.paper import Pixels

SERIF, SANS, KAI = "Noto Serif CJK SC", "Noto Sans CJK SC", "LXGW WenKai"
KEPT_OUT = ("AR PL UKai CN", "AR PL SungtiL GB")
SEAL_AT = "（公章）"


@dataclass(frozen=True, slots=True)
class Print:
    """How a form is printed before it is stamped: the font, who sets it, how the theme is ticked, the seal's wear."""

    font: str = SERIF
    chromium: bool = False
    by_hand: str = ""
    annex: tuple[str, ...] = ()
    seal: bool = True
    wear: float = 0.3
    dpi: int = 200
    grey: bool = False


def printed(case: Case, how: Print) -> bytes:
    """The PDF that was sent to the printer."""
    mark = "□" if how.by_hand else "☑"
    if how.chromium:
        return by_chromium(html_form(case, font=how.font, mark=mark, annex=how.annex))
    sheet = Sheet(case, tick=_not_yet if how.by_hand else glyph)
    after = annex_after(how.annex) if how.annex else ""
    return by_office(word(sheet, font=how.font, after=after), "pdf")


def _not_yet(word: str, *, ticked: bool) -> str:  # noqa: ARG001 - ticked later, by hand
    return glyph(word, ticked=False)


def stamped(case: Case, how: Print, random: np.random.Generator, *, pdf: bytes = b"") -> list[Pixels]:
    """The printed pages, ticked by hand and stamped where the form asks for it; ``pdf`` instead of our own print."""
    pages = sheets(pdf or printed(case, how), dpi=how.dpi, find=("□", SEAL_AT))
    first = pages[0]
    if how.by_hand:
        for n, key in enumerate(THEMES):
            if key in case.themes:
                paper.tick_by_hand(first.pixels, first.place("□", n), random, way=how.by_hand)
    if how.seal:
        _, y0, x1, y1 = first.place(SEAL_AT)
        mm = how.dpi / 25.4
        at = (x1 + random.uniform(2, 12) * mm, (y0 + y1) / 2 + random.uniform(2, 8) * mm)
        paper.stamp(first.pixels, case.unit, at, random, dpi=how.dpi, wear=how.wear)
    return [page.pixels for page in pages]


def scan_pages(case: Case, how: Print, seed: int, *, pdf: bytes = b"") -> list[Pixels]:
    """The stamped pages off the scanner."""
    random = np.random.default_rng(seed)
    return [paper.scan(page, random, grey=how.grey) for page in stamped(case, how, random, pdf=pdf)]


def scan_jpeg(case: Case, how: Print, seed: int) -> bytes:
    """The first page as a JPEG off the scanner."""
    return paper.encoded(scan_pages(case, how, seed)[0])


def phone_photo(
    case: Case, how: Print, seed: int, *, size: tuple[int, int] = (1800, 2400), quality: int = 72, lean: float = 0.05
) -> bytes:
    """The stamped page photographed; ``size`` is (width, height) upright."""
    return paper.encoded(_shot(case, how, seed, size=size, lean=lean), quality=quality, dpi=None)


def _shot(case: Case, how: Print, seed: int, *, size: tuple[int, int], lean: float = 0.05) -> Pixels:
    random = np.random.default_rng(seed)
    return paper.photograph(stamped(case, how, random)[0], random, size=size, lean=lean)


def _several_tiff(pages: list[Pixels]) -> bytes:
    out = io.BytesIO()
    first, *rest = [Image.fromarray(page) for page in pages]
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="jpeg", quality=66, dpi=(200, 200))
    return out.getvalue()


def _fax(case: Case, how: Print, seed: int) -> bytes:
    random = np.random.default_rng(seed)
    out = io.BytesIO()
    paper.fax(stamped(case, how, random)[0], random).save(out, "TIFF", compression="group4", dpi=(how.dpi, how.dpi))
    return out.getvalue()


def _heic(pixels: Pixels) -> bytes:
    """HEIC by heif-enc (package libheif-examples), needed only to make the samples again."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.png", Path(folder) / "page.heic"
        Image.fromarray(pixels).save(source)
        subprocess.run(["heif-enc", "-q", "52", "-o", str(target), str(source)], check=True, capture_output=True)
        return target.read_bytes()


def _side_down(case: Case, how: Print, seed: int) -> bytes:
    """Scanned with its side down: a quarter turn and nothing that says so."""
    return paper.encoded(np.rot90(scan_pages(case, how, seed)[0]).copy())


def _turned_by_exif(case: Case, how: Print, seed: int) -> bytes:
    """Twelve million pixels, lying on their side with EXIF saying so, as telephones do."""
    pixels = _shot(case, how, seed, size=(3000, 4000))
    return paper.encoded(np.rot90(pixels).copy(), quality=60, dpi=None, orientation=6)


def _scanned(name: str, case: Case, make: Callable[[], bytes], *, about: str, **truth: Any) -> Entry:
    """A page that must be read by eye: in order but for photos, unless told otherwise."""
    given = {
        "outcome": "in order",
        "findings": (NO_PHOTO,),
        "seals": 1,
        "ticked_by": "glyph",
        "condition": "scan200",
        **truth,
    }
    return single(name, case, make, about=about, reading="ocr", **given)


def _text_pdfs() -> list[Entry]:
    first, second = cases()["font-watch"], cases()["news-radio"]
    return [
        single(
            "31_星衢澜浦_申报表.pdf",
            first,
            lambda: by_office(sealed(first, glyph, seed=31), "pdf"),
            about="Word 导出的 PDF，章为图片，带照片",
            outcome="in order",
            reading="pdf",
            condition="text",
            seals=1,
            photos=1,
            ticked_by="glyph",
        ),
        single(
            "32_邮电通信_申报表（打印）.pdf",
            second,
            lambda: by_chromium(html_form(second, font=SANS, labels=OTHER_WORDS, lines=False)),
            about="浏览器打印的 PDF，没有表格线，别的标签词，没有盖章，电话带分机",
            outcome="faulty",
            reading="pdf",
            condition="text",
            ticked_by="glyph",
            findings=NOT_STAMPED,
        ),
    ]


def _pdf(case: Case, how: Print, seed: int) -> bytes:
    return paper.scanned_pdf([paper.encoded(page) for page in scan_pages(case, how, seed)])


def _scans() -> list[Entry]:
    known = cases()
    flood, drone, cold, library = (
        known[one] for one in ("flood-warn", "orchard-drone", "liquid-cooling", "library-car")
    )
    titled, forest = known["subtitle-call"], known["plan-forest"]
    hand = Print(font=KAI, by_hand="tick")
    cross = Print(by_hand="cross")
    return [
        _scanned(
            "33_扫描件（含附页）.pdf",
            flood,
            lambda: _pdf(flood, Print(annex=ANNEX), 33),
            about="两页扫描件，第二页是附页",
            annex=ANNEX,
        ),
        _scanned(
            "34_IMG_扫描.jpg",
            drone,
            lambda: scan_jpeg(drone, Print(font=SANS, chromium=True), 34),
            about="扫描件，章压着日期",
        ),
        _scanned(
            "35_扫描0001.png",
            cold,
            lambda: paper.encoded(scan_pages(cold, hand, 35)[0], "PNG"),
            about="扫描件，手写勾，少色 PNG",
            ticked_by="hand tick",
        ),
        _scanned(
            "36_溯溪_扫描件.webp",
            library,
            lambda: paper.encoded(scan_pages(library, cross, 36)[0], "WEBP", dpi=None),
            about="扫描件，手写叉",
            ticked_by="hand cross",
        ),
        _scanned(
            "37_scan_望泽研究院.tif",
            titled,
            lambda: _several_tiff(scan_pages(titled, Print(font=SANS, annex=ANNEX), 37)),
            about="两页 TIFF，第二页是附页",
            annex=ANNEX,
        ),
        _scanned(
            "38_横放扫描.jpg",
            forest,
            lambda: _side_down(forest, Print(chromium=True), 38),
            about="扫描时横放，方向没有记录",
            condition="scan200 turned 90",
        ),
    ]


UNCLEAR = "压缩过的小照片，个别字看不准是应当的"
FAXED = "一位传真丢失了笔画，看不准是应当的"
LIKE_ONE = "这一字体的 l 与 1 几乎同形，两次辨认不一致时存疑是应当的"
COLOURLESS = "页上有章，但没有颜色，认不准是应当的"


def _photos() -> list[Entry]:
    known = cases()
    telly, village, fibre, fruit = (known[one] for one in ("braille-sim", "old-quarter", "fiber-replace", "fruit-live"))
    return [
        _scanned(
            "39_IMG_2022.heic",
            telly,
            lambda: _heic(_shot(telly, Print(chromium=True), 39, size=(1800, 2400))),
            about="手机照片，HEIC",
            condition="photo",
        ),
        _scanned(
            "40_IMG_20221027_093000.jpg",
            village,
            lambda: _turned_by_exif(village, Print(by_hand="tick", dpi=300), 40),
            about="1200 万像素照片，EXIF 记着方向",
            condition="photo12mp",
            ticked_by="hand tick",
        ),
        _scanned(
            "41_微信图片_20221006.jpg",
            fibre,
            lambda: phone_photo(fibre, Print(font=SANS), 41, size=(1280, 1707), quality=58),
            about="聊天软件压缩过的照片",
            condition="photo small",
            may=(("field_uncertain", "doubt", UNCLEAR),),
        ),
        _scanned(
            "42_传真件.tif",
            fruit,
            lambda: _fax(fruit, Print(font=SANS), 42),
            about="黑白传真，章没有颜色",
            condition="fax",
            may=(
                ("field_uncertain", "doubt", FAXED),
                ("email_invalid", "doubt", FAXED),
                ("promise_missing", "doubt", FAXED),
                ("seal_missing", "doubt", COLOURLESS),
            ),
        ),
    ]


def _in_kept_out_font(number: int, case: Case, font: str, *, by_phone: bool, by_hand: str, **truth: Any) -> Entry:
    how = Print(font=font, by_hand=by_hand)
    make = phone_photo if by_phone else scan_jpeg
    return _scanned(
        f"{number}_{case.unit}{'_照片' if by_phone else '_扫描'}.jpg",
        case,
        lambda: make(case, how, number),
        about=f"字体 {font}，不参与任何调试",
        condition="photo" if by_phone else "scan200",
        kept_out_font=font,
        ticked_by="hand tick" if by_hand else "glyph",
        **truth,
    )


def _kept_out() -> list[Entry]:
    known = cases()
    alike = (("field_uncertain", "doubt", LIKE_ONE),)
    return [
        _in_kept_out_font(43, known["net-lantern"], KEPT_OUT[0], by_phone=False, by_hand="tick", may=alike),
        _in_kept_out_font(44, known["big-font-bill"], KEPT_OUT[0], by_phone=True, by_hand=""),
        _in_kept_out_font(45, known["ocean-net"], KEPT_OUT[1], by_phone=False, by_hand="tick"),
        _in_kept_out_font(46, known["wind-farm"], KEPT_OUT[1], by_phone=True, by_hand=""),
    ]


def _judged(number: int, case: Case, how: Print, *findings: tuple[str, str], **truth: Any) -> Entry:
    """A scan with something to find; its outcome follows from the worst level."""
    levels = {level for _, level in findings}
    outcome = "faulty" if "fault" in levels else "doubtful" if levels else "in order"
    given = {"outcome": outcome, "seals": int(how.seal), **truth}
    if how.grey:
        given |= {"condition": "scan200 grey", "may": (("seal_missing", "doubt", COLOURLESS),)}
    name = f"{number}_盖章扫描件.jpg"
    return _scanned(name, case, lambda: scan_jpeg(case, how, number), findings=(*findings, NO_PHOTO), **given)


def _faults() -> list[Entry]:
    known = cases()
    blank = known["hill-road"].but(position="", email="")
    altered = known["wheel-chair"].but(promise=UNDERTAKING.replace(CONSENT, ""))
    unticked = known["e-waste"].but(themes=())
    nothing = (("position_missing", "fault"), ("email_missing", "fault"))
    alike = ("field_uncertain", "doubt")
    pale = Print(wear=0.95, by_hand="fill")
    grey = Print(grey=True)
    return [
        _judged(47, known["bee-keeper"], Print(seal=False), SEAL, about="扫描件上没有章"),
        _judged(48, known["cloud-save"], Print(font=SANS), alike, uncertain=("email",), about="邮箱里有 l、1 和 0"),
        _judged(49, blank, Print(), *nothing, about="职务、邮箱空白"),
        _judged(50, altered, Print(font=KAI), ("promise_missing", "fault"), about="承诺删去了一句"),
        _judged(51, known["long-scan"], Print(), ("words_over", "fault"), about="正文远超 500 字"),
        _judged(52, known["night-school"], pale, about="章很淡，手写涂满方框", ticked_by="hand fill"),
        _judged(53, unticked, Print(), ("theme_missing", "fault"), about="主题没有勾选", ticked_by=None),
        _judged(54, known["deaf-coffee"], grey, about="灰度扫描，章没有颜色"),
    ]


def paper_entries() -> list[Entry]:
    """All entries of this kind."""
    return [*_text_pdfs(), *_scans(), *_photos(), *_kept_out(), *_faults()]
