"""Mailboxes as Chinese providers run them, against a small server that behaves so."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DataError, OperationalError

from casecall.letters.accounts import Mailbox
from casecall.receiving import ledger
from casecall.receiving.mailboxes import download, fetch_once, fetching
from casecall.receiving.mailboxes.checking import check_mailbox
from casecall.receiving.models import MailFolder, MailItem, MailTrouble, Parcel, ReceivedLetter
from casecall.receiving.queries import mail_troubles, mailbox_states
from tests.casecall.receiving.mailboxes.fake_imap import FakeImap
from tests.casecall.receiving.mailboxes.letters import letter as letter_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

    from casecall.receiving.mailboxes import FetchReport

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("call")]

NOW = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)


def letter(n: int, **more: object) -> bytes:
    return letter_of(n, **more).replace(b"\n", b"\r\n")  # type: ignore[arg-type]


def account(server: FakeImap, **more: object) -> Mailbox:
    given = {"name": "邮箱", "protocol": "imap", "host": "127.0.0.1", "port": server.port, "security": "none"}
    return Mailbox(**{**given, "user": "cases@163.com", "password": "ABCDEFGH", **more})  # type: ignore[arg-type]


def fetched(server: FakeImap, *, now: datetime = NOW, **more: object) -> FetchReport:
    return fetch_once(account(server, **more), now=lambda: now, stop=threading.Event())


def test_who_we_are_is_said_before_a_folder_is_opened() -> None:
    with FakeImap({1: letter(1)}, wants_id=True) as server:
        assert fetched(server).taken == 1
        names = [one.split()[0] for one in server.said]
        assert names.index("ID") < names.index("EXAMINE")


def test_a_server_that_lets_no_stranger_in_is_told_apart() -> None:
    with FakeImap({1: letter(1)}, wants_id=True, capabilities="IMAP4rev1") as server:
        assert "不放行本程序" in fetched(server).trouble


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("LOGIN Login error or password error", "授权码"),
        ("Login fail. Account is abnormal, service is not open, password is incorrect", "没有开启 IMAP"),
        ("LOGIN failed. BasicAuthBlocked", "只接受 OAuth"),
        ("Login fail. Too many attempts, try again later", "过于频繁"),
    ],
)
def test_a_refused_login_is_explained(words: str, says: str) -> None:
    with FakeImap(refuses_login=words) as server:
        trouble = fetched(server).trouble
        assert says in trouble
        assert words.split(maxsplit=1)[0] in trouble
        assert "ABCDEFGH" not in trouble


def test_only_peeks_are_asked_for_and_the_folder_is_opened_for_reading() -> None:
    with FakeImap({1: letter(1)}) as server:
        fetched(server)
    commands = " ".join(server.said)
    assert "STORE" not in commands
    assert "SELECT" not in commands
    assert not [one for one in server.said if "BODY[" in one or "RFC822)" in one]


def test_the_same_letter_under_two_numbers_is_one_letter() -> None:
    with FakeImap({1: letter(1), 2: letter(1)}) as server:
        assert fetched(server).taken == 2
    assert (ReceivedLetter.objects.count(), MailItem.objects.count(), Parcel.objects.count()) == (1, 2, 1)


def test_letters_without_a_message_id_are_told_apart_by_their_bytes() -> None:
    with FakeImap({1: letter(1, message_id=None), 2: letter(2, message_id=None)}) as server:
        fetched(server)
    assert Parcel.objects.count() == 2


def test_another_uidvalidity_looks_at_everything_again_and_doubles_nothing() -> None:
    with FakeImap({5: letter(1), 6: letter(2)}) as server:
        fetched(server)
        server.validity, server.letters = 8, {1: letter(1), 2: letter(2), 3: letter(3)}
        assert fetched(server).taken == 3
    assert Parcel.objects.count() == 3


def test_a_server_that_renumbers_and_does_not_say_so_is_found_out() -> None:
    with FakeImap({50: letter(1), 51: letter(2)}, next_uid=52) as server:
        fetched(server)
        server.letters, server.next_uid = {1: letter(1), 2: letter(3)}, 3
        fetched(server)
        assert fetched(server).taken == 0
    assert Parcel.objects.count() == 3
    assert MailFolder.objects.get(folder="INBOX").validity == "7/1"


def test_a_server_that_is_wrong_about_its_next_number_is_not_read_anew_each_time() -> None:
    with FakeImap({1: letter(1), 2: letter(2)}, next_uid=2) as server:
        fetched(server)
        assert fetched(server).taken == 0
    assert MailFolder.objects.get(folder="INBOX").validity == "7"


def test_a_line_that_drops_in_the_middle_loses_nothing() -> None:
    with FakeImap({1: letter(1), 2: letter(2)}) as server:
        server.cut_after = 300
        assert "连接中断" in fetched(server).trouble
        assert "连接中断" in MailFolder.objects.get(folder="INBOX").trouble
        assert fetched(server).taken == 2
    assert MailFolder.objects.get(folder="INBOX").trouble == ""
    assert Parcel.objects.count() == 2


def test_a_large_letter_goes_on_where_the_line_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = letter(1, size=60_000)
    for module in ("box", "imap", "download"):
        monkeypatch.setattr(f"casecall.receiving.mailboxes.{module}.STEP", 8_000)
    monkeypatch.setattr(download, "LARGE", 1_000)
    with FakeImap({1: whole}) as server:
        monkeypatch.setattr(server, "_fetch", _cutting(server, "<32000."))
        assert "连接中断" in fetched(server).trouble
        server.said.clear()
        assert fetched(server).taken == 1
        asked = [one for one in server.said if "BODY.PEEK[]" in one]
    assert "<24000." in asked[0]  # what was not surely on the disk is fetched again, the rest is not
    assert ReceivedLetter.objects.get().file.size == len(whole)


def _cutting(server: FakeImap, at: str) -> Callable[[str], tuple[list[bytes], str]]:
    plain = server._fetch
    done: list[str] = []

    def fetch(words: str) -> tuple[list[bytes], str]:
        if at in words and not done:
            done.append(words)
            server.cut_after = 100
        return plain(words)

    return fetch


def test_a_size_that_is_not_true_harms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = letter(1, size=9_000)
    monkeypatch.setattr(download, "LARGE", 4_000)
    with FakeImap({1: whole}, size_is=5_000) as server:
        fetched(server)
    assert ReceivedLetter.objects.get().file.size == len(whole)


def test_a_letter_above_the_limit_leaves_its_headers_and_a_word(settings: Settings) -> None:
    settings.LETTER_BYTES = 5_000
    with FakeImap({1: letter(1, size=9_000), 2: letter(2)}) as server:
        assert fetched(server).taken == 2
        assert fetched(server).taken == 0
    assert Parcel.objects.count() == 1
    assert ReceivedLetter.objects.filter(subject="青山小学案例申报 1").exists()
    assert "只收下了信头" in mail_troubles()[0].trouble


def test_a_letter_that_is_not_given_is_noted_and_the_others_come() -> None:
    with FakeImap({1: letter(1), 2: letter(2), 3: letter(3)}, refuses_letter=2) as server:
        report = fetched(server)
        assert (report.taken, report.refused) == (2, 1)
        assert "没有给出" in mail_troubles()[0].trouble
        server.refuses_letter = 0
        assert fetched(server).taken == 0
        assert fetched(server, now=NOW + timedelta(minutes=11)).taken == 1
    assert not MailTrouble.objects.exists()
    assert Parcel.objects.count() == 3


def test_a_letter_that_cannot_be_taken_is_tried_a_few_times_and_then_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **more: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(fetching, "take", fail)
    with FakeImap({1: letter(1)}) as server:
        for days in range(8):
            fetched(server, now=NOW + timedelta(days=2 * days))
    row = MailTrouble.objects.get()
    assert row.attempts == 1 + len(ledger.WAITS)
    assert row.due is None
    assert "boom" in row.trouble


def test_a_letter_that_is_gone_before_it_was_taken_is_said_to_be_gone() -> None:
    with FakeImap({1: letter(1), 2: letter(2)}, refuses_letter=2) as server:
        fetched(server)
        del server.letters[2]
        assert fetched(server, now=NOW + timedelta(hours=1)).trouble == ""
    assert (mail_troubles()[0].trouble, mail_troubles()[0].due) == ("信已不在信箱中", None)


def test_a_slip_of_the_program_is_told_and_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def slip(*given: object, **more: object) -> None:
        raise TypeError("slip")

    monkeypatch.setattr(ledger, "begin", slip)
    with FakeImap({1: letter(1)}) as server:
        assert "TypeError: slip" in fetched(server).trouble


def test_a_clerk_can_have_a_letter_tried_again() -> None:
    with FakeImap({1: letter(1)}, refuses_letter=1) as server:
        fetched(server)
        server.refuses_letter = 0
        assert ledger.try_again(mail_troubles()[0].id, now=NOW)
        assert fetched(server).taken == 1


def test_a_letter_at_which_the_program_dies_lets_the_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    with FakeImap({1: letter(1), 2: letter(2)}) as server:
        with monkeypatch.context() as broken:
            broken.setattr(fetching, "take", die)
            for _ in range(fetching.MOST_CUTS):
                with pytest.raises(KeyboardInterrupt):
                    fetched(server)
        report = fetched(server)
    assert (report.taken, report.refused) == (1, 1)
    assert "接连中断" in MailTrouble.objects.get().trouble


def test_a_database_that_is_away_moves_no_cursor(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*given: object, **more: object) -> None:
        raise OperationalError("database is locked")

    with FakeImap({1: letter(1)}) as server:
        with monkeypatch.context() as broken:
            broken.setattr(fetching, "take", locked)
            for _ in range(fetching.MOST_CUTS + 1):
                assert "数据库" in fetched(server).trouble
        assert fetched(server).taken == 1
    assert not MailTrouble.objects.exists()


def test_a_letter_that_the_database_does_not_take_is_the_letters_own_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    def strange(*given: object, **more: object) -> None:
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")

    monkeypatch.setattr(fetching, "take", strange)
    with FakeImap({1: letter(1)}) as server:
        assert fetched(server).refused == 1
    assert "NUL" in mail_troubles()[0].trouble


def test_a_full_disk_moves_no_cursor_and_blames_no_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    with FakeImap({1: letter(1)}) as server:
        with monkeypatch.context() as broken:
            broken.setattr(download, "keep", full)
            for _ in range(fetching.MOST_CUTS + 1):
                assert "磁盘" in fetched(server).trouble
        assert fetched(server).taken == 1
    assert not MailTrouble.objects.exists()


def test_a_folder_that_is_not_there_is_told_with_those_that_are() -> None:
    with FakeImap({1: letter(1)}) as server:
        report = fetched(server, folders=("INBOX", "申报"))
    assert report.taken == 1
    assert "没有名为“申报”的文件夹；现有：INBOX、已发送" in report.trouble


def test_a_folder_for_reading_only_is_told_where_letters_are_to_be_marked() -> None:
    with FakeImap({1: letter(1)}, read_only=True) as server:
        assert "只能读取" in fetched(server, after="seen").trouble


def test_letters_from_before_the_day_that_is_asked_for_stay_where_they_are() -> None:
    with FakeImap({1: letter(1), 2: letter(2)}) as server:
        assert fetched(server, since=date(2022, 9, 2)).taken == 0
        assert MailFolder.objects.get(folder="INBOX").cursor == 2
        server.letters[3] = letter(3)
        assert fetched(server, since=date(2022, 9, 1)).taken == 1


def test_the_check_says_step_by_step_what_is_found() -> None:
    with FakeImap({1: letter(1)}, refuses_id=True) as server:
        found = {one.what: one for one in check_mailbox(account(server))}
    assert all(one.well for one in found.values())
    assert found["文件夹“INBOX”"].says == "有 1 封信"
    assert "没有接受" in found["客户端声明（ID）"].says
    assert "已发送" in found["已发送文件夹"].says
    assert "每 60 秒" in found["新信"].says
    assert "无从判断" in found["核对发件人"].says, "no border host was named"
    assert not Parcel.objects.exists()


def test_without_an_account_there_is_no_state_and_with_one_each_folder_has_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    assert mailbox_states() == ()
    with FakeImap({1: letter(1)}) as server:
        path = settings.DATA / "mail.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = ["[[mailbox]]", 'name = "邮箱"', 'host = "127.0.0.1"', f"port = {server.port}", 'security = "none"']
        path.write_text("\n".join([*lines, 'user = "cases@163.com"', 'password = "ABCDEFGH"', ""]))
        path.chmod(0o600)
        before = mailbox_states()
        fetched(server)
        after = {one.folder: one for one in mailbox_states()}
    assert [(one.folder, one.looked_at) for one in before] == [("INBOX", None)]
    assert (after["INBOX"].letters, after["INBOX"].looked_at) == (1, NOW)
    assert "已发送" in after
    path.write_text("[[mailbox]]\n")
    assert mailbox_states()[0].account == "mail.toml"
    assert mailbox_states()[0].trouble
