"""A kit holds what an editor of the media needs, names it so that any computer can keep it, and says what it is."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pypdfium2 as pdfium
import pytest
from PIL import Image

from casecall.files.zipping import zipped_whole
from casepaper.opening.doc import office_is_there, office_to_pdf
from casepress.presskit.facts import fact_sheet
from casepress.presskit.kit import files_of, photo_fault
from casepress.presskit.records import KitTopic, Unfit, clean, gist
from casepress.presskit.release import release, shipped
from casepress.presskit.texts import sentences_with_figures
from tests.casepress.presskit import pictures
from tests.casepress.presskit.topics import BLOBS, LONG, a_photo, a_story, a_topic
from tests.casepress.presskit.words import lines

FORM = shipped()


def kit(topic: KitTopic | None = None) -> dict[str, bytes]:
    return dict(files_of(topic or a_topic(), FORM, BLOBS.__getitem__))


def text(files: dict[str, bytes], name: str) -> str:
    return files[name].decode("utf-8-sig")


def test_a_kit_holds_release_facts_quotes_captions_licence_photos_and_hashes() -> None:
    assert list(kit()) == [
        "README.txt", "01-release.docx", "02-facts.docx", "03-quotes.txt", "05-licence.txt",
        "photos/lz2022-0003-1.jpg", "photos/lz2022-0003-2.png", "photos/lz2022-0004-1.jpg", "photos/lz2022-0009-1.jpg",
        "04-captions.xlsx", "04-captions.csv", "SHA256SUMS",
    ]  # fmt: skip
    assert all(name.isascii() and " " not in name for name in kit())


def test_the_hashes_are_those_of_every_other_file() -> None:
    files = kit()
    said = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert said == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_the_same_topic_gives_the_same_bytes() -> None:
    assert kit() == kit()


def test_the_list_of_captions_names_each_photo_with_its_case() -> None:
    files = kit()
    rows = list(csv.DictReader(io.StringIO(text(files, "04-captions.csv"))))
    assert [row["文件"] for row in rows] == [name for name in files if name.startswith("photos/")]
    assert rows[0]["图片说明"] == "茶山上的基站"
    assert rows[0]["图片来源"] == "恒讯通信 供图"
    assert rows[1]["图片说明"] == "（未注明）"
    sheet = openpyxl.load_workbook(io.BytesIO(files["04-captions.xlsx"])).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["photos/lz2022-0003-1.jpg", "LZ2022-0003"]


def test_a_photo_without_words_carries_its_case_and_its_unit() -> None:
    with Image.open(io.BytesIO(kit()["photos/lz2022-0003-2.png"])) as image:
        assert image.info["Description"] == "云上采茶忙"
        assert "望鹤县恒讯通信技术有限公司" in image.info["XML:com.adobe.xmp"]


def test_the_licence_quotes_the_undertaking_and_says_that_a_case_can_be_taken_back() -> None:
    said = text(kit(), "05-licence.txt")
    assert a_topic().pledge in said
    assert "撤回案例" in said
    assert "奖" not in said


def test_figures_are_quoted_word_for_word() -> None:
    said = text(kit(), "03-quotes.txt")
    assert "全村 386 户签下了订单。" in said
    assert "卓一川" in said
    assert "大字、大键" not in said
    assert sentences_with_figures([LONG]) == (LONG.split("。")[0] + "。", LONG.split("。")[1] + "。")


def test_texts_open_in_the_editor_of_any_windows() -> None:
    for name in ("README.txt", "03-quotes.txt", "05-licence.txt"):
        data = kit()[name]
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n") > 5


def test_the_fact_sheet_counts_what_the_topic_holds() -> None:
    said = lines(fact_sheet(a_topic()))
    assert said[said.index("案例") - 1] == "6"
    assert said[said.index("助力乡村振兴") : said.index("助力乡村振兴") + 3] == ["助力乡村振兴", "3", "1"]
    assert said[said.index("消除数字鸿沟") + 2] == "2"
    assert {"集团公司", "会员单位", "云南", "浙江", "LZ2022-0009", "𬱟堃赟的塔"} <= set(said)


def test_what_nobody_filled_in_is_counted_last() -> None:
    stories = [a_story(1, "rural", "甲"), *(a_story(n, "rural", "乙") for n in (3, 5))]
    unknown = [type(one)(one.number, one.slug, one.theme, one.unit, one.title, one.paragraphs) for one in stories[1:]]
    said = lines(fact_sheet(a_topic(stories=(stories[0], *unknown))))
    assert said.index("云南") < len(said) - said[::-1].index("未填写")
    assert said.count("未填写") == 2


def test_a_topic_without_photos_or_quotes_is_a_kit_all_the_same() -> None:
    files = kit(a_topic(stories=(a_story(1, "rural", "甲"),), quotes=(), contact=(), url=""))
    assert not [name for name in files if name.startswith("photos/")]
    assert "中国通信企业协会" in text(files, "README.txt")


def test_a_broken_photo_is_named_with_its_case() -> None:
    broken = a_story(7, "green", "机房节能", a_photo(pictures.a_jpeg()), a_photo(pictures.a_jpeg()[:-900]))
    with pytest.raises(Unfit, match="LZ2022-0007“机房节能”的第 2 张图片：图片不完整"):
        kit(a_topic(stories=(broken,)))
    assert "第 2 张图片" in photo_fault(broken, 1, BLOBS[broken.photos[1].sha256])
    assert photo_fault(broken, 0, BLOBS[broken.photos[0].sha256]) == ""


def test_markup_controls_and_turning_marks_in_texts_are_printed_safely() -> None:
    hostile = a_story(1, "rural", "甲<script>\x00\u202e" + "长" * 200, body=("正文\x0b{{标题}}&<w:p/>。",))
    files = kit(a_topic(stories=(hostile,), headline="", lead=()))
    said = "\n".join(lines(files["01-release.docx"]))
    assert "甲<script>长长" in said
    assert "正文{{标题}}&<w:p/>。" in said
    assert "\u202e" not in said + text(files, "03-quotes.txt") + text(files, "04-captions.csv")


def test_a_formula_in_a_caption_is_no_formula() -> None:
    files = kit(a_topic(stories=(a_story(1, "rural", "甲", a_photo(pictures.a_jpeg(), "=cmd|1")),)))
    sheet = openpyxl.load_workbook(io.BytesIO(files["04-captions.xlsx"])).active
    assert sheet is not None
    assert sheet["E2"].data_type == "s"
    assert "'=cmd|1" in text(files, "04-captions.csv")


def test_a_release_of_a_thousand_cases_is_made() -> None:
    stories = tuple(a_story(n, "rural", f"案例{n}") for n in range(1000))
    with zipfile.ZipFile(io.BytesIO(release(a_topic(stories=stories), FORM))) as archive:
        assert archive.testzip() is None


def test_a_gist_ends_with_a_sentence_where_one_ends() -> None:
    assert gist((LONG,)) == LONG
    assert gist((LONG * 2,)).endswith("。")
    assert len(gist(("字" * 500,))) == 140
    assert gist(()) == ""
    assert clean("a\r\nb\rc") == "a\nb\nc"


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.skipif(not office_is_there(), reason="LibreOffice is not installed")
@pytest.mark.parametrize(("name", "most"), [("01-release.docx", 2), ("02-facts.docx", 2)])
def test_the_word_files_open_as_a4_and_hold_together(name: str, most: int) -> None:
    pdf = pdfium.PdfDocument(office_to_pdf(kit()[name], ".docx"))
    assert len(pdf) <= most
    assert [round(side) for side in pdf[0].get_size()] == [595, 842]
    said = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "press@example.org" in said
    assert "{{" not in said
    pdf.close()


def test_the_day_of_a_file_is_that_of_the_release() -> None:
    at = datetime(2022, 12, 20, tzinfo=UTC)
    pieces = zipped_whole((path, at, data) for path, data in files_of(a_topic(), FORM, BLOBS.__getitem__))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert {one.date_time[:3] for one in archive.infolist()} == {(2022, 12, 20)}
