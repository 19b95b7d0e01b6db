"""A stand-in of the Official Account's platform over real HTTP, with its limits; it can be told to fail.

    python -m tests.wechat.standin --port 10180 --state DIR

``POST /_faults`` takes a list of faults, each ``{"path": "draft/add", "kind": …, "times": 1}``: ``kind`` is ``code``
(with ``code``), ``lost`` (done, and the line is cut), ``cut`` (cut before anything is done), ``nonsense``, ``html``,
``empty``, ``slow`` (with ``seconds``). ``POST /_account`` changes what the account may do. ``GET /_state`` tells all.
``GET /`` shows the draft box to a person, each article as wide as a phone.
"""

from __future__ import annotations

import argparse
import html
import json
import threading
import time
from contextlib import contextmanager
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.wechat.platform import SAYS, No, Platform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Body = dict[str, Any]
CALLS: dict[str, Callable[[Platform, Body], Body]] = {
    "cgi-bin/draft/add": lambda p, b: p.add_draft(b.get("articles")),
    "cgi-bin/draft/update": lambda p, b: p.update_draft(b.get("media_id", ""), b.get("index", -1), b.get("articles")),
    "cgi-bin/draft/get": lambda p, b: p.get_draft(b.get("media_id", "")),
    "cgi-bin/draft/delete": lambda p, b: p.delete_draft(b.get("media_id", "")),
    "cgi-bin/draft/batchget": lambda p, b: p.list_drafts(b.get("offset", 0), b.get("count", 0)),
    "cgi-bin/draft/count": lambda p, _: {"total_count": len(p.kept.drafts)},
    "cgi-bin/freepublish/submit": lambda p, b: p.submit(b.get("media_id", "")),
    "cgi-bin/freepublish/get": lambda p, b: p.status(str(b.get("publish_id", ""))),
    "cgi-bin/freepublish/getarticle": lambda p, b: p.article(b.get("article_id", "")),
    "cgi-bin/freepublish/batchget": lambda p, b: p.published(b.get("offset", 0), b.get("count", 0)),
    "cgi-bin/freepublish/delete": lambda p, b: p.delete_published(b.get("article_id", "")),
    "cgi-bin/message/mass/preview": lambda p, b: p.preview(_media(b), b.get("towxname") or b.get("touser") or ""),
    "cgi-bin/message/mass/sendall": lambda p, b: p.send_all(_media(b), str(b.get("clientmsgid", ""))),
    "cgi-bin/message/mass/get": lambda p, b: p.mass_status(str(b.get("msg_id", ""))),
    "datacube/getarticletotal": lambda p, b: p.article_totals(b.get("begin_date", ""), b.get("end_date", "")),
    "datacube/getarticlesummary": lambda p, b: p.article_summary(b.get("begin_date", ""), b.get("end_date", "")),
    "datacube/getuserread": lambda p, b: p.user_read(b.get("begin_date", ""), b.get("end_date", "")),
}
UPLOADS: dict[str, Callable[[Platform, bytes | None], Body]] = {
    "cgi-bin/media/uploadimg": lambda p, data: p.upload_image(data),
    "cgi-bin/material/add_material": lambda p, data: p.add_material(data),
}
ADDRESSES = ("url", "article_url")  # what a path is made an address in
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body{{margin:0 auto;padding:16px 16px 60px;max-width:343px;font:16px/1.6 system-ui,sans-serif;overflow-wrap:break-word}}
h1{{font-size:22px;line-height:1.4;margin:0 0 14px}} .by{{color:#8a8a8a;font-size:15px;margin:0 0 22px}}
img{{max-width:100%}}
</style>{body}</html>"""


class Standin:
    """The platform as a server. ``address`` is its base URL."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.platform, self.faults, self.turn = Platform(folder), list[Body](), threading.RLock()
        standin = self

        class Handler(_Handler):
            here = standin

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def fail(self, path: str, kind: str, *, times: int = 1, **more: Any) -> None:
        """Fail the next calls of a path (its end is enough)."""
        self.faults.append({"path": path, "kind": kind, "times": times, **more})

    def fault_for(self, path: str) -> Body:
        """The fault that is due for a path; empty where none is."""
        with self.turn:
            for one in self.faults:
                if path.endswith(one["path"]) and one["times"] > 0:
                    one["times"] -= 1
                    return one
        return {}

    @property
    def drafts(self) -> dict[str, list[Body]]:
        """The draft box: media id → articles."""
        return {key: one["articles"] for key, one in self.platform.kept.drafts.items()}

    def calls(self, path: str) -> int:
        """How often a call was made."""
        return sum(one.endswith(path) for one in self.platform.kept.calls)


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[Standin]:
    """A stand-in that serves in a thread."""
    standin = Standin(folder, port)
    thread = threading.Thread(target=standin.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield standin
    finally:
        standin.server.shutdown()
        standin.server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    here: Standin
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/_state":
            self._json(json.loads(json.dumps(self.here.platform.kept.__dict__)))
        elif path == "/" or path.startswith(("/box/", "/s/")):
            self._page(path)
        elif path.startswith("/mmbiz/"):
            self._picture(path)
        else:
            self._api(path.strip("/"), b"")

    def do_POST(self) -> None:
        path, data = urlsplit(self.path).path, self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path == "/_faults":
            self.here.faults.extend(json.loads(data))
            self._json({})
        elif path == "/_account":
            for name, value in json.loads(data).items():
                setattr(self.here.platform.account, name, value)
            self._json({})
        else:
            self._api(path.strip("/"), data)

    def _api(self, path: str, data: bytes) -> None:
        fault = self.here.fault_for(path)
        kind = fault.get("kind")
        if kind == "slow":
            time.sleep(fault.get("seconds", 1))
        if kind == "cut":
            self._hang_up()
            return
        if kind in {"nonsense", "html", "empty"}:
            self._garbage(kind)
            return
        with self.here.turn:
            self.here.platform.kept.calls.append(path)
            try:
                answer = self._call(path, data, fault.get("code", 0))
            except No as no:
                answer = {"errcode": no.code, "errmsg": SAYS.get(no.code, "error"), **no.more}
            self.here.platform.keep()
        if kind == "lost":
            self._hang_up()
        else:
            self._json(self._addressed(answer))

    def _call(self, path: str, data: bytes, fails: int) -> Body:
        if fails:
            raise No(fails)
        asked = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        platform = self.here.platform
        if path == "cgi-bin/token":
            return platform.token(asked.get("appid", ""), asked.get("secret", ""), stable=False)
        if path == "cgi-bin/stable_token":
            body = self._body(data)
            force = bool(body.get("force_refresh"))
            return platform.token(body.get("appid", ""), body.get("secret", ""), stable=True, force=force)
        platform.check(asked.get("access_token", ""))
        if path in UPLOADS:
            return UPLOADS[path](platform, self._file(data))
        if path not in CALLS:
            raise No(40035)
        answer = CALLS[path](platform, self._body(data) if data else {})
        return answer if path.endswith(("draft/get", "batchget", "count")) else {"errcode": 0, "errmsg": "ok", **answer}

    def _body(self, data: bytes) -> Body:
        """The JSON of a call. An escape stands for itself, six characters long, as the platform takes it."""
        try:
            body = json.loads(data.decode().replace("\\u", "\\\\u"))
        except ValueError:
            raise No(47001) from None
        if not isinstance(body, dict):
            raise No(47001)
        return body

    def _file(self, data: bytes) -> bytes | None:
        kind = self.headers.get("Content-Type", "")
        whole = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + data)
        for part in whole.walk():
            if part.get_param("name", header="content-disposition") == "media":
                found = part.get_payload(decode=True)
                return found if isinstance(found, bytes) else None
        return None

    def _addressed(self, answer: Any) -> Any:
        """Paths of pictures and articles as addresses of this server."""
        if isinstance(answer, list):
            return [self._addressed(one) for one in answer]
        if not isinstance(answer, dict):
            return answer
        found = {key: self._addressed(value) for key, value in answer.items()}
        for key in ADDRESSES:
            if isinstance(found.get(key), str) and found[key].startswith("/"):
                found[key] = self.here.address + found[key]
        return found

    def _json(self, answer: Any) -> None:
        self._answer(json.dumps(answer, ensure_ascii=False).encode(), "application/json; encoding=utf-8")

    def _garbage(self, kind: str) -> None:
        data = {"nonsense": b'{"errcode": "ok', "html": b"<html><h1>502 Bad Gateway</h1></html>", "empty": b""}[kind]
        self._answer(data, "text/html", status=502 if kind == "html" else 200)

    def _answer(self, data: bytes, kind: str, *, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _picture(self, path: str) -> None:
        kept = self.here.platform.kept
        name = kept.images.get(path) or kept.materials.get(path.removeprefix("/mmbiz/"))
        if name is None:
            self._answer(b"", "text/plain", status=404)
        else:
            self._answer((self.here.platform.folder / "images" / name).read_bytes(), f"image/{Path(name).suffix[1:]}")

    def _page(self, path: str) -> None:
        """The draft box, or one article of it or of what is published, as a reader on a phone sees it."""
        places = self._places()
        if path in places:
            one = places[path]
            by = f'<p class="by">{html.escape(one.get("author") or "公众号")}</p>'
            body = f"<h1>{html.escape(one['title'])}</h1>{by}{one['content']}"
            self._answer(PAGE.format(title=html.escape(one["title"]), body=body).encode(), "text/html; charset=utf-8")
            return
        rows = "".join(f'<li><a href="{place}">{html.escape(one["title"])}</a></li>' for place, one in places.items())
        body = f"<h1>公众号草稿箱与已发布（本机替身）</h1><ol>{rows}</ol>"
        self._answer(PAGE.format(title="草稿箱", body=body).encode(), "text/html; charset=utf-8")

    def _places(self) -> dict[str, Body]:
        kept = self.here.platform.kept
        boxes = [(f"/box/{key}", one["articles"]) for key, one in kept.drafts.items()]
        boxes += [(f"/s/{one['article_id']}", one["articles"]) for one in kept.publishes.values() if one["status"] == 0]
        return {f"{place}/{n}": article for place, articles in boxes for n, article in enumerate(articles, 1)}


def _media(body: Body) -> str:
    media = body.get("mpnews")
    return str(media.get("media_id", "")) if isinstance(media, dict) else ""


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description="公众号平台的本机替身")
    parser.add_argument("--port", type=int, default=10180)
    parser.add_argument("--state", type=Path, required=True)
    args = parser.parse_args()
    standin = Standin(args.state, args.port)
    print(f"公众号替身：{standin.address}/", flush=True)  # noqa: T201 - a command tells where it is
    standin.server.serve_forever()


if __name__ == "__main__":
    main()
