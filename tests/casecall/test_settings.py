"""Settings: read from the environment, and nonsense stops the start with a sentence that names it."""

from __future__ import annotations

import re
import runpy
import stat
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from casecall.people.addresses import client_address
from casecall.settings import ROOM, SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Reads the settings anew with an environment of its own."""

    def read(**environment: str) -> dict[str, Any]:
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"CASECALL_DATA": str(tmp_path / "var"), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOM / "settings.py"))

    return read


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CASECALL_HTTPS": "maybe"}, "CASECALL_HTTPS 应为 yes 或 no"),
        ({"CASECALL_DEBUG": "1"}, "CASECALL_DEBUG"),
        ({"CASECALL_PROXY": ""}, "CASECALL_PROXY"),
        ({"CASECALL_UPLOAD_MB": "0"}, "1 到 2000"),
        ({"CASECALL_UPLOAD_MB": "ten"}, "1 到 2000"),
        ({"CASECALL_UPLOAD_MB": "-5"}, "1 到 2000"),
        ({"CASECALL_OCR_WORKERS": "99"}, "1 到 8"),
        ({"CASECALL_SYNCHRONOUS": "OFF"}, "NORMAL 或 FULL"),
        ({"CASECALL_DATABASE_URL": "mysql://a/b"}, "postgresql://"),
        ({"CASECALL_DATABASE_URL": "postgresql://host"}, "postgresql://"),
        ({"CASECALL_DATABASE_URL": "postgresql://u:p@host:port/db"}, "postgresql://"),
        ({"CASECALL_HOSTS": " , "}, "CASECALL_HOSTS"),
        ({"CASECALL_HOSTS": "https://example.org"}, "不带协议"),
        ({"CASECALL_HOSTS": "example.org:8000"}, "端口"),
        ({"CASECALL_HOSTS": "*"}, "CASECALL_HOSTS"),
        ({"CASECALL_BASE_URL": "cases.example.org"}, "CASECALL_BASE_URL"),
        ({"CASECALL_BASE_URL": "ftp://localhost"}, "CASECALL_BASE_URL"),
        ({"CASECALL_BASE_URL": "http://localhost/cases"}, "不带路径"),
        ({"CASECALL_BASE_URL": "https://cases.example.org"}, "不在 CASECALL_HOSTS 中"),
        ({"CASECALL_BASE_URL": "http://localhost", "CASECALL_HTTPS": "yes"}, "https://"),
        ({"CASECALL_COLOUR": "red"}, "不认识的设置：CASECALL_COLOUR"),
        ({"CASECALL_DATA": "/proc/nowhere"}, "CASECALL_DATA 无法使用"),
    ],
)
def test_nonsense_stops_the_start_and_is_named(given: Any, environment: dict[str, str], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says):
        given(**environment)


def test_every_setting_says_in_chinese_what_it_is_for() -> None:
    assert all(any("\u4e00" <= one <= "\u9fff" for one in says) for _, says in SETTINGS.values())


def test_without_any_setting_the_site_runs_on_sqlite_in_its_data_folder(given: Any, tmp_path: Path) -> None:
    found = given()
    assert found["DATA"] == tmp_path / "var"
    assert found["DATABASES"]["default"]["NAME"] == tmp_path / "var" / "casecall.sqlite3"
    options = found["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
    assert found["DEBUG"] is False


def test_sqlite_can_be_told_to_flush_each_commit(given: Any) -> None:
    assert "synchronous=FULL" in given(CASECALL_SYNCHRONOUS="full")["DATABASES"]["default"]["OPTIONS"]["init_command"]


def test_a_served_site_names_its_address_and_hosts(given: Any) -> None:
    found = given(
        CASECALL_HOSTS="cases.example.org, localhost",
        CASECALL_BASE_URL="https://cases.example.org/",
        CASECALL_HTTPS="yes",
        CASECALL_PROXY="yes",
    )
    assert found["ALLOWED_HOSTS"] == ["cases.example.org", "localhost"]
    assert found["BASE_URL"] == "https://cases.example.org"
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://cases.example.org"]
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_the_secret_key_is_made_once_and_is_its_owners_alone(given: Any, tmp_path: Path) -> None:
    first = given()["SECRET_KEY"]
    path = tmp_path / "var" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert given()["SECRET_KEY"] == first
    assert not list((tmp_path / "var").glob(".secret*"))


def test_two_processes_that_start_at_once_get_the_same_key(given: Any) -> None:
    given()["DATA"].joinpath("secret.key").unlink()
    keys: list[str] = []
    threads = [
        threading.Thread(target=lambda: keys.append(runpy.run_path(str(ROOM / "settings.py"))["SECRET_KEY"]))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(keys) == 4
    assert len(set(keys)) == 1


def test_a_key_that_is_no_key_is_refused(given: Any, tmp_path: Path) -> None:
    given()
    (tmp_path / "var" / "secret.key").chmod(0o600)
    (tmp_path / "var" / "secret.key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="过短"):
        given()


def test_a_visitors_address_is_believed_only_from_our_own_proxy(settings: Settings) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"}, REMOTE_ADDR="127.0.0.1")
    settings.PROXY = False
    assert client_address(request) == "127.0.0.1"
    settings.PROXY = True
    assert client_address(request) == "203.0.113.9"
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")) == "198.51.100.7"


def test_the_scripts_that_start_the_site_set_nothing_that_it_does_not_know() -> None:
    house = ROOM.parent.parent
    texts = [(house / name).read_text() for name in ("run", "test", "tools/prepare.sh")]
    assert set(re.findall(r"CASECALL_[A-Z_]+", "\n".join(texts))) <= set(SETTINGS)
