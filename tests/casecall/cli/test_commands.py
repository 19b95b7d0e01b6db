"""The commands: what they do, what they say in Chinese, and their exit codes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate
from django.db import OperationalError, connection
from django.test import RequestFactory

from casecall.audit.queries import latest
from casecall.audit.triggers import UNGUARD
from casecall.calls.queries import list_calls
from casecall.cli import main
from casecall.cli import setup as setup_command
from casecall.cli.all_commands import COMMANDS
from casecall.cli.main import parser
from casecall.jobs.actions import claim, enqueue, fail
from casecall.jobs.queries import counts
from casecall.people.queries import list_users
from casecall.receiving.models import Parcel
from casecli.parsing import in_chinese

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django import Settings

    from casecall.calls.queries import CallRow

Said = pytest.CaptureFixture[str]


def run(*argv: str) -> int:
    return main(list(argv))


def logs_in(username: str, password: str) -> bool:
    return authenticate(RequestFactory().post("/"), username=username, password=password) is not None


def test_every_command_says_in_chinese_what_it_does(capsys: Said) -> None:
    with pytest.raises(SystemExit) as end:
        run("--help")
    assert end.value.code == 0
    text = capsys.readouterr().out
    for command in COMMANDS:
        assert command.name in text
        assert re.search(r"[\u4e00-\u9fff]", command.says)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ([], "缺少 命令"),
        (["dance"], "不能是 'dance'"),
        (["import"], "缺少 FOLDER, --call"),
        (["user"], "缺少 操作"),
        (["serve", "--port", "http"], "应为整数，现为 'http'"),
        (["serve", "--port"], "后面缺少内容"),
        (["worker", "--fast"], "不认识的参数 --fast"),
    ],
)
def test_wrong_usage_is_said_in_chinese_and_is_exit_code_two(argv: list[str], says: str, capsys: Said) -> None:
    with pytest.raises(SystemExit) as end:
        run(*argv)
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert says in said
    assert "用法：casecall" in said


def test_a_complaint_that_is_not_known_stays_as_it_is() -> None:
    assert in_chinese("something new in a later Python") == "something new in a later Python"


def test_the_parser_knows_each_command_once() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert parser(COMMANDS).prog == "casecall"


@pytest.mark.django_db
def test_setup_opens_the_shipped_call_and_shows_the_password_once(
    capsys: Said, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA.mkdir(parents=True)
    settings.STATIC_ROOT = tmp_path / "static"
    assert run("setup", "--port", "8123") == 0
    text = capsys.readouterr().out
    assert "http://127.0.0.1:8123/office/" in text
    password = re.search(r"口令 +(\S+)", text)
    assert password
    assert logs_in("admin", password[1])
    assert [call.key for call in list_calls()] == ["cace-2022"]
    assert run("setup") == 0
    assert capsys.readouterr().out == ""
    assert len(list_users()) == 1


def test_static_files_are_gathered_only_when_they_changed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA.mkdir(parents=True)
    settings.STATIC_ROOT = tmp_path / "static"
    assert setup_command.collect_static()
    assert list(settings.STATIC_ROOT.rglob("*.css"))
    assert not setup_command.collect_static()
    monkeypatch.setattr(setup_command, "_digest", lambda: "changed")
    assert setup_command.collect_static()


@pytest.mark.django_db
def test_a_user_gets_a_random_password_shown_once_and_then_another(capsys: Said) -> None:
    assert run("user", "add", "lin", "--name", "林青", "--role", "administrator") == 0
    first = re.search(r"口令 (\S+)（", capsys.readouterr().out)
    assert first
    assert logs_in("lin", first[1])
    assert run("user", "password", "lin") == 0
    second = re.search(r"口令 (\S+)（", capsys.readouterr().out)
    assert second
    assert logs_in("lin", second[1])
    assert not logs_in("lin", first[1])
    assert run("user", "list") == 0
    assert capsys.readouterr().out == "lin\t管理员\t林青\n"


@pytest.mark.django_db
def test_a_password_from_standard_input_is_not_shown(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("summer-Rain-42\n"))
    assert run("user", "add", "lin", "--password-stdin") == 0
    assert "summer" not in capsys.readouterr().out
    assert logs_in("lin", "summer-Rain-42")
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    assert run("user", "password", "lin", "--password-stdin") == 2
    assert capsys.readouterr().err


@pytest.mark.django_db
def test_a_user_who_is_not_there_is_named(capsys: Said) -> None:
    assert run("user", "password", "nobody") == 2
    assert "nobody" in capsys.readouterr().err


def test_a_folder_is_imported_and_counted(call: CallRow, tmp_path: Path, capsys: Said) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "江西移动.docx").write_bytes(b"PK")
    assert run("import", str(inbox), "--call", call.key) == 0
    assert capsys.readouterr().out == "新收 1 份，已有 0 份，未能导入 0 份\n"
    (inbox / "链接").symlink_to("/etc/passwd")
    assert run("import", str(inbox), "--call", call.key) == 1
    said = capsys.readouterr()
    assert said.out == "新收 0 份，已有 1 份，未能导入 1 份\n"
    assert "链接：是符号链接，未导入" in said.err
    assert Parcel.objects.count() == 1


def test_an_import_needs_a_call_and_a_folder(call: CallRow, tmp_path: Path, capsys: Said) -> None:
    assert run("import", str(tmp_path), "--call", "none") == 2
    assert call.key in capsys.readouterr().err
    assert run("import", str(tmp_path / "none"), "--call", call.key) == 2
    assert "不是文件夹" in capsys.readouterr().err


@pytest.mark.django_db
def test_jobs_are_done_and_failed_ones_are_named(settings: Settings, capsys: Said, now: datetime) -> None:
    settings.DATA.mkdir(parents=True)
    assert run("run-jobs") == 0
    assert capsys.readouterr().out == "处理了 0 项任务；等待 0，失败 0\n"
    enqueue("paint", "1", now=now)
    assert run("run-jobs") == 1
    said = capsys.readouterr()
    assert said.out == "处理了 1 项任务；等待 0，失败 1\n"
    assert "没有名为“paint”的任务" in said.err
    assert counts()["failed"] == 1


@pytest.mark.django_db
def test_the_record_is_walked(call: CallRow, capsys: Said) -> None:
    assert run("audit", "verify") == 0
    assert re.match(r"操作记录完整，共 \d+ 条，末条摘要 [0-9a-f]{64}\n", capsys.readouterr().out)
    assert run("audit", "latest", "--most", "1") == 0
    assert f"call:{call.id}" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_broken_record_is_exit_code_one_and_names_the_line(call: CallRow, now: datetime, capsys: Said) -> None:
    enqueue("screen", "1", now=now)
    job = claim(now=now)
    assert job is not None
    fail(job.pk, job.token, "x", now=now, for_good=True)
    with connection.cursor() as cursor:
        for statement in UNGUARD["sqlite"]:
            cursor.execute(statement)
        cursor.execute("UPDATE audit_auditline SET actor = 'user:9' WHERE n = 1")
    assert run("audit", "verify") == 1
    assert "第 1 条" in capsys.readouterr().err
    assert latest(1)


@pytest.mark.django_db
def test_a_database_that_is_not_there_is_said_in_one_sentence(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("no such table: people_user")

    monkeypatch.setattr("casecall.cli.users.list_users", away)
    assert run("user", "list") == 1
    assert "请先运行 casecall setup" in capsys.readouterr().err


@pytest.mark.django_db
def test_djangos_own_commands_are_at_hand(capsys: Said) -> None:
    assert run("manage", "showmigrations", "audit", "--plan") == 0
    assert "audit.0002_guard" in capsys.readouterr().out


def test_serving_needs_one_process_on_sqlite(capsys: Said) -> None:
    assert run("serve", "--workers", "2") == 2
    assert "SQLite" in capsys.readouterr().err
