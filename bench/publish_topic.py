"""A topic page of the site as many ask for it at once: with nginx's cache in front, and without."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure
from bench.site import Site, until
from bench.site_pages import site, topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REQUESTS, CLIENTS, PLAIN = 40_000, 4, 2_000
WANTED = 1_000
TICK = os.sysconf("SC_CLK_TCK")
CONFIG = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  proxy_cache_path {folder}/cache keys_zone=topics:1m;
  keepalive_requests 1000000;
  server {{
    listen 127.0.0.1:{port};
    location /t/ {{ proxy_pass http://127.0.0.1:{behind}; proxy_set_header Host localhost; proxy_cache topics; }}
  }}
}}
"""


@contextmanager
def cached(behind: int) -> Iterator[tuple[int, Callable[[], float]]]:
    """Nginx with a cache in front of a port: its own port, and how to ask for the CPU seconds of its worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="casecall-nginx-"))
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port, behind=behind))
    folder.chmod(0o777)  # its worker is another user where it is started by root
    with subprocess.Popen(["nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]) as process:
        try:
            if not until(lambda: workers(process.pid), seconds=10):
                raise RuntimeError((folder / "error.log").read_text())
            yield port, lambda: sum(cpu_of(pid) for pid in workers(process.pid))
        finally:
            process.terminate()
            process.wait(10)
            shutil.rmtree(folder, ignore_errors=True)


def workers(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cpu_of(pid: int) -> float:
    """The CPU seconds of a process so far."""
    used = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(used[11]) + int(used[12])) / TICK


def load(port: int, path: str, requests: int) -> None:
    """Ask that often, by a few clients that keep their connections. Raises RuntimeError for any answer but 200."""
    wrong: list[bytes] = []
    threads = [threading.Thread(target=_ask, args=(port, path, requests // CLIENTS, wrong)) for _ in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if wrong:
        raise RuntimeError(repr(wrong[0]))


def _ask(port: int, path: str, times: int, wrong: list[bytes]) -> None:
    ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as link, link.makefile("rb") as answers:
        for _ in range(times):
            link.sendall(ask)
            head = answers.readline()
            length = 0
            while (line := answers.readline()) != b"\r\n":
                length = int(line.split(b":")[1]) if line.lower().startswith(b"content-length:") else length
            answers.read(length)
            if b" 200 " not in head:
                wrong.append(head)
                return


def measure() -> list[Figure]:
    """Requests a CPU second of the server, cached and not."""
    site()
    path = topic()
    run = Site(Path(os.environ["CASECALL_DATA"]))
    with run.served():
        host_port = run.address[1]
        load(host_port, path, 40)
        [web] = run.children("gunicorn")
        before = sum(cpu_of(pid) for pid in workers(web))
        load(host_port, path, PLAIN)
        plain = (sum(cpu_of(pid) for pid in workers(web)) - before) / PLAIN * 1000
        with cached(host_port) as (port, used):
            load(port, path, 40)
            before, begun = used(), time.monotonic()
            load(port, path, REQUESTS)
            rate, wall = REQUESTS / max(used() - before, 1 / TICK), REQUESTS / (time.monotonic() - begun)
    return [
        Figure(
            "专题页，前有 nginx 缓存",
            f"每核每秒 {rate:,.0f} 次",
            f"≥ {WANTED:,} 次",
            rate >= WANTED,
            f"本机连同四个客户端实际每秒 {wall:,.0f} 次",
        ),
        Figure("专题页，不经缓存", f"{plain:.1f} 毫秒 CPU", "≤ 5 毫秒", plain <= 5, "网页进程，含 HTTP 与访问日志"),
    ]
