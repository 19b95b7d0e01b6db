"""The press gets what consent covers, and what it got can be made again; where it reported is put down."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from casecall.audit.models import AuditLine
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.compiling.actions import add_cases, edit_photo, make_edition, remove_entry
from casecall.compiling.models import ConsentLimit, EntryPhoto
from casecall.compiling.queries import edition
from casecall.files.actions import keep
from casecall.files.queries import path_of
from casecall.publishing.actions import take_down, take_down_case
from casecall.publishing.models import Coverage, PressKit, Publication
from casecall.publishing.press import queries
from casecall.publishing.press.actions import (
    add_coverage,
    hand_out,
    keep_words,
    put_template_away,
    remove_coverage,
    use_template,
)
from casecall.publishing.press.records import Reported, Words
from casecall.publishing.press.rules import Unfit
from casecall.publishing.queries import coverage_of, where_is
from casecall.publishing.rules import NotReady
from casecall.screening.actions import accept
from casepress.presskit.release import shipped
from tests.casecall.factory import Application, a_case
from tests.casepress.presskit import pictures
from tests.casepress.presskit.words import a_word, lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db
BY = "user:1"
SAID = Reported("云岫晚报", "信号翻过山梁", "https://example.org/news/1", date(2022, 9, 1))


@pytest.fixture
def topic(call: CallRow, now: datetime) -> int:
    """A topic of two cases, the first with two photos, the second with one."""
    made = make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", lead="两个单位。", by=BY, now=now)
    cases = [
        a_case(call, Application(title=title, photos=photos), now=now)
        for title, photos in (("云上采茶忙", 2), ("银龄课堂", 1))
    ]
    for case_id in cases:
        accept(case_id, "做法可学", by=BY, now=now)
    add_cases(made, cases, by=BY, now=now)
    return made


def opened(edition_id: int, kit_id: int) -> dict[str, bytes]:
    found = queries.kit_file(edition_id, kit_id)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(b"".join(found.pieces))) as archive:
        assert archive.testzip() is None
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def release_of(edition_id: int, kit_id: int) -> str:
    return "\n".join(lines(opened(edition_id, kit_id)["01-release.docx"]))


def shut(case_id: int, now: datetime, *, photo: str | None = None, channel: str = "press") -> None:
    ConsentLimit.objects.create(case_id=case_id, photo_id=photo, channel=channel, why="只供内部", by=BY, at=now)


def test_a_kit_is_handed_out_and_put_down_with_what_it_held(topic: int, now: datetime) -> None:
    made = hand_out(topic, given_to="云岫晚报", by=BY, now=now)
    files = opened(topic, made)
    assert [name for name in files if name.startswith("photos/")] == [
        "photos/lz2022-0001-1.jpg",
        "photos/lz2022-0001-2.jpg",
        "photos/lz2022-0002-1.jpg",
    ]
    (row,) = queries.kits(topic)
    assert (row.given_to, row.cases, row.photos, row.gone) == ("云岫晚报", 2, 3, ())
    assert [one.channel for one in where_is(edition(topic).entries[0].case_id)] == ["press"]
    assert [Case.objects.get(pk=one.case_id).state for one in edition(topic).entries] == ["published", "published"]
    assert AuditLine.objects.filter(verb="press.hand_out", object=f"kit:{made}").count() == 1


def test_the_same_content_is_one_publication_however_often_it_is_handed_out(topic: int, now: datetime) -> None:
    hand_out(topic, by=BY, now=now)
    hand_out(topic, by=BY, now=now + timedelta(days=1))
    assert Publication.objects.filter(channel="press").count() == 1
    assert PressKit.objects.count() == 2


def test_a_kit_made_again_is_the_same_to_the_last_byte_whatever_was_changed_since(topic: int, now: datetime) -> None:
    keep_words(topic, Words("头条", "秘书处", "“话。”"), by=BY, now=now)
    made = hand_out(topic, by=BY, now=now)
    before = opened(topic, made)
    keep_words(topic, Words("另一个头条"), by=BY, now=now)
    use_template(a_word("{{#案例}}", "{{案例标题}}", "{{/案例}}"), "新.docx", by=BY, now=now)
    assert opened(topic, made) == before
    assert "头条" in release_of(topic, made)
    assert "另一个头条" in opened(topic, hand_out(topic, by=BY, now=now))["README.txt"].decode()


def test_a_call_that_does_not_name_the_press_has_no_kit(topic: int, now: datetime) -> None:
    for one in edition(topic).entries:
        shut(one.case_id, now)
    with pytest.raises(NotReady, match="没有可用于“媒体素材包”的案例"):
        hand_out(topic, by=BY, now=now)


def test_a_case_and_a_photo_that_consent_does_not_cover_stay_out(topic: int, now: datetime) -> None:
    first, second = edition(topic).entries
    shut(second.case_id, now)
    shut(first.case_id, now, photo=first.photos[0].sha256)
    shut(first.case_id, now, channel="wechat")
    files = opened(topic, hand_out(topic, by=BY, now=now))
    assert [name for name in files if name.startswith("photos/")] == ["photos/lz2022-0001-1.jpg"]
    assert "银龄课堂" not in "\n".join(lines(files["02-facts.docx"]))


def test_what_is_no_longer_covered_is_left_out_when_a_kit_is_made_again_and_its_holders_are_to_be_told(
    topic: int, now: datetime
) -> None:
    made = hand_out(topic, given_to="云岫晚报", by=BY, now=now)
    first, second = edition(topic).entries
    shut(first.case_id, now, photo=first.photos[0].sha256)
    move(second.case_id, states.WITHDRAWN, by=BY, at=now, why="单位来函")
    files = opened(topic, made)
    assert [name for name in files if name.startswith("photos/")] == ["photos/lz2022-0001-1.jpg"]
    assert not [name for name, data in files.items() if "银龄课堂".encode() in data]
    assert "银龄课堂" not in release_of(topic, made)
    (row,) = queries.kits(topic)
    assert row.gone == (first.number, second.number)


def test_a_case_that_was_taken_down_is_in_no_kit_made_again_until_it_is_handed_out_anew(
    topic: int, now: datetime
) -> None:
    made = hand_out(topic, by=BY, now=now)
    first, second = edition(topic).entries
    (publication,) = Publication.objects.filter(channel="press")
    take_down_case(publication.pk, second.case_id, why="媒体要求", by=BY, now=now)
    assert "银龄课堂" not in release_of(topic, made)
    assert queries.kits(topic)[0].gone == (second.number,)
    anew = hand_out(topic, by=BY, now=now)
    assert "银龄课堂" in release_of(topic, anew)
    assert Publication.objects.filter(channel="press").count() == 2
    (publication,) = Publication.objects.filter(channel="press", taken_down_at=None)
    take_down(publication.pk, why="媒体要求", by=BY, now=now)
    assert queries.kit_file(topic, anew) is None
    assert queries.kits(topic)[0].gone == (first.number, second.number)


def test_a_kit_of_which_nothing_may_be_used_any_more_is_none(topic: int, now: datetime) -> None:
    made = hand_out(topic, by=BY, now=now)
    for one in edition(topic).entries:
        shut(one.case_id, now)
    assert queries.kit_file(topic, made) is None
    assert queries.kit_file(topic, made + 1) is None
    assert queries.kit_file(topic + 1, made) is None


def test_a_hidden_photo_stays_out(topic: int, now: datetime) -> None:
    photo = edition(topic).entries[0].photos[0]
    edit_photo(photo.id, order=1, caption="", alt="", credit="", shown=False, by=BY, now=now)
    files = opened(topic, hand_out(topic, by=BY, now=now))
    assert "photos/lz2022-0001-2.jpg" not in files


def test_the_words_of_a_photo_are_the_editors_and_the_originals_place_is_gone(topic: int, now: datetime) -> None:
    photo = edition(topic).entries[0].photos[0]
    kept = keep(pictures.a_jpeg(), now=now)
    EntryPhoto.objects.filter(pk=photo.id).update(file=kept, caption="茶山上的基站", credit="恒讯通信 供图")
    data = opened(topic, hand_out(topic, by=BY, now=now))["photos/lz2022-0001-1.jpg"]
    assert not [secret for secret in (b"Hasselblatt", b"13900000000", b"GPS", b"MakerNote") if secret in data]
    with Image.open(io.BytesIO(data)) as image:
        assert "茶山上的基站".encode() in image.info["xmp"]
        assert "恒讯通信 供图".encode() in image.info["xmp"]


def test_nobodys_telephone_is_in_any_file_of_a_kit(topic: int, now: datetime) -> None:
    files = opened(topic, hand_out(topic, by=BY, now=now))
    for name, data in files.items():
        inner = zipfile.ZipFile(io.BytesIO(data)) if name.endswith((".docx", ".xlsx")) else None
        whole = b"".join(inner.read(one) for one in inner.namelist()) if inner else data
        for secret in ("139", "@example.com", "闻人"):
            assert secret.encode() not in whole or name == "SHA256SUMS" or name.startswith("photos/"), (name, secret)


def test_a_broken_or_lost_photo_is_named_and_nothing_is_put_down(topic: int, now: datetime) -> None:
    first, second = edition(topic).entries
    broken = keep(pictures.a_jpeg()[:-700], now=now)
    EntryPhoto.objects.filter(pk=first.photos[1].id).update(file=broken)
    path_of(second.photos[0].sha256).unlink()
    with pytest.raises(NotReady) as refused:
        hand_out(topic, by=BY, now=now)
    assert len(refused.value.reasons) == 2
    assert "第 2 张图片：图片不完整" in refused.value.reasons[0]
    assert "银龄课堂”的第 1 张图片：原图缺失" in refused.value.reasons[1]
    assert not PressKit.objects.exists()
    assert not Publication.objects.exists()


def test_an_empty_topic_has_no_kit(topic: int, now: datetime) -> None:
    for one in edition(topic).entries:
        remove_entry(one.id, by=BY, now=now)
    with pytest.raises(NotReady, match="还没有案例"):
        hand_out(topic, by=BY, now=now)


def test_the_staffs_template_is_used_until_it_is_put_away(topic: int, now: datetime) -> None:
    form = a_word("本会讯：{{标题}}", "{{#案例}}", "{{案例标题}}", "{{/案例}}")
    use_template(form, "本会.docx", by=BY, now=now)
    row = queries.template_in_use()
    assert row is not None
    assert row.name == "本会.docx"
    assert queries.template_bytes(row.id) == form
    assert "本会讯：" in release_of(topic, hand_out(topic, by=BY, now=now))
    put_template_away(by=BY, now=now)
    put_template_away(by=BY, now=now)
    assert queries.template_in_use() is None
    assert queries.template_bytes(None) == shipped()
    assert "本会讯：" not in release_of(topic, hand_out(topic, by=BY, now=now))


def test_a_template_with_faults_is_refused_with_each_of_them_and_nothing_is_kept(db: None, now: datetime) -> None:
    with pytest.raises(Unfit) as refused:
        use_template(a_word("{{标提}}", "{{案例标题}}"), "坏.docx", by=BY, now=now)
    assert len(refused.value.reasons) == 2
    assert queries.template_in_use() is None


def test_a_report_of_the_press_is_put_down_and_struck(topic: int, now: datetime) -> None:
    case_id = edition(topic).entries[0].case_id
    add_coverage(topic, SAID, by=BY, now=now)
    second = add_coverage(
        topic, replace(SAID, medium=" 青川 日报 ", case_id=case_id, on=date(2022, 8, 31)), by=BY, now=now
    )
    assert [(one.medium, one.number) for one in queries.coverage(topic)] == [
        ("云岫晚报", ""), ("青川 日报", edition(topic).entries[0].number),
    ]  # fmt: skip
    assert [one.medium for one in coverage_of(case_id)] == ["云岫晚报", "青川 日报"]
    remove_coverage(topic + 1, second, by=BY, now=now)
    assert len(queries.coverage(topic)) == 2
    remove_coverage(topic, second, by=BY, now=now)
    remove_coverage(topic, second, by=BY, now=now)
    assert len(queries.coverage(topic)) == 1
    assert Coverage.objects.count() == 2
    assert AuditLine.objects.filter(verb="coverage.remove").count() == 1


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (replace(SAID, medium=" "), "请填写媒体名称"),
        (replace(SAID, title=""), "请填写报道标题"),
        (replace(SAID, url="javascript:alert(1)"), "链接应以"),
        (replace(SAID, url="https://[bad"), "链接应以"),
        (replace(SAID, url="https://e.org/" + "a" * 1000), "链接超过 1000 个字符"),
        (replace(SAID, on=None), "请填写报道日期"),
        (replace(SAID, on=date(2999, 1, 1)), "不能晚于今天"),
        (replace(SAID, case_id=999), "请选择本专题的案例"),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_a_sentence(
    topic: int, now: datetime, said: Reported, says: str
) -> None:
    with pytest.raises(Unfit, match=says):
        add_coverage(topic, said, by=BY, now=now)


def test_today_is_the_calls_own(topic: int, now: datetime) -> None:
    midnight = now.replace(hour=16, minute=30)  # the next day in Shanghai
    add_coverage(topic, replace(SAID, on=(midnight + timedelta(hours=8)).date()), by=BY, now=midnight)
    with pytest.raises(Unfit):
        add_coverage(topic, replace(SAID, on=(midnight + timedelta(hours=32)).date()), by=BY, now=midnight)


def test_a_kit_is_made_while_it_is_sent(topic: int, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    made = hand_out(topic, by=BY, now=now)
    asked: list[str] = []

    def read(sha256: str) -> bytes:
        asked.append(sha256)
        return path_of(sha256).read_bytes()

    monkeypatch.setattr(queries, "read_blob", read)
    found = queries.kit_file(topic, made)
    assert found is not None
    next(found.pieces)
    assert asked == []
    assert hashlib.sha256(b"".join(found.pieces)).hexdigest()
    assert len(asked) == 3


def test_kits_are_read_in_a_constant_number_of_statements(
    topic: int, now: datetime, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(5):
        hand_out(topic, by=BY, now=now)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        queries.kits(topic)
