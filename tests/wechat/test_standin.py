"""The stand-in keeps the platform's limits, whoever speaks to it: a client that nobody here wrote proves its shape."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import requests
from PIL import Image
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from tests.wechat.platform import APP_ID, SECRET
from tests.wechat.standin import Standin, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[Standin]:
    """A platform of its own."""
    with running(tmp_path) as one:
        yield one


@pytest.fixture
def other(standin: Standin) -> WeChatClient:
    """Wechatpy against the stand-in. It has the address of tokens written into it, so it is given one."""

    class Client(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = f"{standin.address}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
            return self._fetch_access_token(f"{standin.address}/cgi-bin/token", asked)

    return Client(APP_ID, SECRET)


def a_picture(kind: str = "JPEG", side: int = 40) -> io.BytesIO:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, kind)
    out.seek(0)
    out.name = f"photo.{kind.lower()}"
    return out


def an_article(cover: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "把网络修到人心里去", "author": "秘书处", "digest": "", "content": "<section>正文</section>",
        "thumb_media_id": cover, "content_source_url": "https://example.org/anli/", **more,
    }  # fmt: skip


@contextmanager
def refused(code: int) -> Iterator[None]:
    with pytest.raises(WeChatClientException) as no:
        yield
    assert no.value.errcode == code


def cover_of(client: WeChatClient) -> str:
    return str(client.material.add("image", a_picture())["media_id"])


def test_another_client_goes_from_picture_to_published(other: WeChatClient, standin: Standin) -> None:
    url = other.media.upload_image(a_picture())
    assert requests.get(url, timeout=5).headers["Content-Type"] == "image/jpg"
    content = f'<section class="x" onclick="y">好<img src="{url}"><img src="https://example.com/x.png"></section>'
    media_id = other.draft.add([an_article(cover_of(other), content=content)])["media_id"]
    [kept] = other.draft.get(media_id)["news_item"]
    assert kept["content"] == f'<section>好<img src="{url}"></section>', "pictures from elsewhere are filtered out"
    assert other.draft.count()["total_count"] == 1
    publish_id = other.freepublish.submit(media_id)["publish_id"]
    assert other.freepublish.get(publish_id)["publish_status"] == 1
    done = other.freepublish.get(publish_id)
    assert done["publish_status"] == 0
    page = requests.get(done["article_detail"]["item"][0]["article_url"], timeout=5)
    assert "把网络修到人心里去" in page.text
    assert standin.drafts == {}, "what is published leaves the draft box"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "字" * 33, 45003),
        ("author", "字" * 17, 45110),
        ("digest", "字" * 129, 45004),
        ("content", "字" * 20_000, 45002),
        ("content_source_url", "https://example.org/" + "x" * 1024, 45005),
        ("thumb_media_id", "nobody's", 40007),
    ],
)
def test_each_limit_of_an_article_is_kept(
    other: WeChatClient, standin: Standin, field: str, value: str, code: int
) -> None:
    with refused(code):
        other.draft.add([an_article(cover_of(other), **{field: value})])
    assert standin.drafts == {}


def test_what_is_just_within_the_limits_is_taken(other: WeChatClient) -> None:
    within = {"title": "字" * 31 + "𬱟", "author": "字" * 16, "digest": "字" * 128, "content": "字" * 19_999}
    assert other.draft.add([an_article(cover_of(other), **within)])["media_id"]


def test_a_message_has_one_to_eight_articles(other: WeChatClient) -> None:
    article = an_article(cover_of(other))
    with refused(45008):
        other.draft.add([article] * 9)
    with refused(44003):
        other.draft.add([])
    assert other.draft.add([article] * 8)["media_id"]


def test_pictures_are_known_by_their_bytes(other: WeChatClient) -> None:
    with refused(40005):
        other.media.upload_image(a_picture("WEBP"))
    large = a_picture("PNG", 700)
    assert len(large.getvalue()) > 1_000_000
    with refused(40009):
        other.media.upload_image(large)


def test_escaped_text_counts_each_escape_six_times(other: WeChatClient, standin: Standin) -> None:
    article = an_article(cover_of(other), title="八个汉字的标题呀")
    asked = {"access_token": standin.platform.kept.token}
    url = f"{standin.address}/cgi-bin/draft/add"
    escaped = requests.post(url, params=asked, json={"articles": [article]}, timeout=5).json()
    assert escaped["errcode"] == 45003
    raw = json.dumps({"articles": [article]}, ensure_ascii=False).encode()
    assert "media_id" in requests.post(url, params=asked, data=raw, timeout=5).json()


def test_an_account_that_may_not_publish_stays_at_the_draft(other: WeChatClient, standin: Standin) -> None:
    standin.platform.account.may_publish = False
    media_id = other.draft.add([an_article(cover_of(other))])["media_id"]
    with refused(48001):
        other.freepublish.submit(media_id)
    assert list(standin.drafts) == [media_id]


def test_a_stale_token_and_an_address_nobody_knows_are_refused(other: WeChatClient, standin: Standin) -> None:
    cover = cover_of(other)
    url = f"{standin.address}/cgi-bin/draft/count"
    assert requests.get(url, timeout=5).json()["errcode"] == 41001
    assert requests.get(url, params={"access_token": "old"}, timeout=5).json()["errcode"] == 40001
    standin.fail("draft/add", "code", code=42001)
    assert other.draft.add([an_article(cover)])["media_id"], "wechatpy fetches another and asks again"
    standin.platform.account.known_address = False
    token = requests.get(f"{standin.address}/cgi-bin/token?appid={APP_ID}&secret={SECRET}", timeout=5).json()
    assert token["errcode"] == 40164


def test_the_same_mass_message_is_sent_once(other: WeChatClient, standin: Standin) -> None:
    media_id = other.draft.add([an_article(cover_of(other))])["media_id"]
    body = json.dumps(
        {"filter": {"is_to_all": True}, "mpnews": {"media_id": media_id}, "msgtype": "mpnews", "clientmsgid": "a"}
    )
    url, asked = f"{standin.address}/cgi-bin/message/mass/sendall", {"access_token": standin.platform.kept.token}
    first, second = (requests.post(url, params=asked, data=body, timeout=5).json() for _ in range(2))
    assert second["errcode"] == 45065
    assert second["msg_id"] == first["msg_id"]
    assert len(standin.platform.kept.masses) == 1
    third = requests.post(url, params=asked, data=body.replace('"a"', '"b"'), timeout=5).json()
    assert third["errcode"] == 45028


@pytest.mark.parametrize(("kind", "kept"), [("lost", 1), ("cut", 0)])
def test_a_line_that_is_cut_leaves_the_client_without_an_answer(
    other: WeChatClient, standin: Standin, kind: str, kept: int
) -> None:
    cover = cover_of(other)
    standin.fail("draft/add", kind)
    with pytest.raises(requests.ConnectionError):
        other.draft.add([an_article(cover)])
    assert len(standin.drafts) == kept


@pytest.mark.parametrize("kind", ["nonsense", "html", "empty"])
def test_it_can_answer_what_is_no_answer(standin: Standin, kind: str) -> None:
    standin.fail("cgi-bin/token", kind)
    with pytest.raises(requests.exceptions.JSONDecodeError):
        requests.get(f"{standin.address}/cgi-bin/token", timeout=5).json()


def test_the_draft_box_outlives_a_restart(other: WeChatClient, standin: Standin, tmp_path: Path) -> None:
    media_id = other.draft.add([an_article(cover_of(other))])["media_id"]
    again = Standin(tmp_path)
    again.server.server_close()
    assert list(again.drafts) == [media_id]
    assert "把网络修到人心里去" in requests.get(f"{standin.address}/", timeout=5).text
    assert "正文" in requests.get(f"{standin.address}/box/{media_id}/1", timeout=5).text
