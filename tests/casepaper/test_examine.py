"""The one door: files in, an examination out, whatever the files are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from casepaper import examine as door
from casepaper.examine import as_json, examine
from casepaper.records import Opened, Source, Trouble
from casepress.form.word import filled_form
from tests.casepaper.gathering.files import TEXT
from tests.casepaper.papers import RULES, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from casepaper.forms.rules import CallRules
    from casepaper.opening.all_openers import Taken
    from casepaper.records import Examination


def form(rules: CallRules = RULES, **values: str | None) -> bytes:
    return filled_form(rules, {key: value for key, value in {**VALUES, **values}.items() if value})


def zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def letter(*attachments: tuple[str, bytes], received: str = "Fri, 21 Oct 2022 10:30:00 +0800") -> bytes:
    message = EmailMessage()
    message["From"] = "林小禾 <csr@qingchuan.example.cn>"
    message["To"] = "csr@association.example.cn"
    message["Subject"] = "报送案例"
    message["Date"] = received
    message["Received"] = f"from a.example.cn by mx.association.example.cn; {received}"
    message.set_content("附件请查收。")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def examined(*sources: tuple[str, bytes], rules: CallRules = RULES, **options: Any) -> Examination:
    return examine([Source(name, data) for name, data in sources], rules, source="来件", **options)


def checks(one: Examination) -> dict[str, str]:
    return {finding.check: finding.level for finding in one.findings}


def test_a_word_form_is_read_whole_and_only_the_stamped_page_is_missing() -> None:
    one = examined(("申报表.docx", form()))
    assert {key: value for key, value in as_json(one)["fields"].items() if key != "theme"} == {
        key: value for key, value in VALUES.items() if key != "theme"
    }
    assert checks(one) == {"seal_missing": "fault", "photo_missing": "note"}
    assert one.outcome == "faulty"


def test_annexes_join_the_body_and_count() -> None:
    one = examined(("申报表.docx", form(body="第一段。\n（续附页）")), ("附页.txt", f"附页\n{TEXT}".encode()))
    assert as_json(one)["fields"]["body"] == f"第一段。\n{TEXT}"
    assert {file.name: file.role for file in one.paper.files} == {"申报表.docx": "form", "附页.txt": "annex"}
    assert one.paper.annex_words is not None
    assert one.paper.words is not None
    assert one.paper.words.low == one.paper.annex_words.low + 4


def test_a_call_may_leave_annexes_out_of_the_count() -> None:
    apart = replace(RULES, annex_counts=False)
    one = examined(("申报表.docx", form(body="第一段。")), ("附页.txt", f"附页\n{TEXT}".encode()), rules=apart)
    assert one.paper.words is not None
    assert one.paper.words.low == 4
    assert TEXT in (as_json(one)["fields"]["body"] or "")


def test_a_letter_says_when_it_was_sent() -> None:
    late = letter(("申报表.docx", form()), received="Wed, 02 Nov 2022 00:00:00 +0800")
    assert checks(examined(("来信.eml", late)))["date_late"] == "fault"
    assert "date_late" not in checks(examined(("来信.eml", letter(("申报表.docx", form())))))


def test_what_the_caller_knows_of_the_time_counts_before_the_letter() -> None:
    late = letter(("申报表.docx", form()), received="Wed, 02 Nov 2022 00:00:00 +0800")
    assert "date_late" not in checks(examined(("来信.eml", late), received=datetime(2022, 10, 21, tzinfo=UTC)))


def test_members_of_containers_are_named_after_them() -> None:
    one = examined(("来信.eml", letter(("材料.zip", zipped({"申报表.docx": form()})))))
    assert [(file.name, file.role) for file in one.paper.files] == [
        ("来信.eml", "letter"),
        ("来信.eml/材料.zip", "other"),
        ("来信.eml/材料.zip/申报表.docx", "form"),
    ]


def test_a_broken_file_stops_nothing_and_is_named() -> None:
    one = examined(("坏.docx", b"PK\x03\x04 broken"), ("申报表.docx", form()))
    assert checks(one)["unreadable"] == "doubt"
    assert any("坏.docx" in finding.says for finding in one.findings)
    assert as_json(one)["fields"]["unit"] == VALUES["unit"]


def test_an_opener_that_crashes_is_a_trouble_of_that_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = door.open_each

    def crashes(sources: tuple[Source, ...], *, taken: Taken) -> Iterator[Opened]:
        if sources[0].name == "怪.bin":
            raise RecursionError
        return whole(sources, taken=taken)

    monkeypatch.setattr(door, "open_each", crashes)
    one = examined(("怪.bin", b"x"), ("申报表.docx", form()))
    assert any("怪.bin" in trouble.says for trouble in one.paper.trouble)
    assert one.outcome == "faulty"


def test_a_reader_that_crashes_is_a_trouble_of_that_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def crashes(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(door, "read_word", crashes)
    one = examined(("申报表.docx", form()))
    assert one.outcome == "unreadable"
    assert "申报表.docx" in one.findings[0].says


def test_what_could_not_be_handed_in_is_said_too() -> None:
    one = examined(trouble=(Trouble("大.zip", "large", "文件“大.zip”超过 200 MB，没有读取。"),))
    assert one.findings[0].says == "读不出申报表。文件“大.zip”超过 200 MB，没有读取。"


def test_nothing_at_all_is_unreadable() -> None:
    assert examined().outcome == "unreadable"


def test_progress_names_the_file() -> None:
    told: list[str] = []
    examined(("申报表.docx", form()), progress=told.append)
    assert told == ["申报表.docx"]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a.docx", "b.pdf", "c.jpg", "d.zip", "e.eml"]), st.binary(max_size=300)), max_size=3
    )
)
def test_no_bytes_crash_the_door(sources: list[tuple[str, bytes]]) -> None:
    assert examined(*sources).outcome == "unreadable"


def test_the_same_files_give_the_same_result() -> None:
    files = (("申报表.docx", form()), ("来信.eml", letter()))
    assert as_json(examined(*files)) == as_json(examined(*files))


def test_a_second_form_that_says_otherwise_is_remarked_and_changes_no_outcome() -> None:
    alone = examined(("申报表.docx", form()))
    both = examined(("申报表.docx", form()), ("另一份.docx", form(phone="13900004417", position=None)))
    (remark,) = both.paper.trouble
    assert remark.file == "另一份.docx"
    assert "联系电话" in remark.says
    assert (checks(both), both.outcome) == (checks(alone), alone.outcome)
