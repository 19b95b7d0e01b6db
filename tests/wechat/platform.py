"""What the Official Account's platform does by its documentation: tokens, pictures, drafts, publishing, figures."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

APP_ID, SECRET = "wx1f3a5c7e9b2d4068", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
TOKEN_LASTS = 7200
TITLE, AUTHOR, DIGEST, CONTENT, SOURCE = 32, 16, 128, 20_000, 1024
CONTENT_BYTES, BODY_IMAGE_BYTES, MATERIAL_BYTES = 1_000_000, 1_000_000, 10_000_000
ARTICLES, PAGE = 8, 20
SAYS = {
    -1: "system error", 40001: "invalid credential, access_token is invalid or not latest",
    40005: "invalid file type", 40007: "invalid media_id", 40009: "invalid image size", 40013: "invalid appid",
    40035: "invalid parameter", 40125: "invalid appsecret", 40137: "invalid image format",
    40164: "invalid ip 203.0.113.9, not in whitelist", 41001: "access_token missing", 41005: "media data missing",
    42001: "access_token expired", 44003: "empty news data", 45001: "media size out of limit",
    45002: "content size out of limit", 45003: "title size out of limit", 45004: "description size out of limit",
    45005: "url size out of limit", 45008: "article count out of limit", 45009: "reach max api daily quota limit",
    45028: "has no masssend quota", 45065: "clientmsgid exist", 45110: "author size out of limit",
    45166: "invalid content", 47001: "data format error", 48001: "api unauthorized", 53600: "article id is invalid",
    53601: "unable to delete", 61501: "date range error",
}  # fmt: skip


class No(Exception):  # noqa: N818 - it is what the platform answers
    """An error code."""

    def __init__(self, code: int, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


@dataclass
class Kept:
    """All that the platform remembers."""

    token: str = ""
    token_until: float = 0.0
    images: dict[str, str] = field(default_factory=dict)  # URL path → file
    materials: dict[str, str] = field(default_factory=dict)  # media id → file
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    publishes: dict[str, dict[str, Any]] = field(default_factory=dict)
    masses: dict[str, dict[str, Any]] = field(default_factory=dict)
    previews: list[dict[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)


@dataclass
class Account:
    """What the account may do, and how the platform will decide."""

    may_publish: bool = True
    may_send: bool = True
    known_address: bool = True
    publish_result: int = 0
    fail_idx: tuple[int, ...] = ()
    publish_polls: int = 1
    mass_polls: int = 1
    mass_a_day: int = 1


class Platform:
    """The platform for one account. ``folder`` keeps it over a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.account = folder, Account()
        (folder / "images").mkdir(parents=True, exist_ok=True)
        self._file = folder / "state.json"
        self.kept = Kept(**json.loads(self._file.read_text())) if self._file.exists() else Kept()

    def keep(self) -> None:
        """Write the state down, whole."""
        half = self._file.with_suffix(".half")
        half.write_text(json.dumps(asdict(self.kept), ensure_ascii=False))
        half.replace(self._file)

    # -- tokens
    def token(self, app_id: str, secret: str, *, stable: bool, force: bool = False) -> dict[str, Any]:
        """A token; the stable way gives the one that is still good."""
        if app_id != APP_ID:
            raise No(40013)
        if secret != SECRET:
            raise No(40125)
        if not self.account.known_address:
            raise No(40164)
        if not (stable and not force and self.kept.token and self.kept.token_until > time.time()):
            self.kept.token, self.kept.token_until = secrets.token_urlsafe(48), time.time() + TOKEN_LASTS
        return {"access_token": self.kept.token, "expires_in": int(self.kept.token_until - time.time())}

    def check(self, token: str) -> None:
        """Whether a call may be made with that token."""
        if not token:
            raise No(41001)
        if token != self.kept.token:
            raise No(40001)
        if self.kept.token_until <= time.time():
            raise No(42001)

    # -- pictures
    def upload_image(self, data: bytes | None) -> dict[str, Any]:
        """A picture for the body of an article: JPEG or PNG below 1 MB."""
        kind = self._kind(data)
        if kind not in {"jpg", "png"}:
            raise No(40005)
        if len(data or b"") >= BODY_IMAGE_BYTES:
            raise No(40009)
        path = f"/mmbiz/{secrets.token_hex(12)}.{kind}"
        self.kept.images[path] = self._file_of(data or b"", kind)
        return {"url": path}

    def add_material(self, data: bytes | None) -> dict[str, Any]:
        """A lasting picture, such as a cover."""
        kind = self._kind(data)
        if kind == "":
            raise No(40137)
        if len(data or b"") > MATERIAL_BYTES:
            raise No(45001)
        media_id = secrets.token_urlsafe(32)
        self.kept.materials[media_id] = self._file_of(data or b"", kind)
        return {"media_id": media_id, "url": f"/mmbiz/{media_id}"}

    def _kind(self, data: bytes | None) -> str:
        if not data:
            raise No(41005)
        heads = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n": "png", b"GIF8": "gif", b"BM": "bmp"}
        return next((kind for head, kind in heads.items() if data.startswith(head)), "")

    def _file_of(self, data: bytes, kind: str) -> str:
        name = f"{hashlib.sha256(data).hexdigest()[:24]}.{kind}"
        (self.folder / "images" / name).write_bytes(data)
        return name

    # -- drafts
    def add_draft(self, articles: Any) -> dict[str, Any]:
        """A draft of one to eight articles."""
        if not isinstance(articles, list) or not articles:
            raise No(44003)
        if len(articles) > ARTICLES:
            raise No(45008)
        media_id = secrets.token_urlsafe(40)
        self.kept.drafts[media_id] = {"articles": [self._article(one) for one in articles], "at": int(time.time())}
        return {"media_id": media_id}

    def update_draft(self, media_id: str, index: int, article: Any) -> dict[str, Any]:
        """Another article at a place of a draft."""
        articles = self._draft(media_id)["articles"]
        if not isinstance(index, int) or not 0 <= index < len(articles):
            raise No(40035)
        articles[index] = self._article(article)
        self.kept.drafts[media_id]["at"] = int(time.time())
        return {}

    def get_draft(self, media_id: str) -> dict[str, Any]:
        """The articles of a draft."""
        return {"news_item": self._draft(media_id)["articles"]}

    def delete_draft(self, media_id: str) -> dict[str, Any]:
        """A draft goes."""
        self._draft(media_id)
        del self.kept.drafts[media_id]
        return {}

    def list_drafts(self, offset: int, count: int) -> dict[str, Any]:
        """Drafts, newest first."""
        if not 1 <= count <= PAGE:
            raise No(40035)
        rows = list(reversed(self.kept.drafts.items()))
        item = [
            {"media_id": key, "content": {"news_item": one["articles"]}, "update_time": one["at"]} for key, one in rows
        ]
        return {
            "total_count": len(rows),
            "item_count": len(item[offset : offset + count]),
            "item": item[offset:][:count],
        }

    def _draft(self, media_id: str) -> dict[str, Any]:
        if media_id not in self.kept.drafts:
            raise No(40007)
        return self.kept.drafts[media_id]

    def _article(self, given: Any) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise No(47001)
        title, content = str(given.get("title", "")), str(given.get("content", ""))
        bounds = [
            (45003, title, TITLE),
            (45110, given.get("author", ""), AUTHOR),
            (45004, given.get("digest", ""), DIGEST),
        ]
        for code, text, most in bounds:
            if len(str(text)) > most or (code == 45003 and not title):
                raise No(code)
        if len(content) >= CONTENT or len(content.encode()) >= CONTENT_BYTES or not content:
            raise No(45002)
        if len(str(given.get("content_source_url", "")).encode()) > SOURCE:
            raise No(45005)
        if given.get("thumb_media_id") not in self.kept.materials:
            raise No(40007)
        digest = given.get("digest") or re.sub(r"<[^>]+>|\s+", "", content)[:54]
        return {**given, "content": self._filtered(content), "digest": digest, "url": "", "thumb_url": ""}

    def _filtered(self, content: str) -> str:
        """What the platform leaves of an article: no scripts, no styles, no pictures from elsewhere."""
        content = re.sub(r"(?is)<(script|style|iframe|form|link)\b.*?(</\1\s*>|$)", "", content)
        content = re.sub(r"""(?i)\s(?:class|id|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", "", content)
        return re.sub(r"(?is)<img\b[^>]*>", lambda found: found[0] if self._ours(found[0]) else "", content)

    def _ours(self, tag: str) -> bool:
        source = re.search(r"""\bsrc\s*=\s*["']([^"']+)""", tag)
        return bool(source) and any(source[1].endswith(path) for path in self.kept.images)

    # -- publishing
    def submit(self, media_id: str) -> dict[str, Any]:
        """A draft is taken to be published."""
        if not self.account.may_publish:
            raise No(48001)
        articles = self._draft(media_id)["articles"]
        publish_id = str(100000000 + len(self.kept.publishes))
        self.kept.publishes[publish_id] = {
            "articles": articles, "media_id": media_id, "polls": self.account.publish_polls, "status": 1,
            "article_id": secrets.token_urlsafe(24), "at": int(time.time()), "day": _today(),
        }  # fmt: skip
        return {"publish_id": publish_id, "msg_data_id": 2247483647 + len(self.kept.publishes)}

    def status(self, publish_id: str) -> dict[str, Any]:
        """How far a publication is: 1 under way, 0 done, 2 to 4 refused."""
        if not self.account.may_publish:
            raise No(48001)
        one = self.kept.publishes.get(publish_id)
        if one is None:
            raise No(40035)
        one["polls"] -= 1
        if one["status"] == 1 and one["polls"] < 0:
            one["status"] = self.account.publish_result
            if one["status"] == 0:
                self.kept.drafts.pop(one["media_id"], None)
        answer = {"publish_id": publish_id, "publish_status": one["status"], "fail_idx": []}
        if one["status"] == 0:
            urls = [
                {"idx": n, "article_url": f"/s/{one['article_id']}/{n}"} for n in range(1, len(one["articles"]) + 1)
            ]
            return {**answer, "article_id": one["article_id"], "article_detail": {"count": len(urls), "item": urls}}
        return {**answer, "fail_idx": list(self.account.fail_idx) if one["status"] in {2, 4} else []}

    def published(self, offset: int, count: int) -> dict[str, Any]:
        """What is published, newest first."""
        rows = [one for one in reversed(self.kept.publishes.values()) if one["status"] == 0]
        item = [
            {"article_id": one["article_id"], "content": {"news_item": _with_urls(one)}, "update_time": one["at"]}
            for one in rows
        ]
        return {"total_count": len(rows), "item_count": len(item[offset:][:count]), "item": item[offset:][:count]}

    def article(self, article_id: str) -> dict[str, Any]:
        """The articles of a publication."""
        return {"news_item": _with_urls(self._publication(article_id))}

    def delete_published(self, article_id: str) -> dict[str, Any]:
        """A publication goes."""
        self._publication(article_id)["status"] = 5
        return {}

    def _publication(self, article_id: str) -> dict[str, Any]:
        for one in self.kept.publishes.values():
            if one["article_id"] == article_id and one["status"] == 0:
                return one
        raise No(53600)

    # -- sending to everybody
    def preview(self, media_id: str, to: str) -> dict[str, Any]:
        """A draft is shown to one person."""
        self._draft(media_id)
        if not to:
            raise No(40035)
        self.kept.previews.append({"media_id": media_id, "to": to})
        return {"msg_id": 30000 + len(self.kept.previews)}

    def send_all(self, media_id: str, once: str) -> dict[str, Any]:
        """A draft goes to all who follow; the same clientmsgid never twice."""
        if not self.account.may_send:
            raise No(48001)
        for msg_id, one in self.kept.masses.items():
            if once and one["once"] == once:
                raise No(45065, msg_id=int(msg_id))
        articles = self._draft(media_id)["articles"]
        if sum(one["day"] == _today() for one in self.kept.masses.values()) >= self.account.mass_a_day:
            raise No(45028)
        msg_id = 1000000001 + len(self.kept.masses)
        self.kept.masses[str(msg_id)] = {
            "once": once, "media_id": media_id, "articles": articles, "polls": self.account.mass_polls, "day": _today(),
        }  # fmt: skip
        return {"msg_id": msg_id, "msg_data_id": msg_id + 7}

    def mass_status(self, msg_id: str) -> dict[str, Any]:
        """How far a mass message is."""
        one = self.kept.masses.get(msg_id)
        if one is None:
            raise No(40035)
        one["polls"] -= 1
        return {"msg_id": int(msg_id), "msg_status": "SENDING" if one["polls"] >= 0 else "SEND_SUCCESS"}

    # -- figures
    def article_totals(self, begin: str, end: str) -> dict[str, Any]:
        """What was read of the articles that went out on a day, until today: invented, the same for the same title."""
        if begin != end or begin >= _today():
            raise No(61501)
        return {"list": [_total(msg_id, n, one, begin) for msg_id, n, one in self._out_on(begin)]}

    def article_summary(self, begin: str, end: str) -> dict[str, Any]:
        """What was read of articles on a day."""
        rows = self.article_totals(begin, end)["list"]
        return {
            "list": [
                {**row["details"][0], "ref_date": begin, "msgid": row["msgid"], "title": row["title"]} for row in rows
            ]
        }

    def user_read(self, begin: str, end: str) -> dict[str, Any]:
        """What was read altogether, by day."""
        rows = self.article_totals(begin, end)["list"]
        reads = sum(row["details"][0]["int_page_read_count"] for row in rows)
        return {"list": [{"ref_date": begin, "int_page_read_count": reads, "int_page_read_user": reads * 4 // 5}]}

    def _out_on(self, day: str) -> list[tuple[str, int, dict[str, Any]]]:
        sent = [(key, one) for key, one in self.kept.masses.items() if one["day"] == day]
        out = [(key, one) for key, one in self.kept.publishes.items() if one["day"] == day and one["status"] == 0]
        return [(key, n, article) for key, one in sent + out for n, article in enumerate(one["articles"], 1)]


def _total(msg_id: str, n: int, article: dict[str, Any], day: str) -> dict[str, Any]:
    seed = int(hashlib.sha256(article["title"].encode()).hexdigest()[:6], 16)
    first = date.fromisoformat(day)
    details = [
        {
            "stat_date": str(first + timedelta(days=k)), "target_user": 8000,
            "int_page_read_user": (seed % 900 + 100) * (k + 1), "int_page_read_count": (seed % 1200 + 130) * (k + 1),
            "share_user": seed % 40 * (k + 1), "share_count": seed % 50 * (k + 1),
            "add_to_fav_user": seed % 20 * (k + 1), "add_to_fav_count": seed % 20 * (k + 1),
        }
        for k in range(3)
    ]  # fmt: skip
    return {"ref_date": day, "msgid": f"{msg_id}_{n}", "title": article["title"], "details": details}


def _with_urls(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**article, "url": f"/s/{one['article_id']}/{n}"} for n, article in enumerate(one["articles"], 1)]


def _today() -> str:
    return str((datetime.now(UTC) + timedelta(hours=8)).date())
