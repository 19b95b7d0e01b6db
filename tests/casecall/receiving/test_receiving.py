"""Deliveries: bytes first, one transaction, filed once; folders without doubles."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from casecall.audit.queries import verify
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.cases.queries import case_row, history, newest_revision
from casecall.files.actions import keep
from casecall.files.models import StoredFile
from casecall.jobs.models import Job
from casecall.jobs.queries import for_key
from casecall.receiving import actions, filing, rules
from casecall.receiving.actions import NothingReceived, receive
from casecall.receiving.filing import file_parcel
from casecall.receiving.importing import import_folder
from casecall.receiving.models import Filing, Parcel
from casecall.receiving.queries import case_of, same_elsewhere
from casecall.receiving.records import ReceivedFile

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django import Settings

    from casecall.calls.queries import CallRow


def kept(*texts: str, now: datetime) -> list[ReceivedFile]:
    return [ReceivedFile(f"{text}.pdf", keep(text.encode(), now=now).sha256) for text in texts]


def arrive(call: CallRow, *texts: str, now: datetime, door: str = rules.UPLOAD, once: str = "") -> Parcel:
    files = kept(*texts, now=now)
    return receive(files, call_id=call.id, door=door, sent_at=now, now=now, by="applicant", name="申报材料", once=once)


def test_a_delivery_and_the_job_that_files_it_are_written_together(
    call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(actions, "enqueue", crash)
        with pytest.raises(SystemExit):
            arrive(call, "form", now=now)
    assert not Parcel.objects.exists()
    assert not Job.objects.exists()
    assert StoredFile.objects.count() == 1
    parcel = arrive(call, "form", now=now)
    assert for_key("file-parcel", str(parcel.pk)) is not None


def test_a_delivery_becomes_a_case_with_a_revision_that_is_to_be_screened(call: CallRow, now: datetime) -> None:
    parcel = arrive(call, "form", "scan", "photo", now=now)
    assert case_of(parcel.pk) is None
    case = file_parcel(parcel.pk, now=now + timedelta(seconds=1))
    assert case.state == states.RECEIVED
    revision = newest_revision(case.pk)
    assert revision is not None
    assert [file.name for file in revision.files] == ["form.pdf", "scan.pdf", "photo.pdf"]
    assert (revision.sent_at, case.came_at) == (now, now)
    job = for_key("screen", str(revision.id))
    assert job is not None
    assert case_of(parcel.pk) == case.pk


def test_filing_twice_gives_the_same_case(call: CallRow, now: datetime) -> None:
    parcel = arrive(call, "form", now=now)
    assert file_parcel(parcel.pk, now=now).pk == file_parcel(parcel.pk, now=now).pk
    assert (Case.objects.count(), Filing.objects.count()) == (1, 1)


def test_a_filing_that_breaks_off_leaves_nothing_and_takes_no_number(
    call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = arrive(call, "form", now=now)

    def crash(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(filing, "have_screened", crash)
        with pytest.raises(SystemExit):
            file_parcel(parcel.pk, now=now)
    assert not Case.objects.exists()
    assert file_parcel(parcel.pk, now=now).number == "LZ2022-0001"
    assert verify().whole


def test_one_form_sent_twice_is_one_delivery_whenever_that_is(call: CallRow, now: datetime) -> None:
    first = arrive(call, "form", "scan", now=now, once="a")
    assert arrive(call, "scan", "form", now=now + timedelta(hours=2), once="a").pk == first.pk
    assert arrive(call, "form", now=now, once="a").pk != first.pk, "other files were chosen in it"


@pytest.mark.parametrize(("mine", "theirs"), [("a", "b"), ("", ""), ("a", "")])
def test_the_same_bytes_from_elsewhere_are_a_case_of_their_own_that_says_so(
    call: CallRow, now: datetime, mine: str, theirs: str
) -> None:
    first = file_parcel(arrive(call, "form", now=now, once=mine).pk, now=now)
    later = now + timedelta(minutes=1)
    second = file_parcel(arrive(call, "form", now=later, once=theirs).pk, now=later)
    assert second.pk != first.pk
    assert history(second.pk)[-1].what == f"文件与 {first.number} 完全相同"
    assert same_elsewhere(second.pk) == ((first.pk, first.number),)
    assert same_elsewhere(first.pk) == ((second.pk, second.number),)


def test_what_was_taken_back_and_what_differs_is_no_repeat(call: CallRow, now: datetime) -> None:
    first, second = (file_parcel(arrive(call, "form", now=now).pk, now=now) for _ in range(2))
    other = file_parcel(arrive(call, "form", "scan", now=now).pk, now=now)
    assert same_elsewhere(other.pk) == ()
    move(first.pk, states.WITHDRAWN, by="user:1", at=now, why="单位来电撤回")
    assert same_elsewhere(second.pk) == ()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_instant_are_one_delivery(call: CallRow, now: datetime) -> None:
    files, made = kept("form", now=now), []

    def click() -> None:
        try:
            parcel = receive(files, call_id=call.id, door=rules.UPLOAD, sent_at=now, now=now, by="applicant", once="a")
            made.append(file_parcel(parcel.pk, now=now).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert (Parcel.objects.count(), Case.objects.count()) == (1, 1)


@pytest.mark.usefixtures("db")
def test_a_delivery_has_at_least_one_file(call: CallRow, now: datetime) -> None:
    with pytest.raises(NothingReceived, match="没有收到文件"):
        receive([], call_id=call.id, door=rules.UPLOAD, sent_at=now, now=now, by="applicant")


def test_a_fingerprint_knows_content_and_not_order_or_names() -> None:
    assert rules.fingerprint(["b", "a"]) == rules.fingerprint(["a", "b", "a"])
    assert rules.fingerprint(["a"]) != rules.fingerprint(["b"])
    assert rules.fingerprint(["a"]) != rules.fingerprint(["a"], {"title": "x"})


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder: a single form, an application of three files (one nested, one no material), a letter, and clutter."""
    folder = tmp_path / "inbox"
    (folder / "贵州电信" / "照片").mkdir(parents=True)
    (folder / "江西移动.docx").write_bytes(b"PK form")
    (folder / "贵州电信" / "申报表.docx").write_bytes(b"PK other form")
    (folder / "贵州电信" / "照片" / "1.jpg").write_bytes(b"\xff\xd8\xff photo")
    (folder / "贵州电信" / "~$申报表.docx").write_bytes(b"lock")
    (folder / "来信.eml").write_bytes(b"From: a@example.org\nSubject: x\n\n")
    (folder / ".DS_Store").write_bytes(b"clutter")
    (folder / "Thumbs.db").write_bytes(b"clutter")
    return folder


def test_each_entry_of_a_folder_is_one_application(call: CallRow, now: datetime, inbox: Path) -> None:
    report = import_folder(inbox, call.id, now=now, by="user:1")
    assert set(report.taken) == {"江西移动.docx", "贵州电信", "来信.eml"}
    assert (report.known, report.refused) == ((), ())
    parcels = {parcel.name: parcel for parcel in Parcel.objects.all()}
    assert [file.name for file in parcels["贵州电信"].files.all()] == ["1.jpg", "申报表.docx"]
    doors = {name: parcel.door for name, parcel in parcels.items()}
    assert doors == {"江西移动.docx": rules.FOLDER, "贵州电信": rules.FOLDER, "来信.eml": rules.LETTER}
    assert {parcel.sent_at for parcel in parcels.values()} == {None}
    case = file_parcel(parcels["贵州电信"].pk, now=now)
    assert case_row(case.pk).shown_title == "贵州电信"


def test_a_folder_imported_again_brings_only_what_is_new(call: CallRow, now: datetime, inbox: Path) -> None:
    import_folder(inbox, call.id, now=now, by="user:1")
    (inbox / "浙江联通.pdf").write_bytes(b"%PDF new")
    (inbox / "江西移动.docx").rename(inbox / "江西移动（改名）.docx")
    again = import_folder(inbox, call.id, now=now + timedelta(days=3), by="user:1")
    assert again.taken == ("浙江联通.pdf",)
    assert set(again.known) == {"江西移动（改名）.docx", "贵州电信", "来信.eml"}


def test_one_that_cannot_be_taken_never_stops_the_rest(
    call: CallRow, now: datetime, inbox: Path, settings: Settings
) -> None:
    settings.UPLOAD_BYTES = 1024
    (inbox / "太大.pdf").write_bytes(b"x" * 2048)
    (inbox / "链接.pdf").symlink_to("/etc/passwd")
    (inbox / "空文件夹").mkdir()
    report = import_folder(inbox, call.id, now=now, by="user:1")
    assert {name for name, _ in report.refused} == {"太大.pdf", "链接.pdf", "空文件夹"}
    assert dict(report.refused)["空文件夹"] == "没有收到文件"
    assert len(report.taken) == 3


def test_a_folder_of_very_many_files_is_no_application(call: CallRow, now: datetime, inbox: Path) -> None:
    for n in range(rules.MOST_FILES + 1):
        (inbox / "贵州电信" / f"{n}.txt").write_text(str(n))
    report = import_folder(inbox, call.id, now=now, by="user:1")
    assert [name for name, _ in report.refused] == ["贵州电信"]
    assert not Parcel.objects.filter(name="贵州电信").exists()


def test_a_case_bears_the_name_of_its_first_file_until_it_is_read(call: CallRow, now: datetime) -> None:
    files = kept("申报表", "扫描", now=now)
    parcel = receive(files, call_id=call.id, door=rules.UPLOAD, sent_at=now, now=now, by="applicant")
    assert case_row(file_parcel(parcel.pk, now=now).pk).shown_title == "申报表.pdf"


def test_a_link_inside_an_application_is_left_out(call: CallRow, now: datetime, inbox: Path) -> None:
    (inbox / "贵州电信" / "x.txt").symlink_to("/etc/passwd")
    import_folder(inbox, call.id, now=now, by="user:1")
    assert "x.txt" not in {file.name for parcel in Parcel.objects.all() for file in parcel.files.all()}
