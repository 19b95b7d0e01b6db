"""A topic becomes a lead and an article a theme; texts stand in them as text, whatever they hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from casepress.article import LIMITS, Article, ArticleTopic, faults, make, messages, weight
from casepress.article.surviving import PROPERTIES, TAGS, surviving
from casepress.article.wording import numeral, plain, shortened
from tests.casepress.article.stories import THEMES, a_photo, a_story, a_topic

ADDRESS = "https://mmbiz.example.org/mmbiz_jpg/{}/0?wx_fmt=jpeg&from=appmsg"


def made(topic: ArticleTopic) -> tuple[Article, ...]:
    return make(topic, image_url=ADDRESS.format)


def text_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def test_the_lead_comes_first_and_names_every_case() -> None:
    lead, *themes = made(a_topic(cases=7))
    assert lead.title == "把网络修到人心里去"
    assert lead.digest == "大山里的果园，社区里的课堂。"
    assert sorted(lead.cases) == [f"2022-{n:04}" for n in range(1, 8)]
    assert [one.title for one in themes] == [f"把网络修到人心里去｜{label}" for label in THEMES]
    assert themes[0].cases == ("2022-0001", "2022-0004", "2022-0007")


def test_a_theme_without_a_case_has_no_article() -> None:
    assert [one.title for one in made(a_topic(cases=1))] == ["把网络修到人心里去", f"把网络修到人心里去｜{THEMES[0]}"]


def test_each_article_has_one_red_rule_and_no_other_red() -> None:
    assert [one.html.count("#b5261e") for one in made(a_topic(cases=9))] == [1, 1, 1, 1]


def test_only_what_the_editor_keeps_is_in_an_article() -> None:
    for one in made(a_topic(cases=9)):
        assert set(re.findall(r"<(\w+)", one.html)) <= TAGS
        assert not re.search(r"\b(class|id|on\w+)=", one.html)
        styles = ";".join(re.findall(r'style="([^"]*)"', one.html)).split(";")
        assert {style.split(":")[0] for style in styles} <= PROPERTIES
        assert not re.search(r">\s+<", one.html), "space between blocks becomes empty lines"
        assert one.html.count("<section") == one.html.count("</section>")


def test_photos_stand_with_caption_and_credit_each_address_once_asked_for() -> None:
    theme = made(a_topic(a_story(photos=2)))[1]
    assert theme.images == tuple(photo.sha256 for photo in a_story(photos=2).photos)
    assert theme.cover_sha256 == theme.images[0]
    sources = re.findall(r'src="([^"]*)"', theme.html)
    assert sources == [ADDRESS.format(one).replace("&", "&amp;") for one in theme.images]
    assert "1-0接通的第一天" in text_of(theme.html)
    assert "摄影 林昉" in text_of(theme.html)


def test_a_photo_without_words_has_a_text_for_those_who_cannot_see_it_and_no_caption() -> None:
    story = replace(a_story(photos=0, title="云上采茶忙"), photos=(a_photo(caption="", credit=""),))
    theme = made(a_topic(story))[1]
    assert 'alt="“云上采茶忙”的图片 1"' in theme.html
    assert "font-size:13px;line-height:1.6;color:#565e68" not in theme.html


def test_without_any_photo_there_is_no_cover_and_nothing_to_upload() -> None:
    for one in made(a_topic(a_story(photos=0))):
        assert (one.images, one.cover_sha256) == ((), "")
        assert "<img" not in one.html
        assert faults(one) == ()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b < c", "<b>粗</b>", "</section>"]
)
def test_markup_in_a_text_is_read_as_it_was_written(text: str) -> None:
    photo = a_photo(caption=text, alt=text, credit=text)
    story = replace(a_story(title=text, text=text * 4), unit=text, place=text, photos=(photo,))
    topic = replace(a_topic(lead=text, kicker=text, title=text), themes=((text, (story,)),))
    for one in made(topic):
        assert set(re.findall(r"<(\w+)", one.html)) <= {"section", "p", "span", "img"}
        assert not re.search(r"<[^>]*\son\w+=(?![^<]*\")", one.html)
        assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in one.html
    assert len(re.findall("<img", made(topic)[1].html)) == 1


def test_control_characters_and_marks_that_turn_the_reading_do_not_go_out() -> None:
    text = "甲\u202e乙\x00丙\x1b丁\ud800戊\u200f己\ufeff庚\u2066辛"
    one = made(a_topic(a_story(title=text, text=text), lead=text, title=text))
    for article in one:
        whole = article.title + article.digest + article.html
        whole.encode()
        assert not set(text) - set("甲乙丙丁戊己庚辛") & set(whole)
    assert one[0].title == "甲乙丙丁戊己庚辛"


def test_a_rare_character_stays_and_is_one() -> None:
    assert plain("村医陈𬱟") == "村医陈𬱟"
    topic = a_topic(title="𬱟" * 32)
    assert faults(made(topic)[0]) == ()
    [fault] = faults(made(replace(topic, title="𬱟" * 33))[0])
    assert fault.field == "title"


def test_a_text_over_lines_becomes_one_line() -> None:
    assert plain("一\n二\t三\u2028四  五　") == "一 二 三 四 五"


def test_a_long_digest_ends_with_a_sentence_or_an_ellipsis() -> None:
    assert shortened("甲" * 80 + "。" + "乙" * 80, 128) == "甲" * 80 + "。"
    assert shortened("甲" * 200, 128) == "甲" * 127 + "…"
    assert all(len(one.digest) <= LIMITS.digest for one in made(a_topic(cases=30, lead="长" * 500)))


def test_an_empty_lead_is_told_by_a_number() -> None:
    lead = made(a_topic(cases=3, lead=" \n"))[0]
    assert lead.digest == "收录案例 3 个。"
    assert faults(lead) == ()


def test_where_nobody_said_where_the_site_is_nothing_points_there() -> None:
    for one in made(a_topic(source_url="")):
        assert one.source_url == ""
        assert "阅读原文" not in one.html


def test_three_hundred_cases_make_several_messages_each_within_the_limits() -> None:
    articles = made(a_topic(cases=300))
    assert not [fault for one in articles for fault in faults(one)]
    told = [number for one in articles[1:] for number in one.cases]
    assert sorted(told) == [f"2022-{n:04}" for n in range(1, 301)], "each case once"
    sent = messages(articles)
    assert [one for message in sent for one in message] == list(articles)
    assert {len(message) for message in sent[:-1]} == {8}
    assert len(sent[-1]) <= 8
    assert all(weight(one.html) < 20_000 for one in articles)


def test_the_parts_of_a_theme_are_numbered_and_of_about_one_length() -> None:
    topic = replace(a_topic(), themes=((THEMES[0], tuple(a_story(n) for n in range(1, 21))),))
    parts, whole = made(topic)[1:], f"{topic.title}｜{THEMES[0]}"
    assert [one.title.removeprefix(whole) for one in parts] == [f"（{numeral(n)}）" for n in range(1, len(parts) + 1)]
    counts = [len(one.cases) for one in parts]
    assert max(counts) - min(counts) <= 1


def test_the_parting_is_the_same_whatever_the_addresses() -> None:
    topic = a_topic(cases=60)
    preview = make(topic, image_url=lambda sha256: f"data:image/jpeg;base64,{'A' * 90_000}")
    assert [one.cases for one in preview] == [one.cases for one in made(topic)]
    assert not [fault for one in preview for fault in faults(one)], "an address of the preview is not what is counted"


def test_the_same_topic_gives_the_same_bytes() -> None:
    assert made(a_topic(cases=12)) == made(a_topic(cases=12))


def test_the_list_of_very_many_cases_is_cut_with_their_number_said() -> None:
    stories = tuple(a_story(n, title=f"{n}号" + "很长的题目" * 30, photos=0) for n in range(1, 301))
    lead = made(a_topic(*stories))[0]
    assert "……共 100 个案例" in lead.html
    assert faults(lead) == ()
    named = {f"2022-{int(n):04}" for n in re.findall(r"(\d+)号很长", text_of(lead.html))}
    assert set(lead.cases) == named, "the cases of the lead are those it names"


def test_styles_that_no_editor_keeps_are_taken_out() -> None:
    bad = '<p id="a" class="b" style="position:fixed;color:#000" onclick="x()">甲</p> '
    clean = surviving(bad + '<script>1</script><a href="/">乙</a>')
    assert "position" not in clean
    assert "color:#000" in clean
    assert text_of(clean) == "甲乙"
    assert set(re.findall(r"<(\w+)", clean)) == {"p"}
