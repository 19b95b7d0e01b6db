"""The pictures of a message on the platform: each uploaded once, and the articles with the addresses they got there."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from casecall.files.queries import read as read_blob
from casecall.publishing.models import WechatImage
from casecall.publishing.wechat.composing import PLACE
from casepress import article

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casecall.publishing.models import WechatMessage
    from casecall.publishing.wechat.client import Client

BODY, COVER = "body", "cover"
PLAIN: Final = "plain"  # the cover of an article without a photo
SAYS: Final = {"unusable": "{number} 的照片“{caption}”不能用于公众号：{why}"}


class Unusable(ValueError):  # noqa: N818 - a sentence for people
    """A photo that cannot be made into a picture for the platform; the case is named."""


def bodies(message: WechatMessage, client: Client, *, now: datetime) -> list[dict[str, Any]]:
    """The articles as the platform takes them, their pictures uploaded. Raises Unusable with the case named."""
    photos = _photos(message.publication.content)
    made = []
    for one in message.articles:
        html = one["html"]
        for sha256 in one["images"]:
            data = partial(_of, photos, sha256, article.image)
            html = html.replace(PLACE.format(sha256=sha256), _url(message, client, sha256, data, now=now))
        made.append(_body(one, html, _cover(message, client, one, photos, now=now)))
    return made


def _body(one: Mapping[str, Any], html: str, cover: str) -> dict[str, Any]:
    return {
        "article_type": "news",
        "title": one["title"],
        "author": one["author"],
        "digest": one["digest"],
        "content": html,
        "content_source_url": one["source_url"],
        "thumb_media_id": cover,
        "need_open_comment": 0,
        "only_fans_can_comment": 0,
    }


def _url(message: WechatMessage, client: Client, sha256: str, data: Callable[[], bytes], *, now: datetime) -> str:
    held = WechatImage.objects.filter(account=message.account, kind=BODY, sha256=sha256).first()
    if held is None:
        url = client.upload_image(data(), name=f"{sha256[:12]}.jpg")
        held, _ = WechatImage.objects.get_or_create(
            account=message.account, kind=BODY, sha256=sha256, defaults={"url": url, "at": now}
        )
    return held.url


def _cover(
    message: WechatMessage,
    client: Client,
    one: Mapping[str, Any],
    photos: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
) -> str:
    sha256, focus = one["cover_sha256"], tuple(one["cover_focus"])
    key = hashlib.sha256(f"{sha256} {focus}".encode()).hexdigest() if sha256 else PLAIN
    held = WechatImage.objects.filter(account=message.account, kind=COVER, sha256=key).first()
    if held is None:
        data = _of(photos, sha256, partial(article.cover, focus=focus)) if sha256 else article.blank_cover()
        media_id = client.upload_cover(data, name=f"{key[:12]}.jpg")
        held, _ = WechatImage.objects.get_or_create(
            account=message.account, kind=COVER, sha256=key, defaults={"media_id": media_id, "at": now}
        )
    return held.media_id


def _of(photos: Mapping[str, Mapping[str, Any]], sha256: str, make: Callable[[bytes], bytes]) -> bytes:
    try:
        return make(read_blob(sha256))
    except (ValueError, OSError) as why:
        photo = photos.get(sha256, {})
        says = SAYS["unusable"].format(number=photo.get("number", "—"), caption=photo.get("caption", ""), why=why)
        raise Unusable(says) from why


def _photos(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The photos of a content by hash, each with the number of its case."""
    return {
        photo["sha256"]: {**photo, "number": story["number"]}
        for story in content["stories"]
        for photo in story["photos"]
    }
