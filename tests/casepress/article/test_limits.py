"""Each limit of the platform is checked beforehand; the sentence names the case and says what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casepress.article import LIMITS, Article, Fault, faults, make
from tests.casepress.article.stories import a_story, a_topic

ADDRESS = "https://mmbiz.example.org/mmbiz_jpg/{}/0"


def lead(**more: str) -> Article:
    return make(a_topic(**more), image_url=ADDRESS.format)[0]


def the_fault(article: Article) -> Fault:
    [fault] = faults(article)
    return fault


@pytest.mark.parametrize(("field", "most"), [("title", 32), ("author", 16), ("digest", 128)])
def test_words_may_be_as_long_as_the_limit_and_no_longer(field: str, most: int) -> None:
    assert faults(replace(lead(), **{field: "字" * most})) == ()
    fault = the_fault(replace(lead(), **{field: "字" * (most + 1)}))
    assert fault.field == field
    assert f"{most + 1} 字" in fault.says
    assert f"{most} 字" in fault.says


def test_a_title_of_two_hundred_is_a_fault_of_the_lead_alone() -> None:
    first, *themes = make(a_topic(title="题" * 200), image_url=ADDRESS.format)
    assert the_fault(first).says == "标题“题题题题题题题题题题题题…”共 200 字，最多 32 字：请缩短专题标题或主题名称"
    assert [one.title for one in themes] == ["助力乡村振兴", "消除数字鸿沟", "绿色低碳发展"]
    assert not [fault for one in themes for fault in faults(one)]


def test_an_article_needs_a_title() -> None:
    assert the_fault(lead(title=" \u202e ")).field == "title"


def test_a_case_too_long_for_an_article_is_named_and_stands_alone() -> None:
    articles = make(a_topic(a_story(1), a_story(2, words=25_000), a_story(3)), image_url=ADDRESS.format)
    named = [fault for one in articles for fault in faults(one)]
    assert [fault.field for fault in named] == ["content"]
    assert named[0].says.startswith("案例 2022-0002 连同版式共 2")
    assert "20,000" in named[0].says


def test_a_case_too_long_leaves_its_neighbours_whole() -> None:
    stories = (a_story(1), a_story(2, words=25_000), a_story(3))
    articles = make(replace(a_topic(), themes=(("主题", stories),)), image_url=ADDRESS.format)
    assert [one.cases for one in articles[1:]] == [("2022-0001",), ("2022-0002",), ("2022-0003",)]


def test_a_lead_too_long_is_said_to_be_the_lead() -> None:
    fault = the_fault(lead(lead="长" * 21_000))
    assert fault.field == "content"
    assert fault.says.endswith("请缩短专题导语")


def test_content_stays_below_its_limit_by_one() -> None:
    assert faults(replace(lead(), html="字" * (LIMITS.content - 1))) == ()
    assert the_fault(replace(lead(), html="字" * LIMITS.content)).field == "content"


def test_tags_and_attributes_count_and_so_do_escapes() -> None:
    assert the_fault(replace(lead(), html='<p style="color:#000">字</p>' * 800)).field == "content"
    assert the_fault(replace(lead(), html="&lt;" * 5_000)).field == "content"


def test_a_topic_without_a_case_is_refused() -> None:
    empty = make(replace(a_topic(), themes=()), image_url=ADDRESS.format)
    assert len(empty) == 1
    assert the_fault(empty[0]) == Fault("cases", "《把网络修到人心里去》没有可以发布到公众号的案例")


def test_the_address_of_the_original_has_a_bound_in_bytes() -> None:
    start = "https://example.org/"
    assert faults(lead(source_url=start + "x" * (1024 - len(start)))) == ()
    assert the_fault(lead(source_url=start + "路" * 400)).field == "source_url"
    assert the_fault(lead(source_url="javascript:alert(1)")).says.endswith("开头")
