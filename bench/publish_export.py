"""A topic of 1,000 cases with 2,000 photos put together: cold, and with one case changed; beside Pelican and Hugo."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.figures import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CASES, PHOTOS, DISTINCT = 1_000, 2, 24
SIDE = (1600, 1067)
COLD, CHANGED, TIMES_PELICAN = 120.0, 3.0, 3.0
NOW = datetime(2022, 12, 20, 2, 0, tzinfo=UTC)
PLACES = ("陕西", "云南", "四川", "贵州", "广西", "甘肃", "浙江", "北京", "新疆", "黑龙江")
KINDS = ("基础电信企业", "铁塔企业", "会员企业", "科研院所")
THEMES = (("rural", "助力乡村振兴"), ("digital-divide", "消除数字鸿沟"), ("green", "绿色低碳发展"))
WORDS = (
    "网络基站光缆山村茶农直播老人课堂字号语音助残机房空调节能光伏排放运维站长驻村果园水库"
    "牧区海岛渔船学校医生远程会诊社区乡镇冷链电商物流平台数据传感预警山洪客服"
)
PELICAN = ("pelican", "content", "-o", "out", "-s", "pelicanconf.py", "-q")


def word(n: int) -> str:
    """A word of two signs."""
    at = 2 * n % len(WORDS)
    return WORDS[at : at + 2]


def text(n: int, signs: int = 460) -> str:
    """An invented text of some length, a line a paragraph, the same for the same number."""
    chance, said = random.Random(n), []
    while sum(map(len, said)) < signs:
        sentence = "".join(word(chance.randrange(len(WORDS))) for _ in range(chance.randint(7, 14)))
        said.append(f"{sentence}，{chance.randint(2, 900)} 处。" + ("\n" if chance.random() < 0.2 else ""))
    return "".join(said)


def measure() -> list[Figure]:
    """Build, change a case, build again; then the same texts by the others."""
    os.environ["CASECALL_DATA"] = tempfile.mkdtemp(prefix="casecall-export-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "casecall.settings"
    import django

    django.setup()
    folder = Path(os.environ["CASECALL_DATA"])
    content, each = _topic()
    small = f"派生图，一张 {SIDE[0]}×{SIDE[1]}"
    out = [Figure(small, f"{each:.2f} 秒 CPU", beside="三种宽度，WebP 与 JPEG；由任务事先做好")]
    cold, used = _timed(lambda: _build(content, folder / "site"))
    sizes = [path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()]
    said = f"{used:.1f} 秒 CPU，{len(sizes):,} 个文件，{sum(sizes) / 1e6:,.0f} MB，含搜索索引"
    what = f"导出 {CASES} 个案例、{CASES * PHOTOS} 张照片，从零开始"
    out.append(Figure(what, f"{cold:.1f} 秒", f"≤ {COLD:.0f} 秒", cold <= COLD, said))
    stories = (replace(content.stories[0], title="改过的标题"), *content.stories[1:])
    again, used = _timed(lambda: _build(replace(content, stories=stories), folder / "site"))
    said = f"{used:.1f} 秒 CPU，搜索索引重做"
    out.append(Figure("其中一个案例改动后", f"{again:.1f} 秒", f"≤ {CHANGED:.0f} 秒", again <= CHANGED, said))
    out += _beside(content, folder)
    shutil.rmtree(folder, ignore_errors=True)
    return out


def _beside(content: Any, folder: Path) -> list[Figure]:
    plain = replace(content, stories=tuple(replace(one, photos=()) for one in content.stories))
    with patch("casecall.publishing.site.search_index.make"):
        _build(replace(plain, stories=plain.stories[:5]), folder / "warm")
        ours, _ = _timed(lambda: _build(plain, folder / "plain"))
    mine = _pages(folder / "plain") / ours
    pelican = _peer(folder / "pelican", _as_pelican, PELICAN, content)
    hugo = _peer(folder / "hugo", _as_hugo, ("hugo", "--quiet", "-d", "out"), content)
    ratio = mine / pelican if pelican else 0.0
    said = f"Pelican {pelican:,.0f} 页，Hugo {hugo:,.0f} 页（0 为没有装）"
    value, met = f"每秒 {mine:,.0f} 页，Pelican 的 {ratio:.1f} 倍", ratio >= TIMES_PELICAN if pelican else None
    return [Figure("排页，不含照片与搜索", value, f"≥ {TIMES_PELICAN:.0f} 倍", met, said)]


def _topic() -> tuple[Any, float]:
    """The content, and what the derivatives of a photo cost. A few photos stand for all: they are linked, not read."""
    from casecall.publishing.content import Content, PhotoSent, StorySent, ThemeSent
    from casecall.publishing.site.derived import folder_of, make_ready

    used = time.process_time()
    made = [make_ready(f"{n:016x}{'a' * 48}", lambda sha256: _photo(int(sha256[:16], 16))) for n in range(DISTINCT)]
    each = (time.process_time() - used) / DISTINCT
    photos = []
    for n in range(DISTINCT, DISTINCT + CASES * PHOTOS):
        sha256 = f"{n:016x}{'b' * 48}"
        _alias(folder_of(made[n % DISTINCT].sha256), folder_of(sha256), sha256)
        photos.append(PhotoSent(sha256, f"现场 {n}", f"第 {n} 张照片", "本单位"))
    stories = tuple(
        StorySent(
            case=n,
            number=f"LZ2022-{n:04d}",
            slug=f"lz2022-{n:04d}",
            theme=THEMES[n % 3][0],
            unit=f"星衢通信集团云岫第 {n % 300} 分公司",
            place=PLACES[n % 10],
            title=f"{word(n)}里的{word(n * 7)}之{n}",
            body=text(n),
            photos=tuple(photos[n * PHOTOS : (n + 1) * PHOTOS]),
            kind=KINDS[n % 4],
            first_on="2022-12-20",
        )
        for n in range(CASES)
    )
    content = Content(
        slug="bench",
        title="把网络修到人心里去",
        lead="三个主题，一千个案例。",
        call_key="cace-2022",
        call_title="典型履责实践案例征集",
        call_number="通企〔2022〕128 号",
        issuer="中国通信企业协会",
        organiser="社会责任工作委员会",
        sent_at=NOW,
        themes=tuple(ThemeSent(key, label, label[:2]) for key, label in THEMES),
        stories=stories,
        base_url="https://www.example.org/anli/",
    )
    return content, each


def _photo(n: int) -> bytes:
    import io

    import numpy as np
    from PIL import Image

    grain = np.random.default_rng(n).normal(128, 40, (SIDE[1] // 8, SIDE[0] // 8, 3)).clip(0, 255).astype("uint8")
    out = io.BytesIO()
    Image.fromarray(grain).resize(SIDE, Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


def _alias(kept: Path, other: Path, sha256: str) -> None:
    """The same derivatives under another hash."""
    other.mkdir(parents=True)
    about = (kept / "about.json").read_text().replace(kept.name.partition("-")[0], sha256)
    (other / "about.json").write_text(about.replace(kept.name[:16], sha256[:16]))
    for path in kept.iterdir():
        if path.suffix != ".json":
            os.link(path, other / path.name.replace(kept.name[:16], sha256[:16]))


def _build(content: Any, target: Path) -> None:
    from casecall.publishing import folders
    from casecall.publishing.site.build import build
    from casecall.publishing.site.derived import derivatives

    folders.put_in_place(build(content, derivatives(content, lambda _: b""), target=target), target)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of CPU with that of the programs it started."""
    begun, used = time.monotonic(), _cpu()
    work()
    return time.monotonic() - begun, _cpu() - used


def _cpu() -> float:
    sums = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in sums)


def _pages(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*.html"))


def _peer(folder: Path, lay: Callable[[Path, Any], None], command: Sequence[str], content: Any) -> float:
    """Pages a second of another maker of sites, 0 where it is not there."""
    if shutil.which(command[0]) is None:
        return 0.0
    folder.mkdir()
    lay(folder, content)
    took, _ = _timed(lambda: subprocess.run(command, cwd=folder, check=True, capture_output=True))
    return _pages(folder / "out") / took


def _as_pelican(folder: Path, content: Any) -> None:
    (folder / "content").mkdir()
    (folder / "pelicanconf.py").write_text(
        "SITENAME='bench'\nTIMEZONE='Asia/Shanghai'\nTHEME='simple'\nRELATIVE_URLS=True\nDEFAULT_PAGINATION=50\n"
        "FEED_ALL_ATOM=None\nCATEGORY_FEED_ATOM=None\nTRANSLATION_FEED_ATOM=None\nAUTHOR_FEED_ATOM=None\nAUTHOR_FEED_RSS=None\n"
    )
    for one in content.stories:
        head = f"Title: {one.title}\nDate: 2022-12-20\nCategory: {one.theme}\nTags: {one.place}\nSlug: {one.slug}\n\n"
        (folder / "content" / f"{one.slug}.md").write_text(head + one.body.replace("\n", "\n\n"))


def _as_hugo(folder: Path, content: Any) -> None:
    (folder / "config.toml").write_text(
        'baseURL = "https://www.example.org/"\ntitle = "bench"\n[taxonomies]\ntheme = "themes"\n'
    )
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    shell = "<!doctype html><title>{{ .Title }}</title><h1>{{ .Title }}</h1>"
    (layouts / "single.html").write_text(f"{shell}{{{{ .Content }}}}")
    links = '{{ range .Pages }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Summary }}</p>{{ end }}'
    (layouts / "list.html").write_text(shell + links)
    (folder / "content").mkdir()
    for one in content.stories:
        head = f'---\ntitle: "{one.title}"\ndate: 2022-12-20\nthemes: ["{one.theme}"]\n---\n\n'
        (folder / "content" / f"{one.slug}.md").write_text(head + one.body.replace("\n", "\n\n"))
