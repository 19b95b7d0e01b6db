"""References by GB/T 7714: what each edition wants of a page, a chapter and a report."""

from __future__ import annotations

from datetime import date

import pytest

from casepress.citation import chapter_item, gb7714, report_item, website_item

PAGE = website_item(
    "云岫市数通网络有限公司",
    "山村机房换上“凉外套”",
    published=date(2026, 3, 20),
    accessed=date(2026, 7, 2),
    url="https://cases.example.cn/t/lz-2026/cases/lz2026-0001/",
)
CHAPTER = chapter_item(
    "望鹤县恒讯通信技术有限公司",
    "云上采茶忙",
    book="信息通信行业典型履责实践案例汇编",
    editors=["望泽通信企业协会"],
    place="北京",
    publisher="云桥出版社",
    year=2026,
    pages="35–36",
)
REPORT = report_item(
    ["张三三", "李四", "王五", "赵六"], "行业履责研究", year=2026, place="北京", publisher="云桥出版社", pages="12"
)
ONLINE = report_item(
    ["望泽通信企业协会"],
    "行业履责研究",
    year=2026,
    published=date(2026, 9, 30),
    accessed=date(2026, 10, 8),
    url="https://cases.example.cn/report.pdf",
)

ADDRESS = "https://cases.example.cn/t/lz-2026/cases/lz2026-0001/"
HEAD = "云岫市数通网络有限公司. 山村机房换上“凉外套”[EB/OL]. "
IN_BOOK = "望鹤县恒讯通信技术有限公司. 云上采茶忙[G]//望泽通信企业协会. 信息通信行业典型履责实践案例汇编. "
GOLDEN = {
    "page, 2025": (gb7714(PAGE, number=1), f"[1] {HEAD}（2026-03-20）[2026-07-02]. {ADDRESS}."),
    "page, 2015": (gb7714(PAGE, edition="2015", number=1), f"[1] {HEAD}(2026-03-20)[2026-07-02]. {ADDRESS}."),
    "chapter, 2025": (gb7714(CHAPTER), f"{IN_BOOK}北京：云桥出版社，2026：35-36."),
    "chapter, 2015": (gb7714(CHAPTER, edition="2015"), f"{IN_BOOK}北京: 云桥出版社, 2026: 35-36."),
    "report of a house, 2025": (gb7714(REPORT), "张三三，李四，王五，等. 行业履责研究[R]. 北京：云桥出版社，2026：12."),
    "report of a house, 2015": (
        gb7714(REPORT, edition="2015"),
        "张三三, 李四, 王五, 等. 行业履责研究[R]. 北京: 云桥出版社, 2026: 12.",
    ),
    "report online, 2025": (
        gb7714(ONLINE),
        "望泽通信企业协会. 行业履责研究[R/OL]. 2026-09-30. https://cases.example.cn/report.pdf.",
    ),
    "report online, 2015": (
        gb7714(ONLINE, edition="2015"),
        "望泽通信企业协会. 行业履责研究[R/OL]. (2026-09-30)[2026-10-08]. https://cases.example.cn/report.pdf.",
    ),
}


@pytest.mark.parametrize(("made", "wanted"), GOLDEN.values(), ids=list(GOLDEN))
def test_a_reference_is_as_its_edition_wants_it(made: str, wanted: str) -> None:
    assert made == wanted


def test_three_authors_are_all_named_and_of_more_the_first_three() -> None:
    three = report_item(["甲", "乙", "丙"], "题", year=2026)
    four = report_item(["甲", "乙", "丙", "丁"], "题", year=2026)
    assert gb7714(three).startswith("甲，乙，丙. 题")
    assert gb7714(four).startswith("甲，乙，丙，等. 题")
    assert "丁" not in gb7714(four)


def test_only_a_page_on_the_web_bears_its_day_of_reading_since_2025() -> None:
    assert "[2026-07-02]" in gb7714(PAGE)
    assert "2026-10-08" not in gb7714(ONLINE)
    assert "[2026-10-08]" in gb7714(ONLINE, edition="2015")


def test_what_is_not_known_leaves_no_sign_behind() -> None:
    bare = website_item("云岫公司", "一盏灯", published=date(2026, 3, 1))
    assert gb7714(bare) == "云岫公司. 一盏灯[EB/OL]. （2026-03-01）."
    assert gb7714(report_item([], "研究", year=2026)) == "研究[R]. 2026."
    house = report_item(["甲"], "研究", year=2026, publisher="云桥出版社")
    assert gb7714(house) == "甲. 研究[R]. 云桥出版社，2026."
    assert gb7714(chapter_item("甲", "乙", book="汇编", year=2026)) == "甲. 乙[G]//汇编. 2026."


def test_a_report_without_a_day_is_cited_by_its_year() -> None:
    online = report_item(["甲"], "研究", year=2026, url="https://e.cn/r.pdf", pages="8-9")
    assert gb7714(online) == "甲. 研究[R/OL]. 2026：8-9. https://e.cn/r.pdf."


def test_control_and_direction_characters_and_line_ends_stay_out() -> None:
    page = website_item("云岫\u202e公司", "一\x00盏\n灯。", published=date(2026, 3, 1), url=" https://e.cn/ 1/\u200b")
    assert gb7714(page) == "云岫公司. 一盏 灯[EB/OL]. （2026-03-01）. https://e.cn/1/."


@pytest.mark.parametrize("title", ["云" * 200, "𬱟堃赟的塔", "<script>alert(1)</script>", "A&B {c} 100% #1"])
def test_a_title_is_cited_as_it_is_written(title: str) -> None:
    assert f"甲. {title}[EB/OL]" in gb7714(website_item("甲", title, published=date(2026, 1, 1)))
