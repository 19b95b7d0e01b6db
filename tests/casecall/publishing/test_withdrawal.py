"""What was taken back is gone from every output, in all its bytes, whatever happened at the same time."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from casecall.audit.models import AuditLine
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.compiling.actions import add_cases, edit_edition, edit_entry, edit_photo, make_edition, remove_entry
from casecall.compiling.consent import amend, lift, limit, set_focus
from casecall.compiling.queries import edition, entry
from casecall.publishing import actions
from casecall.publishing.actions import clear_withdrawn, content_for, publish, take_down_case
from casecall.publishing.channels import website
from casecall.publishing.channels.all_channels import CHANNELS
from casecall.publishing.content import Content, from_json
from casecall.publishing.laying_out import left_of
from casecall.publishing.models import Publication, PublishedCase
from casecall.publishing.pictures import name_of
from casecall.publishing.press.actions import hand_out
from casecall.publishing.press.queries import kit_file
from casecall.publishing.queries import text_sent, where_is
from casecall.publishing.reports import exports
from casecall.publishing.reports.actions import cite, edit_citation, make_report
from casecall.publishing.reports.queries import report
from casecall.publishing.reports.rules import Unfit
from casecall.publishing.rules import NotReady
from casecall.publishing.wechat.composing import compose
from casecall.screening.models import Screening
from tests.casecall.publishing.traces import files_of, traces, unpacked
from tests.casecall.screening.papers import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db
BY = "user:1"
TITLE, BODY, UNIT = "云上采茶忙", "茶农阿朗在塬上望见信号塔。\n明前茶一季卖出三万斤。", "望鹤县听泉通信服务站"
WORDS = (TITLE, "采茶", "茶农", "阿朗", "明前茶", "望见信号塔", UNIT, "听泉")
CONTACT = {"contact": "巫马知秋", "phone": "0851-86443322", "email": "wmzq@example.net", "position": "运维室主管"}


@pytest.fixture
def tea(topic: int, accepted: Callable[..., int], now: datetime) -> int:
    """A third case in the topic, with a text, a unit, photos and a contact person of its own; its id."""
    case_id = accepted(title=TITLE, body=BODY, unit=UNIT, photos=2, **CONTACT)
    add_cases(topic, [case_id], by=BY, now=now)
    return case_id


def site() -> Path:
    return Path(settings.SITE_OUT)


def photos_of(edition_id: int, case_id: int) -> list[str]:
    return [photo.sha256 for one in edition(edition_id).entries if one.case_id == case_id for photo in one.photos]


def numbers(content: Content) -> list[str]:
    return [story.number for story in content.stories]


def kit(edition_id: int, now: datetime) -> dict[str, bytes]:
    """A press kit as it would be handed out now."""
    found = kit_file(edition_id, hand_out(edition_id, given_to="云岫晚报", by=BY, now=now))
    assert found is not None
    return {"kit.zip": b"".join(found.pieces)}


def articles(content: Content) -> dict[str, bytes]:
    """The articles of a content as they go to the Official Account."""
    return {"articles.json": json.dumps(compose(content, author="秘书处"), ensure_ascii=False).encode()}


def exported(report_id: int, now: datetime) -> dict[str, bytes]:
    """Everything that a report gives out."""
    view = report(report_id)
    ways = (exports.as_txt, exports.as_bibtex, exports.as_ris, exports.as_csl_json)
    return {one.__name__: one(view, read_on=now.date()).encode() for one in ways} | {"csv": exports.as_csv(view)}


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Let something happen once, just after a topic was prepared and before it takes its place."""
    send, left = website.send, [what]

    def prepared(*given: object, **named: object) -> Path:
        made = send(*given, **named)  # type: ignore[arg-type]  # whatever it is given
        if left:
            left.pop()()
        return made

    monkeypatch.setattr(website, "send", prepared)


def withdraw(case_id: int, now: datetime) -> None:
    move(case_id, states.WITHDRAWN, by="applicant:1", at=now, why="不再参加")


# ---- the search itself finds what is hidden ----------------------------------------------------------------------


def test_a_trace_is_found_however_it_is_packed_and_written() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.json", json.dumps({"title": TITLE}))
    for data in (gzip.compress(b"pagefind_dcd" + TITLE.encode()), packed.getvalue(), TITLE.encode("gb18030")):
        assert traces({"x": data}, [TITLE])
    assert traces({f"{TITLE}.html": b""}, [TITLE])
    assert not traces({"x": gzip.compress(b"")}, [TITLE])
    assert len(list(unpacked("x", packed.getvalue()))) == 2


# ---- all bytes ---------------------------------------------------------------------------------------------------


def test_of_a_withdrawn_case_no_byte_is_left_on_the_site(topic: int, tea: int, now: datetime) -> None:
    photos = [name_of(sha256) for sha256 in photos_of(topic, tea)]
    publish(topic, by=BY, now=now)
    before = files_of(site())
    assert {word for word, _ in traces(before, (*WORDS, *photos))} >= {TITLE, "明前茶", UNIT, *photos}
    withdraw(tea, now)
    assert clear_withdrawn(now=now) == 1
    after = files_of(site())
    assert traces(after, (*WORDS, *photos, *photos_of(topic, tea))) == []
    pictures = {data for name, data in before.items() if any(one in name for one in photos)}
    assert pictures
    assert not pictures & set(after.values())
    assert traces(after, [GOOD["title"]])
    assert not [path for path in site().iterdir() if path.name.startswith(".")]


def test_its_address_says_that_it_was_taken_back_and_nothing_leads_there(topic: int, tea: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    take_down_case(where_is(tea)[0].publication_id, tea, why="单位来函", by=BY, now=now)
    stone = (site() / "lz-2022" / "cases/lz2022-0003/index.html").read_text()
    assert "LZ2022-0003" in stone
    assert "noindex" in stone
    others = {name: data for name, data in files_of(site()).items() if "cases/lz2022-0003/" not in name}
    pages = {name: data for name, data in others.items() if name.endswith((".html", ".xml"))}
    assert pages
    assert not traces({"all": b"\n".join(pages.values())}, ["lz2022-0003"])


def test_its_address_stays_when_it_is_out_of_the_edition_and_the_day_does_not_move(
    topic: int, tea: int, now: datetime
) -> None:
    publish(topic, by=BY, now=now)
    withdraw(tea, now)
    clear_withdrawn(now=now)
    gone = next(one for one in edition(topic).entries if one.case_id == tea)
    remove_entry(gone.id, why="撤回", by=BY, now=now)
    days = [now + timedelta(days=n) for n in (5, 6)]
    second = publish(topic, by=BY, now=days[0])
    (stone,) = from_json(Publication.objects.get(pk=second).content).tombstones
    assert (stone.slug, stone.number, stone.gone_on) == ("lz2022-0003", "LZ2022-0003", "2022-09-01")
    assert "2022" in (site() / "lz-2022" / "cases/lz2022-0003/index.html").read_text()
    assert publish(topic, by=BY, now=days[1]) == second, "the same to a reader"
    assert traces(files_of(site()), WORDS) == []


def test_a_case_narrowed_in_the_edition_leaves_its_address_with_the_next_publication(
    topic: int, tea: int, now: datetime
) -> None:
    publish(topic, by=BY, now=now)
    limit(tea, "website", why="单位来函", by=BY, now=now)
    second = publish(topic, by=BY, now=now + timedelta(days=1))
    (stone,) = from_json(Publication.objects.get(pk=second).content).tombstones
    assert stone.gone_on == "2022-09-02"
    assert publish(topic, by=BY, now=now + timedelta(days=2)) == second
    assert clear_withdrawn(now=now) == 0


def test_nobodys_telephone_or_address_is_in_any_output_ever(
    topic: int, tea: int, accepted: Callable[..., int], now: datetime
) -> None:
    outside = {"contact": "公西未央", "phone": "13900010002", "email": "gxwy@example.net", "position": "站长"}
    accepted(title="没有编入", **outside)
    secret = [GOOD[key] for key in CONTACT] + [*CONTACT.values(), *outside.values(), "0851 86443322", "085186443322"]
    published = publish(topic, by=BY, now=now)
    stages = [{**files_of(site()), **kit(topic, now), **articles(content_for(topic, "wechat", now=now))}]
    take_down_case(published, tea, why="单位来函", by=BY, now=now)
    stages += [files_of(site())]
    for files in stages:
        assert traces(files, [*secret, "SECRET-NOTE", "盖章原件已收到", "user:1"]) == []
    kept = json.dumps([one.content for one in Publication.objects.all()], ensure_ascii=False)
    assert not [one for one in secret if one in kept]


@pytest.mark.parametrize("slip", ["lead", "title", "body", "caption"])
def test_the_contact_of_one_case_in_the_words_of_another_or_of_the_topic_keeps_all_back(
    topic: int, tea: int, now: datetime, slip: str
) -> None:
    view = edition(topic)
    one, said = view.entries[0], f"详询 {CONTACT['phone']} 或 {CONTACT['email']}"
    words = {"title": one.title, "body": one.body, "unit": one.unit, "theme": one.theme}
    if slip in {"lead", "title"}:
        edit_edition(topic, **{"title": view.title, "lead": view.lead, slip: said}, by=BY, now=now)
    elif slip == "body":
        edit_entry(one.id, **{**words, "body": said}, by=BY, now=now)
    else:
        edit_photo(one.photos[0].id, order=1, caption=said, alt="", credit="", shown=True, by=BY, now=now)
    with pytest.raises(NotReady) as caught:
        publish(topic, by=BY, now=now)
    where = one.number if slip in {"body", "caption"} else "专题标题与导语"
    assert [says.partition("：")[0] for says in caught.value.reasons] == [where, where]
    assert not files_of(site())


def test_the_articles_that_are_left_hold_nothing_of_a_withdrawn_case(topic: int, tea: int, now: datetime) -> None:
    content = content_for(topic, "wechat", now=now)
    sent = actions.record_sent(topic, "wechat", content, by=BY, now=now)
    photos = photos_of(topic, tea)
    assert traces(articles(content), [TITLE, *photos])
    withdraw(tea, now)
    clear_withdrawn(now=now)
    left = left_of(Publication.objects.get(pk=sent.pk), now=now)
    assert traces(articles(left), [*WORDS, "LZ2022-0003", *photos]) == []
    assert traces(articles(left), [GOOD["title"]])


def test_what_a_report_exports_after_the_withdrawal_holds_nothing_of_it(topic: int, tea: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    other = edition(topic).entries[0].case_id
    made = make_report(edition(topic).call_id, title="履责研究", year=2022, by=BY, now=now)
    for case_id, quote in ((tea, "明前茶一季卖出三万斤。"), (other, "会诊 386 人次。")):
        cite(made, case_id, quote, by=BY, now=now)
    assert traces(exported(made, now), ["明前茶"])
    withdraw(tea, now)
    clear_withdrawn(now=now)
    after = exported(made, now)
    assert traces(after, [*WORDS, "LZ2022-0003", *CONTACT.values()]) == []
    assert traces(after, ["会诊 386 人次"])


@pytest.mark.parametrize("slip", [GOOD["phone"], GOOD["email"].upper()])
def test_a_quotation_holds_no_contact_data(topic: int, now: datetime, slip: str) -> None:
    publish(topic, by=BY, now=now)
    made = make_report(edition(topic).call_id, title="履责研究", year=2022, by=BY, now=now)
    case_id = edition(topic).entries[0].case_id
    with pytest.raises(Unfit, match="联系方式"):
        cite(made, case_id, f"详询 {slip}。", by=BY, now=now)
    kept = cite(made, case_id, "会诊 386 人次。", by=BY, now=now)
    with pytest.raises(Unfit, match="联系方式"):
        edit_citation(kept, f"详询 {slip}。", page="", by=BY, now=now)
    assert traces(exported(made, now), [slip]) == []


def test_a_kit_packed_after_the_withdrawal_holds_nothing_of_it(topic: int, tea: int, now: datetime) -> None:
    held = hand_out(topic, given_to="云岫晚报", by=BY, now=now)
    photos = photos_of(topic, tea)
    withdraw(tea, now)
    clear_withdrawn(now=now)
    again = kit_file(topic, held)
    assert again is not None
    assert traces({"kit.zip": b"".join(again.pieces)}, [*WORDS, *photos]) == []
    assert [one.stands for one in where_is(tea)] == [False]


def test_withdrawn_it_is_taken_off_every_channel_at_once(topic: int, tea: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    for channel in ("wechat", "press", "report"):
        content = content_for(topic, channel, now=now)
        if channel in CHANNELS:
            actions.record_sent(topic, channel, content, by=BY, now=now)
    withdraw(tea, now)
    assert clear_withdrawn(now=now) == len([one for one in CHANNELS if one in {"website", "wechat", "press", "report"}])
    assert {one.stands for one in where_is(tea)} == {False}
    assert {one.why for one in where_is(tea)} == {"案例现为“已撤回”"}
    assert clear_withdrawn(now=now) == 0


# ---- at the same time --------------------------------------------------------------------------------------------


def test_a_case_withdrawn_while_the_topic_is_made_does_not_go_out(
    topic: int, tea: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: withdraw(tea, now))
    with pytest.raises(NotReady, match="LZ2022-0003 现为“已撤回”"):
        publish(topic, by=BY, now=now)
    assert not files_of(site())
    assert not Publication.objects.exists()


def test_consent_narrowed_while_the_topic_is_made_is_heeded(
    topic: int, tea: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: limit(tea, "website", photo=photos_of(topic, tea)[0], why="来函", by=BY, now=now))
    with pytest.raises(NotReady, match="授权在准备发布期间有变"):
        publish(topic, by=BY, now=now)
    assert not files_of(site())
    publish(topic, by=BY, now=now)
    assert not traces(files_of(site()), [name_of(photos_of(topic, tea)[0])])


def test_two_cases_that_leave_at_once_are_both_gone(
    topic: int, tea: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = publish(topic, by=BY, now=now)
    first = edition(topic).entries[0].case_id
    meanwhile(monkeypatch, lambda: take_down_case(published, first, why="单位来函", by=BY, now=now))
    take_down_case(published, tea, why="单位来函", by=BY, now=now)
    assert traces(files_of(site()), [*WORDS, GOOD["title"]]) == []
    assert PublishedCase.objects.filter(taken_down_at=None).count() == 1


def test_a_withdrawal_that_breaks_off_leaves_the_page_and_the_row_and_is_done_again(
    topic: int, tea: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(topic, by=BY, now=now)
    withdraw(tea, now)
    before = files_of(site())

    def cut(_sent: Path, _slug: str) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(website, "stand", cut)
        with pytest.raises(ExceptionGroup):
            clear_withdrawn(now=now)
    assert files_of(site()) == before
    assert where_is(tea)[0].stands
    assert clear_withdrawn(now=now) == 1
    assert traces(files_of(site()), WORDS) == []


def test_one_topic_on_a_full_disk_keeps_no_other_back(
    topic: int, tea: int, call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_edition(call.id, slug="tea-2022", title="茶", by=BY, now=now)
    add_cases(other, [tea, edition(topic).entries[0].case_id], by=BY, now=now)
    for one in (topic, other):
        publish(one, by=BY, now=now)
    withdraw(tea, now)
    send = website.send

    def full(content: Content, *given: object, **named: object) -> Path:
        if content.slug == "lz-2022":
            raise OSError(28, "No space left on device")
        return send(content, *given, **named)  # type: ignore[arg-type]  # whatever it is given

    monkeypatch.setattr(website, "send", full)
    with pytest.raises(ExceptionGroup) as caught:
        clear_withdrawn(now=now)
    assert len(caught.value.exceptions) == 1
    assert traces(files_of(site() / "tea-2022"), WORDS) == []
    assert traces(files_of(site() / "lz-2022"), WORDS)


# ---- consent -----------------------------------------------------------------------------------------------------


def test_a_case_goes_only_where_consent_covers_it(topic: int, tea: int, now: datetime) -> None:
    limit(tea, "wechat", why="来函要求", by=BY, now=now)
    assert "LZ2022-0003" not in numbers(content_for(topic, "wechat", now=now))
    assert "LZ2022-0003" in numbers(content_for(topic, "website", now=now))


def test_a_photo_goes_only_where_consent_covers_it(topic: int, tea: int, now: datetime) -> None:
    kept, shut = photos_of(topic, tea)
    limit(tea, "press", photo=shut, why="照片中有客户", by=BY, now=now)
    for channel, photos in (("press", [kept]), ("website", [kept, shut])):
        story = content_for(topic, channel, now=now).stories[2]
        assert [one.sha256 for one in story.photos] == photos


def test_consent_narrowed_takes_down_what_stands_there_and_nothing_else(topic: int, tea: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    hand_out(topic, given_to="云岫晚报", by=BY, now=now)
    limit(tea, "website", why="单位来函", by=BY, now=now)
    assert clear_withdrawn(now=now) == 1
    assert {one.channel: one.stands for one in where_is(tea)} == {"website": False, "press": True}
    assert traces(files_of(site()), WORDS) == []
    assert "单位来函" in next(one.why for one in where_is(tea) if one.channel == "website")
    assert clear_withdrawn(now=now) == 0


def test_a_photo_narrowed_leaves_the_topic_and_its_case_stays(topic: int, tea: int, now: datetime) -> None:
    first = publish(topic, by=BY, now=now)
    kept, shut = photos_of(topic, tea)
    limit(tea, "website", photo=shut, why="照片中有客户", by=BY, now=now)
    assert clear_withdrawn(now=now) == 1
    assert clear_withdrawn(now=now) == 0
    assert traces(files_of(site()), [name_of(shut), shut]) == []
    assert traces(files_of(site()), [TITLE, name_of(kept)])
    latest = Publication.objects.get(taken_down_at=None)
    assert latest.pk != first
    assert shut not in json.dumps(latest.content)
    assert publish(topic, by=BY, now=now) == latest.pk, "the same to a reader"


def test_a_limit_lifted_lets_the_case_out_again_with_the_next_publication(topic: int, tea: int, now: datetime) -> None:
    made = limit(tea, "website", why="单位来函", by=BY, now=now)
    publish(topic, by=BY, now=now)
    assert traces(files_of(site()), WORDS) == []
    lift(made, by=BY, now=now)
    publish(topic, by=BY, now=now)
    assert traces(files_of(site()), [TITLE])


def test_a_case_whose_undertaking_was_struck_out_since_does_not_leave(topic: int, tea: int, now: datetime) -> None:
    screening = Screening.objects.get(revision__case_id=tea)
    screening.examination["reading"]["promise"] = False
    screening.save(update_fields=["examination"])
    with pytest.raises(NotReady, match=f"LZ2022-0003“{TITLE}”：.*承诺"):
        publish(topic, by=BY, now=now)
    assert not files_of(site())


def test_a_case_taken_down_for_a_check_comes_back_when_the_same_text_is_sent_again(
    topic: int, tea: int, now: datetime
) -> None:
    first = publish(topic, by=BY, now=now)
    take_down_case(first, tea, why="核实", by=BY, now=now)
    second = publish(topic, by=BY, now=now)
    assert second != first
    assert traces(files_of(site()), [TITLE])
    assert from_json(Publication.objects.get(pk=second).content).tombstones == ()


# ---- days and corrections ----------------------------------------------------------------------------------------


def test_a_story_keeps_the_day_of_its_first_publication_and_shows_that_of_its_last_change(
    topic: int, tea: int, now: datetime
) -> None:
    publish(topic, by=BY, now=now)
    days = [now + timedelta(days=n) for n in (3, 5, 8)]
    one = next(row for row in edition(topic).entries if row.case_id == tea)
    edit_entry(one.id, title=TITLE, body="改过的一段。", unit=one.unit, theme=one.theme, by=BY, now=days[0])
    publish(topic, by=BY, now=days[0])
    set_focus(one.photos[0].id, (0.2, 0.9), by=BY, now=days[1])
    publish(topic, by=BY, now=days[1])
    story = content_for(topic, "website", now=days[2]).stories[2]
    assert (story.first_on, story.changed_on) == ("2022-09-01", "2022-09-04")
    assert (story.photos[0].focus_x, story.photos[0].focus_y) == (0.2, 0.9)
    assert content_for(topic, "website", now=days[2]).stories[0].changed_on == ""


def test_a_correction_is_dated_and_shown(topic: int, tea: int, now: datetime) -> None:
    first = publish(topic, by=BY, now=now)
    one = next(row for row in edition(topic).entries if row.case_id == tea)
    amend(one.id, "“三万斤”应为“两万斤”。", by=BY, now=now + timedelta(days=2))
    second = publish(topic, by=BY, now=now + timedelta(days=2))
    page = (site() / "lz-2022" / "cases/lz2022-0003/index.html").read_text()
    assert "“三万斤”应为“两万斤”。" in page
    assert "2022" in page
    now_sent, before = text_sent(second, tea), text_sent(first, tea)
    assert now_sent is not None
    assert before is not None
    assert (now_sent.amendments, before.amendments) == ((("2022-09-03", "“三万斤”应为“两万斤”。"),), ())
    assert entry(one.id).amendments[0].note == "“三万斤”应为“两万斤”。"


def test_what_is_done_with_consent_is_on_record_without_its_words(topic: int, tea: int, now: datetime) -> None:
    lift(limit(tea, "press", why="张三来电", by=BY, now=now), by=BY, now=now)
    rows = AuditLine.objects.filter(verb__startswith="consent.").order_by("n")
    assert [(one.verb, one.object, one.note) for one in rows] == [
        ("consent.limit", f"case:{tea}", "press"),
        ("consent.lift", f"case:{tea}", "press"),
    ]


def test_a_case_that_stands_nowhere_is_compiled_again_and_one_that_stands_elsewhere_stays(
    topic: int, tea: int, now: datetime
) -> None:
    publish(topic, by=BY, now=now)
    hand_out(topic, given_to="云岫晚报", by=BY, now=now)
    press, web = where_is(tea)
    take_down_case(web.publication_id, tea, why="核实", by=BY, now=now)
    assert Case.objects.get(pk=tea).state == states.PUBLISHED
    take_down_case(press.publication_id, tea, why="核实", by=BY, now=now)
    assert Case.objects.get(pk=tea).state == states.COMPILED
