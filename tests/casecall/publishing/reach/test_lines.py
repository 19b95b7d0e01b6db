"""What a line of an access log says that may be counted."""

from __future__ import annotations

import pytest

from casecall.publishing.reach.lines import DOWNLOAD, VIEW, page_of, seen_in

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


def line(
    path: str = "/t/topic/", *, status: int = 200, method: str = "GET", agent: str = CHROME, referrer: str = "-"
) -> bytes:
    moment = "25/Nov/2026:08:00:00 +0800"
    return f'203.0.113.9 - - [{moment}] "{method} {path} HTTP/1.1" {status} 512 "{referrer}" "{agent}"\n'.encode()


def test_a_page_that_was_read_is_seen_with_the_host_it_was_reached_from() -> None:
    seen = seen_in(line(referrer="https://WWW.Example.org/search?q=secret"))
    assert seen
    assert (seen.path, seen.read, seen.bot, seen.host) == ("/t/topic/", True, False, "example.org")
    assert seen.at.isoformat() == "2026-11-25T08:00:00+08:00"


@pytest.mark.parametrize("agent", ["Baiduspider/2.0", "Googlebot/2.1", "curl/8.5.0", "python-requests/2.32", "-", ""])
def test_programs_are_told_from_people(agent: str) -> None:
    seen = seen_in(line(agent=agent))
    assert seen
    assert seen.bot


@pytest.mark.parametrize(("status", "method"), [(404, "GET"), (500, "GET"), (200, "HEAD"), (200, "POST"), (206, "GET")])
def test_what_gave_no_page_is_not_read(status: int, method: str) -> None:
    seen = seen_in(line(status=status, method=method))
    assert seen
    assert not seen.read


def test_a_page_that_the_browser_still_had_is_read_again() -> None:
    seen = seen_in(line(status=304))
    assert seen
    assert seen.read


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00\xff\xfe\n",
        b"<html>\n",
        b'1.2.3.4 - - [no time at all, really] "GET / HTTP/1.1" 200 1 "-" "-"\n',
        b'1.2.3.4 - - [25/Nov/2026:08:00:00 +0800] "GET / HTTP/1.1" 200 1\n',
        b'1.2.3.4 - - [25/Nov/2026:08:00:00 +0800] "GET //[ HTTP/1.1" 200 1 "http://[" "x"\n',
        b"a" * 100_000,
        b'1 - - [25/Nov/2026:08:00:00 +0800] "GET / HTTP/1.1" 200 1 "' + b'\\"' * 9000 + b"\n",
    ],
)
def test_garbage_is_no_line_and_does_no_harm(garbage: bytes) -> None:
    assert seen_in(garbage) is None


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("", ("", VIEW)),
        ("index.html", ("", VIEW)),
        ("cases/lz2022-0001/index.html", ("cases/lz2022-0001/", VIEW)),
        ("cases/lz2022-0001/", ("cases/lz2022-0001/", VIEW)),
        ("cases/lz2022-0001/cite.bib", ("cases/lz2022-0001/cite.bib", DOWNLOAD)),
        ("assets/topic.css", None),
        ("photos/a-400.webp", None),
        ("manifest.json", None),
        ("cases/\u202e/", None),
        ("a" * 301 + "/", None),
    ],
)
def test_pages_and_downloads_are_counted_and_what_belongs_to_a_page_is_not(
    inside: str, what: tuple[str, str] | None
) -> None:
    assert page_of(inside) == what
