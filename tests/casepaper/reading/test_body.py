"""The body is what stands between the hint and the undertaking, joined to the paragraphs that were written."""

from __future__ import annotations

from dataclasses import replace

from casepaper.forms.callfile import load_call
from casepaper.reading.body import body_lines, find_undertaking, hint_bottom, is_hint, paragraphs, promise_of, tidy_body
from casepaper.records import Line

FORM = load_call("cace-2022").form
FIELD = FORM.field("body")
HINT = "(500字以内，包括事件背景、发生时间、地点、具体参与人员、所做具体事迹、案例效果等)"
EM = 0.02


def rows(*texts: str, y: float = 0.4, left: float = 0.1) -> list[Line]:
    lines = []
    for text in texts:
        plain = text.lstrip("　")
        x = left + EM * (len(text) - len(plain))
        across = sum(EM if ord(one) > 0x2E7F else EM / 2 for one in plain)
        lines.append(Line(plain, (x, y, x + across, y + 0.016), 0.99))
        y += 0.022
    return lines


FULL = "公司在青川县石桥镇建设云上大棚三十六座，安装传感器一千八百套，组织培"


def test_rows_of_one_paragraph_are_joined_without_a_break() -> None:
    assert paragraphs(rows("　　" + FULL[:-2], FULL, "训村民。")) == FULL[:-2] + FULL + "训村民。"


def test_an_indented_row_begins_a_new_paragraph() -> None:
    assert paragraphs(rows("　　" + FULL[:-2], FULL, "　　" + FULL[:-2])).count("\n") == 1


def test_a_short_row_ends_its_paragraph_where_nothing_is_indented() -> None:
    assert paragraphs(rows(FULL, "训村民。", FULL, FULL)) == f"{FULL}训村民。\n{FULL}{FULL}"


def test_a_row_that_ends_in_a_comma_goes_on() -> None:
    assert "\n" not in paragraphs(rows(FULL, "训村民，", FULL))


def test_two_latin_words_keep_a_space_over_the_end_of_a_row() -> None:
    assert paragraphs(rows("采用云网融合架构部署边缘节点设备并引入Open", "RAN技术。")).endswith("Open RAN技术。")


def test_no_lines_are_no_text() -> None:
    assert paragraphs([]) == ""


def test_punctuation_beside_han_is_full_width_and_figures_keep_theirs() -> None:
    assert tidy_body("投入1,860套,覆盖3.5%(全省);") == "投入1,860套，覆盖3.5%（全省）;"
    assert tidy_body("Hello, world") == "Hello, world"


def test_the_hint_is_known_whole_broken_and_misread() -> None:
    hint = rows(HINT)[0]
    assert is_hint(hint, FIELD)
    assert is_hint(replace(hint, text=HINT[:20]), FIELD)
    assert is_hint(
        replace(hint, text="1500字以内，包括事件背景、发生时间、地点、具体参人员、所做其体事迹、案例效果等"), FIELD
    )
    assert not is_hint(replace(hint, text=FULL), FIELD)
    assert not is_hint(replace(hint, text="等"), FIELD)
    assert not is_hint(hint, None)


def test_the_body_holds_neither_hint_nor_label_nor_scraps_of_a_seal() -> None:
    lines = [*rows("正文", HINT, FULL, FULL, "训村民。"), Line("限公", (0.5, 0.45, 0.56, 0.49), 0.99)]
    lines.append(Line("世", (0.3, 0.46, 0.32, 0.476), 0.4))
    top = hint_bottom(lines, FIELD, 0.39, 0.7)
    assert [line.text for line in body_lines(lines, FORM, top, 0.7)] == [FULL, FULL, "训村民。"]


def test_without_a_hint_the_body_begins_at_the_top_given() -> None:
    assert hint_bottom(rows(FULL), FIELD, 0.33, 0.7) == 0.33


def test_the_undertaking_is_found_by_its_label_or_by_its_words() -> None:
    label = rows("本单位承诺：", y=0.7)
    words = rows(FORM.undertaking[:34], FORM.undertaking[34:], y=0.75)
    assert find_undertaking([*rows(FULL), *label, *words], FORM) == 0.7
    assert find_undertaking([*rows(FULL), *words], FORM) == 0.75
    assert find_undertaking(rows(FULL), FORM) is None


def test_an_undertaking_that_stands_whole_is_intact_a_misread_mark_or_two_allowed() -> None:
    text = FORM.undertaking.replace("，", "、").replace("真实", "真买")
    intact, lines = promise_of(rows("本单位承诺：", text[:34], text[34:], "单位盖章：（公章）", y=0.7), FORM)
    assert intact is True
    assert [line.text for line in lines] == [text[:34], text[34:]]


def test_an_undertaking_cut_short_is_not_intact() -> None:
    assert promise_of(rows("本单位承诺：", FORM.undertaking[:30], y=0.7), FORM)[0] is False


def test_an_undertaking_that_was_badly_read_is_left_open() -> None:
    poor = [replace(line, confidence=0.5) for line in rows(FORM.undertaking[:30], y=0.7)]
    assert promise_of(poor, FORM)[0] is None
    assert promise_of(rows("单位盖章：", y=0.7), FORM) == (None, ())
