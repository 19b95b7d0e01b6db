"""Who may see what: the same five questions asked of every page of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from casecall.compiling import actions as compiling
from casecall.compiling import queries as compiled
from casecall.correcting import actions as correcting
from casecall.inviting import actions as inviting
from casecall.letters import actions as letters
from casecall.publishing.press import actions as press
from casecall.publishing.reports import actions as reports
from casecall.screening.actions import accept
from casecall.web.office.urls import urlpatterns
from tests.casecall.factory import a_case
from tests.casecall.web.office.conftest import a_letter

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

# page → what stands in its address; pages that read
READS: dict[str, dict[str, Any]] = {
    "inbox": {}, "enter": {}, "sheet": {}, "csv": {}, "originals": {}, "desk": {"case_id": 1}, "editions": {},
    "edition-reach": {"edition_id": 1}, "edition-reach-csv": {"edition_id": 1},
    "case-standing": {"case_id": 1},
    "edition-wechat": {"edition_id": 1}, "wechat-article": {"edition_id": 1, "number": 1},
    "edition-press": {"edition_id": 1}, "press-kit": {"edition_id": 1, "kit_id": 1}, "press-form": {"edition_id": 1},
    "press-release": {"edition_id": 1}, "coverage-sheet": {"edition_id": 1},
    "edition": {"edition_id": 1}, "publish": {"edition_id": 1}, "preview": {"edition_id": 1}, "entry": {"entry_id": 1},
    "outbox": {}, "letter": {"letter_id": 1}, "letter-html": {"letter_id": 1}, "letter-eml": {"letter_id": 1},
    "templates": {}, "template": {"kind": "free"}, "thread": {"case_id": 1}, "mbox": {"case_id": 1}, "mail": {},
    "join": {"case_id": 1}, "split": {"case_id": 1}, "unfiled": {}, "unfiled-letter": {"came_id": 1},
    "unfiled-eml": {"came_id": 1}, "came-eml": {"case_id": 1, "filed_id": 1}, "write": {},
    "inviting": {}, "inviting-matrix": {}, "inviting-sheet": {}, "inviting-csv": {}, "inviting-example": {},
    "inviting-import": {}, "inviting-notice": {}, "inviting-nudge": {}, "inviting-drafts": {}, "addressee-add": {},
    "addressee": {"addressee_id": 1},
    "reports": {}, "report": {"report_id": 1}, "report-file": {"report_id": 1, "name": "references.txt"},
    "citations": {}, "citations-sheet": {},
    "ask": {"case_id": 1}, "round": {"round_id": 1},
    "jobs": {}, "audit": {}, "system": {}, "password": {}, "call-file": {"call_id": 1},
}  # fmt: skip
# pages that only an administrator reads
SET_UP: dict[str, dict[str, Any]] = {"calls": {}, "call": {"call_id": 1}, "people": {}, "wechat-account": {}}
# pages that only take a POST
WRITES: dict[str, dict[str, Any]] = {
    "bulk": {}, "rule": {"case_id": 1, "finding_id": 1}, "correct": {"case_id": 1}, "decide": {"case_id": 1},
    "note": {"case_id": 1}, "place": {"case_id": 1}, "seen": {"case_id": 1}, "edition-change": {"edition_id": 1},
    "add": {"edition_id": 1}, "order": {"edition_id": 1}, "take-down": {"edition_id": 1, "publication_id": 1},
    "photo": {"entry_id": 1, "photo_id": 1}, "entry-remove": {"entry_id": 1}, "entry-limit": {"entry_id": 1},
    "entry-lift": {"entry_id": 1, "limit_id": 1}, "entry-amend": {"entry_id": 1}, "job-retry": {"job_id": 1},
    "wechat-draft": {"edition_id": 1}, "wechat-removed": {"edition_id": 1},
    "wechat-act": {"edition_id": 1, "message_id": 1},
    "press-hand-out": {"edition_id": 1}, "press-words": {"edition_id": 1}, "press-template": {"edition_id": 1},
    "coverage-add": {"edition_id": 1}, "coverage-remove": {"edition_id": 1, "coverage_id": 1},
    "call-source": {"call_id": 1}, "call-clone": {"call_id": 1}, "people-reset": {"user_id": 1},
    "people-active": {"user_id": 1}, "people-role": {"user_id": 1}, "rescreen": {"case_id": 1},
    "outbox-approve": {}, "outbox-resume": {}, "letter-edit": {"letter_id": 1}, "letter-act": {"letter_id": 1},
    "template-automatic": {"kind": "free"}, "phone": {"case_id": 1}, "revise": {"case_id": 1}, "part": {"case_id": 1},
    "dismiss": {"suggestion_id": 1}, "label": {"case_id": 1}, "mail-again": {"trouble_id": 1},
    "report-change": {"report_id": 1}, "report-cite": {"report_id": 1}, "report-letters": {"report_id": 1},
    "report-citation": {"report_id": 1, "citation_id": 1},
    "inviting-take": {}, "inviting-from-notice": {}, "addressee-say": {"addressee_id": 1},
    "addressee-remove": {"addressee_id": 1},
    "round-approve": {"round_id": 1}, "round-extend": {"round_id": 1},
    "round-close": {"round_id": 1}, "round-again": {"round_id": 1},
}  # fmt: skip
ADMINISTRATOR_ONLY = {"template-automatic", "call-source", "call-clone", "people-reset", "people-active", "people-role"}
OTHERWISE = {"edition-zip", "login", "logout", "original", "picture", "preview-file"}  # tested where they are
ALL = {**READS, **SET_UP, **WRITES}


@pytest.fixture
def world(call: CallRow, now: datetime) -> dict[str, int]:
    """One of everything, by the names that addresses use."""
    case_id = a_case(call, now=now)
    accept(case_id, "做法可学", by="user:1", now=now)
    edition_id = compiling.make_edition(call.id, slug="green-2022", title="绿色专辑", by="user:1", now=now)
    compiling.add_cases(edition_id, [case_id], by="user:1", now=now)
    entry = compiled.edition(edition_id).entries[0]
    letter = letters.write(
        "free", key="k", to_address="wenrens@example.com", subject="关于材料", text="请看附件。", case_id=case_id,
        now=now, by="user:1",
    )  # fmt: skip
    round_id = correcting.ask(a_case(call, now=now), [], extra="请补一份简介。", now=now, by="user:1").pk
    came = a_letter(call.id, now=now)
    filed = a_letter(call.id, now=now, case_id=case_id, message_id="<2@example.com>")
    addressee_id = inviting.add(call.id, "云岫省通信行业协会", by="user:1", now=now)
    return {
        "case_id": case_id, "edition_id": edition_id, "entry_id": entry.id, "call_id": call.id, "letter_id": letter.pk,
        "came_id": came.pk, "filed_id": filed.pk, "addressee_id": addressee_id,
        "round_id": round_id, "kit_id": press.hand_out(edition_id, by="user:1", now=now),
        "report_id": reports.make_report(call.id, title="履责研究", year=2022, by="user:1", now=now),
    }  # fmt: skip


def address(name: str, parts: dict[str, Any], world: dict[str, int]) -> str:
    return reverse(f"office:{name}", kwargs={key: world.get(key, value) for key, value in parts.items()})


def test_every_page_is_asked() -> None:
    names = {pattern.name for pattern in urlpatterns}
    assert names == {*ALL, *OTHERWISE}


def ask(client: Client, name: str, world: dict[str, int], *, method: str = "") -> tuple[int, dict[str, str], str]:
    """Status, headers and text of a page, asked by the method it is meant for."""
    method = method or ("post" if name in WRITES else "get")
    response = getattr(client, method)(address(name, ALL[name], world))
    text = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, dict(response.items()), text.decode("utf-8", "replace")


def test_a_clerk_reads(clerk: Client, world: dict[str, int]) -> None:
    for name in READS:
        status, headers, _ = ask(clerk, name, world)
        assert status == 200, name
        assert "no-store" in headers["Cache-Control"], name


def test_an_administrator_sets_up_and_a_clerk_does_not(
    administrator: Client, clerk: Client, world: dict[str, int]
) -> None:
    for name in SET_UP:
        assert ask(administrator, name, world)[0] == 200, name
        assert ask(clerk, name, world)[0] == 403, name
    for name in {*SET_UP, *ADMINISTRATOR_ONLY}:
        assert ask(clerk, name, world, method="post")[0] == 403, name


def test_a_stranger_is_sent_to_the_login_and_writes_nothing(world: dict[str, int]) -> None:
    for name in ALL:
        status, headers, _ = ask(Client(), name, world)
        assert status == 302, name
        assert headers["Location"].startswith(reverse("office:login")), name


def test_a_role_without_rights_is_turned_away(nobody: Client, world: dict[str, int]) -> None:
    for name in ALL:
        status, _, text = ask(nobody, name, world)
        assert status == 403, name
        assert "此处需要权限" in text, name


def test_no_page_answers_to_a_method_it_has_not(administrator: Client, world: dict[str, int]) -> None:
    for name in WRITES:
        assert ask(administrator, name, world, method="get")[0] == 405, name
    for name in ALL:
        assert ask(administrator, name, world, method="delete")[0] == 405, name


def test_what_is_not_there_is_not_found(administrator: Client, world: dict[str, int]) -> None:
    nowhere = dict.fromkeys(
        ["case_id", "edition_id", "entry_id", "call_id", "letter_id", "came_id", "filed_id"], 987_654
    )
    nowhere = dict.fromkeys(["case_id", "edition_id", "entry_id", "call_id", "addressee_id"], 987_654)
    for name in (name for name, parts in ALL.items() if nowhere.keys() & parts):
        assert ask(administrator, name, nowhere)[0] == 404, name


def test_a_form_without_its_token_is_stale(now: datetime, clerk: Client, world: dict[str, int]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = clerk.cookies
    response = strict.post(address("note", WRITES["note"], world), {"note": "先放一放"})
    assert response.status_code == 403


def test_htmx_of_a_session_that_ended_is_led_to_the_login(world: dict[str, int]) -> None:
    response = Client().get(reverse("office:inbox"), headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == reverse("office:login")
