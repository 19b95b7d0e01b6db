"""Talks to the Official Account's platform: raw UTF-8, one connection a call, and what a lost answer may mean."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from casecall.publishing.wechat import errors
from casecall.publishing.wechat.errors import Refused, Unanswered, Unreached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

MARGIN: Final = timedelta(minutes=10)  # a token is taken for spent this long before it is
TIMEOUT: Final = (10, 60)  # seconds to connect, and between two pieces of an answer
PAUSES: Final = (1.0, 3.0)  # seconds before a call that met a busy platform is repeated
MOST_BYTES: Final = 50_000_000
PIECE: Final = 1 << 16
A_PAGE: Final = 20  # rows that the platform gives at a time
MOST_PAGES: Final = 25
REFUSED_STATUS: Final = 400


@dataclass(slots=True)
class Token:
    """A token with the time until which it is good; ``keep`` writes it down for others."""

    value: str
    until: datetime | None
    keep: Callable[[str, datetime], None]


@dataclass(frozen=True, slots=True)
class Client:
    """An account by its platform's address, its key and its token. ``now`` is the time of this conversation."""

    base_url: str
    app_id: str
    secret: str
    token: Token
    now: datetime
    pause: Callable[[float], None] = time.sleep

    def __repr__(self) -> str:
        """Never the secret, never the token."""
        return f"Client({self.app_id!r} at {self.base_url})"

    def upload_image(self, data: bytes, *, name: str) -> str:
        """The URL under which a picture may stand in an article. JPEG or PNG under 1 MB."""
        return str(self._call("media/uploadimg", files={"media": (name, data, _media_type(data))})["url"])

    def upload_cover(self, data: bytes, *, name: str) -> str:
        """The lasting media id of a cover."""
        files = {"media": (name, data, _media_type(data))}
        return str(self._call("material/add_material", query={"type": "image"}, files=files)["media_id"])

    def add_draft(self, articles: Sequence[Mapping[str, Any]]) -> str:
        """The media id of a new draft. A lost or a busy answer is Unanswered or Refused(-1): look before a repeat."""
        return str(self._call("draft/add", {"articles": list(articles)}, again=False)["media_id"])

    def update_draft(self, media_id: str, index: int, article: Mapping[str, Any]) -> None:
        """Put another article into a draft, at its place from 0."""
        self._call("draft/update", {"media_id": media_id, "index": index, "articles": dict(article)})

    def draft(self, media_id: str) -> tuple[Mapping[str, Any], ...]:
        """The articles of a draft. Raises Refused(40007) where there is none."""
        return tuple(self._call("draft/get", {"media_id": media_id})["news_item"])

    def delete_draft(self, media_id: str) -> None:
        """Take a draft out of the box."""
        self._call("draft/delete", {"media_id": media_id})

    def drafts(self) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...]]]:
        """The drafts of the box, newest first: media id and articles."""
        return self._rows("draft/batchget", "media_id")

    def count_drafts(self) -> int:
        """How many drafts are in the box."""
        return int(self._call("draft/count")["total_count"])

    def submit(self, media_id: str) -> str:
        """Hand a draft over to be published: the publish id. That it was taken does not say that it is published."""
        return str(self._call("freepublish/submit", {"media_id": media_id}, again=False)["publish_id"])

    def publish_status(self, publish_id: str) -> Mapping[str, Any]:
        """How far a publication is, as the platform says it."""
        return self._call("freepublish/get", {"publish_id": publish_id})

    def published(self) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...]]]:
        """What is published, newest first: article id and articles."""
        return self._rows("freepublish/batchget", "article_id")

    def preview(self, media_id: str, to: str) -> None:
        """Show a draft to one person by their WeChat name."""
        self._call("message/mass/preview", {"towxname": to, "mpnews": {"media_id": media_id}, "msgtype": "mpnews"})

    def send_all(self, media_id: str, *, once: str) -> str:
        """Send a draft to all who follow; the message id. The same ``once`` is never sent twice by the platform."""
        body = {
            "filter": {"is_to_all": True},
            "mpnews": {"media_id": media_id},
            "msgtype": "mpnews",
            "send_ignore_reprint": 0,
            "clientmsgid": once,
        }
        try:
            return str(self._call("message/mass/sendall", body)["msg_id"])
        except Refused as known:
            if known.code == errors.KNOWN_SEND and known.answer.get("msg_id"):
                return str(known.answer["msg_id"])
            raise

    def send_status(self, msg_id: str) -> str:
        """How far a mass message is, in the platform's word."""
        return str(self._call("message/mass/get", {"msg_id": msg_id})["msg_status"])

    def datacube(self, day: date) -> tuple[Mapping[str, Any], ...]:
        """What the platform counted, until now, of the articles sent on a day."""
        asked = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
        return tuple(self._call("getarticletotal", asked, room="datacube")["list"])

    def fresh_token(self, *, force: bool = False) -> str:
        """The token, asked for anew where it runs out or was refused."""
        if self.token.value and not force and self.token.until and self.token.until - MARGIN > self.now:
            return self.token.value
        body = {
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": self.secret,
            "force_refresh": force,
        }
        answer = self._patiently(lambda: self._once("cgi-bin/stable_token", {}, body, None))
        value, lasts = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not isinstance(lasts, int):
            raise Unanswered(200)
        self.token.value, self.token.until = value, self.now + timedelta(seconds=lasts)
        self.token.keep(value, self.token.until)
        return value

    def _call(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        again: bool = True,
        room: str = "cgi-bin",
    ) -> Mapping[str, Any]:
        """One call with the token; a stale one is asked for anew once. ``again``: a busy platform is asked again."""
        force = False
        for _ in range(2):
            asked = {**(query or {}), "access_token": self.fresh_token(force=force)}

            def once(asked: Mapping[str, str] = asked) -> Mapping[str, Any]:
                return self._once(f"{room}/{path}", asked, body, files)

            try:
                return _Answer(self._patiently(once) if again else once())
            except Refused as no:
                if no.code not in errors.STALE_TOKEN or force:
                    raise
                force = True
        raise AssertionError  # pragma: no cover - the second round returns or raises

    def _patiently(self, once: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """The call, repeated after a pause where the platform is busy."""
        for wait in PAUSES:
            try:
                return once()
            except Refused as no:
                if no.code != errors.BUSY:
                    raise
                self.pause(wait)
        return once()

    def _once(
        self,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None,
        files: Mapping[str, tuple[str, bytes, str]] | None,
    ) -> Mapping[str, Any]:
        url = f"{self.base_url.rstrip('/')}/{path}"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"} if data is not None else None
        method = "GET" if data is None and files is None else "POST"
        try:
            with requests.request(
                method,
                url,
                params=dict(query),
                data=data,
                files=dict(files) if files else None,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _read(answer.status_code, _bytes(answer))
        except requests.RequestException as why:  # its text holds the address with the token: it is not passed on
            raise (Unreached(urlsplit(url).netloc) if _never_came(why) else Unanswered()) from None

    def _rows(self, path: str, key: str) -> Iterator[tuple[str, tuple[Mapping[str, Any], ...]]]:
        for page in range(MOST_PAGES):
            answer = self._call(path, {"offset": page * A_PAGE, "count": A_PAGE, "no_content": 0})
            rows = answer["item"]
            for row in rows:
                yield str(row[key]), tuple(row["content"]["news_item"])
            if len(rows) < A_PAGE:
                return


class _Answer(dict[str, Any]):
    """An answer; one that lacks what was asked for is none."""

    def __missing__(self, key: str) -> Any:
        raise Unanswered(200)


def _bytes(answer: requests.Response) -> bytes:
    found = bytearray()
    for piece in answer.iter_content(PIECE):
        found += piece
        if len(found) > MOST_BYTES:
            raise Unanswered(answer.status_code)
    return bytes(found)


def _read(status: int, data: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(data.decode())
    except ValueError:
        raise Unanswered(status) from None
    if not isinstance(answer, dict) or status >= REFUSED_STATUS:
        raise Unanswered(status)
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise Unanswered(status)
    if code:
        raise Refused(code, str(answer.get("errmsg", "")), answer=answer)
    return answer


def _never_came(why: requests.RequestException) -> bool:
    """Whether the request cannot have reached the platform."""
    if isinstance(why, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.InvalidURL):
        return True
    inner = why.args[0] if why.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _media_type(data: bytes) -> str:
    return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
