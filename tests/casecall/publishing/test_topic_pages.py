"""The pages of a topic: which there are, what each follows from, what stands on them, and what bad input becomes."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from casecall.publishing.content import AmendmentSent, CitedSent, Content, PhotoSent, TombstoneSent
from casecall.publishing.pictures import Derived
from casecall.publishing.site import setting
from casecall.publishing.site.citing import AIR, qr_code
from casecall.publishing.site.lists import CASES_A_PAGE, NAMES_A_PAGE
from casecall.publishing.site.pages import HEADLINES, OF_FEW, ROOM, pages
from casecall.publishing.site.places import REGIONS, region_key, region_order, unit_key
from casecall.publishing.site.shown import cleaned
from tests.casecall.publishing.topics import story, topic

if TYPE_CHECKING:
    from casecall.publishing.content import StorySent
    from casecall.publishing.site.page import Page

BASE = "https://www.example.cn/zhuanti/lz-2022/"
CASE = "cases/lz2022-0003/index.html"


def planned(content: Content) -> dict[str, Page]:
    photos = {
        photo.sha256: Derived(photo.sha256, 1200, 800, (400, 800, 1200))
        for one in content.stories
        for photo in one.photos
    }
    found = list(pages(content, photos))
    assert len({page.path for page in found}) == len(found)
    return {page.path: page for page in found}


def text_of(content: Content, path: str) -> str:
    return planned(content)[path].make().decode()


def with_story(change: StorySent, at: int = 0) -> Content:
    content = topic()
    return replace(content, stories=(*content.stories[:at], change, *content.stories[at + 1 :]))


def changed(**parts: object) -> Content:
    """The topic with its first story changed."""
    return with_story(replace(topic().stories[0], **parts))  # type: ignore[arg-type] # whatever a test wants


def many(n: int) -> Content:
    themes, places = ("rural", "green"), tuple(REGIONS)
    stories = (
        replace(
            story(i, themes[i % 2], f"第{i}座基站上了茶山", "茶农看得到每一片叶子。"),
            place=places[i % 34],
            unit=f"第{i}通信公司",
        )
        for i in range(n)
    )
    return replace(topic(), stories=tuple(stories))


# which pages there are


def test_a_topic_has_a_page_for_each_case_theme_region_and_unit() -> None:
    unit = unit_key("望鹤县恒讯通信技术有限公司")
    assert {path for path in planned(topic()) if path.endswith(".html")} == {
        "index.html",
        "404.html",
        "search/index.html",
        "regions/index.html",
        "regions/yunnan/index.html",
        "units/index.html",
        f"units/{unit}/index.html",
        *(f"themes/{key}/index.html" for key in ("rural", "digital-divide", "green")),
        *(f"cases/lz2022-{n:04d}/index.html" for n in (3, 4, 5, 7, 8, 9)),
    }


def test_a_place_that_is_no_province_and_a_unit_have_addresses_in_plain_letters_that_stay() -> None:
    assert region_key("陕西") == "shaanxi"
    assert region_key("山西") == "shanxi"
    assert len(set(REGIONS.values())) == 34
    assert re.fullmatch(r"p[0-9a-f]{10}", region_key("宝鸡市"))
    assert region_key("") == ""
    assert unit_key("恒讯 公司") == unit_key("恒讯公司") != unit_key("恒迅公司")


def test_regions_stand_in_their_official_order_and_other_places_after_them() -> None:
    keys = [region_key(one) for one in ("宝鸡市", "澳门", "北京", "内蒙古")]
    assert sorted(keys, key=region_order) == [region_key(one) for one in ("北京", "内蒙古", "澳门", "宝鸡市")]


def test_a_story_of_a_theme_that_the_call_no_longer_has_is_not_lost() -> None:
    found = planned(with_story(replace(topic().stories[0], theme="gone")))
    assert CASE in found
    assert "themes/gone/index.html" in found


def test_where_no_case_names_its_region_nothing_leads_to_regions_and_the_page_says_why() -> None:
    bare = replace(topic(), stories=tuple(replace(one, place="") for one in topic().stories))
    assert "regions/index.html" not in text_of(bare, "index.html")
    assert "案例均未注明地区" in text_of(bare, "regions/index.html")


def test_a_topic_without_a_case_says_so() -> None:
    empty = replace(topic(), stories=())
    assert "暂未收录案例" in text_of(empty, "index.html")
    assert {path.split("/")[0] for path in planned(empty)} == {"index.html", "404.html", "search", "regions", "units"}


def test_a_thousand_cases_keep_every_page_light_and_all_of_them_within_reach() -> None:
    found = planned(many(1000))
    made = {path: page.make().decode() for path, page in found.items() if not path.startswith("cases/")}
    assert max(len(text.encode()) for text in made.values()) <= 60_000
    assert made["index.html"].count('class="card') == 2 * OF_FEW
    assert made["index.html"].count('<li><a href="cases/') == 2 * HEADLINES
    listed = "".join(text for path, text in made.items() if path.startswith("themes/"))
    assert len(set(re.findall(r'href="(?:\.\./)+cases/([a-z0-9-]+)/index.html"', listed))) == 1000
    assert sum(path.startswith("themes/rural/") for path in made) == -(-500 // CASES_A_PAGE)
    assert sum(bool(re.fullmatch(r"units/(\d/)?index.html", path)) for path in made) == -(-1000 // NAMES_A_PAGE)


def test_the_pages_of_a_long_list_lead_to_each_other() -> None:
    found, seen, at = planned(many(60)), ["themes/green/index.html"], "themes/green/index.html"
    while following := re.search(r'rel="next" href="([^"]+)"', found[at].make().decode()):
        parts = [*at.split("/")[:-1], *following[1].split("/")]
        while ".." in parts:
            up = parts.index("..")
            parts[up - 1 : up + 1] = []
        at = "/".join(parts)
        seen.append(at)
    assert seen == ["themes/green/index.html", *(f"themes/green/{n}/index.html" for n in (2, 3, 4))]
    assert 'rel="prev" href="../3/index.html"' in found[at].make().decode()


def test_a_small_topic_stands_whole_on_the_first_page() -> None:
    shown = text_of(many(ROOM + 1), "index.html")
    assert shown.count('class="card') == ROOM
    assert "查看" not in shown


# what a page follows from


def test_the_same_content_plans_the_same_pages() -> None:
    before, after = planned(topic()), planned(topic())
    assert {path: page.inputs for path, page in before.items()} == {path: page.inputs for path, page in after.items()}


def test_a_changed_text_makes_its_own_page_new_and_leaves_far_ones_as_they_are() -> None:
    content = many(200)
    other = replace(content.stories[17], body="另一段完全不同的文字。", changed_on="2023-01-02")
    before, after = (
        planned(content),
        planned(replace(content, stories=(*content.stories[:17], other, *content.stories[18:]))),
    )
    new = {path for path in before if before[path].inputs != after[path].inputs}
    assert "cases/lz2022-0017/index.html" in new
    assert len([path for path in new if path.endswith(".html")]) <= 12


def test_pages_that_follow_from_the_same_have_the_same_bytes() -> None:
    before, after = planned(topic()), planned(changed(body="别的。"))
    for path in before.keys() & after.keys():
        if before[path].inputs == after[path].inputs:
            assert before[path].make() == after[path].make(), path
    assert before[CASE].inputs != after[CASE].inputs


def test_another_time_of_sending_changes_the_first_page_alone_where_the_days_of_the_cases_are_kept() -> None:
    content = replace(topic(), stories=tuple(replace(one, first_on="2022-12-20") for one in topic().stories))
    later = replace(content, sent_at=content.sent_at.replace(year=2023))
    before, after = planned(content), planned(later)
    assert [path for path in before if before[path].inputs != after[path].inputs] == ["index.html"]


def test_a_new_release_of_the_code_makes_every_page_new(monkeypatch: pytest.MonkeyPatch) -> None:
    before = planned(topic())
    monkeypatch.setattr("casecall.publishing.site.setting.edition_of_the_code", lambda: "another")
    monkeypatch.setattr("casecall.publishing.site.citing.edition_of_the_code", lambda: "another")
    after = planned(topic())
    assert not [path for path in before if before[path].inputs == after[path].inputs]


def test_the_code_that_sets_pages_is_part_of_what_they_follow_from() -> None:
    names = {path.name for path in setting._sources()}
    assert {"case.html", "pages.py", "gb7714.py"} <= names


# what stands on a case


def test_a_case_says_when_it_was_published_and_revised_and_what_was_corrected() -> None:
    note = AmendmentSent("2023-02-01", "“三百户”应为“三百二十户”。")
    shown = text_of(changed(first_on="2022-12-20", changed_on="2023-02-01", amendments=(note,)), CASE)
    assert '<time datetime="2022-12-20">' in shown
    assert '<time datetime="2023-02-01">2023-02-01</time> 修订' in shown
    assert "“三百户”应为“三百二十户”。" in shown


def test_a_case_that_was_never_sent_before_bears_the_day_of_sending_in_chinese_time() -> None:
    late = replace(topic(), sent_at=topic().sent_at.replace(hour=20))
    assert '<time datetime="2022-12-21">' in text_of(late, CASE)


def test_a_case_names_the_reports_that_cite_it() -> None:
    cited = (CitedSent("履责发展报告", 2023, "35-36", "https://example.cn/r/"), CitedSent("年度观察", 2024))
    shown = text_of(changed(cited=cited), CASE)
    assert '<a href="https://example.cn/r/" rel="noopener">《履责发展报告》</a>，2023 年，第 35-36 页' in shown
    assert "《年度观察》，2024 年</li>" in shown
    assert "已引用本案例的报告" not in text_of(topic(), CASE)


def test_an_address_of_a_report_that_is_no_web_address_is_not_linked() -> None:
    shown = text_of(changed(cited=(CitedSent("报告", 2023, "", "javascript:alert(1)"),)), CASE)
    assert "javascript:" not in shown
    assert "《报告》" in shown


def test_a_case_is_cited_with_its_address_where_the_topic_has_one() -> None:
    here = replace(topic(), base_url=BASE)
    shown = text_of(here, CASE)
    assert "望鹤县恒讯通信技术有限公司. 云上采茶忙[EB/OL]. （2022-12-20）<span data-today>[引用日期]</span>" in shown
    assert f"{BASE}cases/lz2022-0003/" in shown
    assert "http" not in text_of(topic(), CASE)


def test_each_case_has_files_for_reference_managers() -> None:
    found = planned(topic())
    folder = "cases/lz2022-0003"
    assert found[f"{folder}/cite.bib"].make().startswith(b"@online{lz2022-0003,")
    assert "TI  - 云上采茶忙" in found[f"{folder}/cite.ris"].make().decode()
    assert json.loads(found[f"{folder}/cite.json"].make())[0]["title"] == "云上采茶忙"


def test_the_qr_code_leads_to_the_page_and_is_left_out_where_nobody_said_where_that_is() -> None:
    assert "cases/lz2022-0003/qr.svg" not in planned(topic())
    assert "二维码" not in text_of(topic(), CASE)
    code = planned(replace(topic(), base_url=BASE))["cases/lz2022-0003/qr.svg"].make().decode()
    assert _read_qr(code) == f"{BASE}cases/lz2022-0003/"


def test_a_qr_code_has_quiet_air_round_it() -> None:
    code = qr_code("https://e.cn/").decode()
    size = int(re.findall(r'viewBox="0 0 (\d+)', code)[0])
    spots = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1", code)]
    assert min(min(spot) for spot in spots) == AIR
    assert max(max(spot) for spot in spots) == size - AIR - 1


def test_near_cases_are_three_others_and_those_with_words_in_common_come_first() -> None:
    content = many(40)
    same = replace(content.stories[30], title="银龄课堂进社区", body="老人学会扫码挂号。")
    other = replace(content.stories[3], title="又一个银龄课堂", body="老人学会扫码挂号。")
    stories = list(content.stories)
    stories[30], stories[3] = same, other
    shown = text_of(replace(content, stories=tuple(stories)), "cases/lz2022-0003/index.html")
    near = re.findall(r'<h3><a href="../../cases/([a-z0-9-]+)/', shown)
    assert len(near) == len(set(near)) == 3
    assert near[0] == "lz2022-0030"
    assert "lz2022-0003" not in near


def test_a_case_alone_has_no_near_ones_and_no_neighbours() -> None:
    shown = text_of(replace(topic(), stories=topic().stories[:1]), CASE)
    assert "相关案例" not in shown
    assert "前后案例" not in shown


def test_a_photo_is_cropped_round_its_focal_point() -> None:
    photo = PhotoSent("ab" * 32, "茶山", "", "", focus_x=0.21, focus_y=0.98)
    shown = text_of(changed(photos=(photo,)), "themes/rural/index.html")
    assert 'class="x20 y100"' in shown
    assert 'class="x100 y0"' in text_of(changed(photos=(replace(photo, focus_x=7, focus_y=-1),)), "index.html")


def test_a_photo_without_a_caption_is_described_by_the_title_and_has_no_empty_caption() -> None:
    shown = text_of(changed(photos=(PhotoSent("ab" * 32, "", "", ""),)), CASE)
    assert 'alt="“云上采茶忙”的图片 1"' in shown
    assert "<figcaption>" not in shown


# what was taken back


def test_what_was_taken_back_leaves_its_address_its_number_and_the_day() -> None:
    gone = TombstoneSent("lz2022-0099", "LZ2022-0099", "2023-01-05")
    found = planned(replace(topic(), tombstones=(gone,)))
    shown = found["cases/lz2022-0099/index.html"].make().decode()
    assert "这个案例已经撤下" in shown
    assert "LZ2022-0099" in shown
    assert "2023-01-05" in shown
    assert 'name="robots" content="noindex"' in shown
    assert "data-pagefind-body" not in shown
    assert not [path for path, page in found.items() if "0099" in page.make().decode() and "0099" not in path]


def test_a_case_that_came_back_has_its_page_and_no_stone() -> None:
    gone = TombstoneSent("lz2022-0003", "LZ2022-0003", "2023-01-05")
    assert "云上采茶忙" in text_of(replace(topic(), tombstones=(gone,)), CASE)


# bad input


def test_control_characters_and_turned_directions_are_left_out() -> None:
    body = "第一\x07段\ud800。\n第二\ufeff段。\r第三段。\u2028第四段。"
    bad = changed(title="云上\x00采\u202e茶\u2066忙\x1b", unit="恒讯\u200f公司", body=body)
    for page in planned(bad).values():
        made = page.make().decode().replace("\r\n", "\n")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200f\u2028\u202e\u2066\ufeff]", made), page.path
    assert "<p>第一段。</p>\n<p>第二段。</p>\n<p>第三段。</p>\n<p>第四段。</p>" in text_of(bad, CASE)
    assert "云上采茶忙" in text_of(bad, CASE)


def test_rare_characters_are_kept() -> None:
    assert cleaned(changed(title="𬱟堃赟 \U0003104a翀")).stories[0].title == "𬱟堃赟 \U0003104a翀"


@pytest.mark.parametrize("field", ["title", "unit", "place", "body", "kind", "number"])
def test_markup_and_scripts_are_words_wherever_they_stand(field: str) -> None:
    bad = changed(**{field: "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"})
    for page in planned(bad).values():
        if page.path.endswith(".html"):
            assert "<script>alert" not in page.make().decode(), page.path
            assert "<img src=x" not in page.make().decode(), page.path


def test_a_title_of_two_hundred_characters_is_printed_whole_in_a_smaller_size() -> None:
    title = "标题很长的案例甲" * 25
    shown = text_of(changed(title=title), CASE)
    assert f'<h1 class="long">{title}</h1>' in shown


def test_a_case_without_a_title_is_called_by_its_number() -> None:
    assert "<h1>LZ2022-0003</h1>" in text_of(changed(title=""), CASE)


def test_an_empty_text_and_an_empty_lead_leave_no_empty_place() -> None:
    content = replace(changed(body=""), lead=" \n ")
    assert 'class="lead"' not in text_of(content, "index.html")
    assert 'content="2022 年信息通信行业典型履责实践案例征集专题，收录案例 6 个。"' in text_of(content, "index.html")
    assert "<p></p>" not in text_of(content, CASE)


# the price


def test_a_page_costs_a_few_milliseconds_at_most() -> None:
    content = many(150)
    planned(topic())["index.html"].make()
    began = time.process_time()
    html = [page.make() for path, page in planned(content).items() if path.endswith(".html")]
    assert (time.process_time() - began) / len(html) <= 0.008


def _read_qr(code: str) -> str:
    size = int(re.findall(r'viewBox="0 0 (\d+)', code)[0])
    picture = np.full((size, size), 255, np.uint8)
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1", code):
        picture[int(y), int(x) : int(x) + int(wide)] = 0
    return cv2.QRCodeDetector().detectAndDecode(cv2.resize(picture, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST))[
        0
    ]
