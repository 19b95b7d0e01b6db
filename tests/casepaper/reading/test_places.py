"""Labels anchor the values: beside them in ruled cells, in layouts without lines, or in the same line."""

from __future__ import annotations

from casepaper.forms.callfile import load_call
from casepaper.reading.grid import cell_of
from casepaper.reading.places import Place, beside, find_places, in_rows, joined, share
from casepaper.records import Box, Line

FORM = load_call("cace-2022").form
CELLS: tuple[Box, ...] = (
    (0.10, 0.14, 0.25, 0.175), (0.255, 0.14, 0.90, 0.175),
    (0.10, 0.18, 0.25, 0.21), (0.255, 0.18, 0.50, 0.21), (0.505, 0.18, 0.63, 0.21), (0.635, 0.18, 0.90, 0.21),
    (0.10, 0.22, 0.90, 0.70), (0.10, 0.70, 0.90, 0.92),
)  # fmt: skip


def line(text: str, x: float, y: float, *, wide: float = 0.02, high: float = 0.016) -> Line:
    across = sum(wide if ord(one) > 0x2E7F else wide / 2 for one in text)
    return Line(text, (x, y, x + across, y + high), 0.99, 0.95)


def texts(*lines: Line, cells: tuple[Box, ...] = (), bottom: float = 1.0) -> dict[str, str]:
    return {key: place.text for key, place in find_places(lines, FORM, cells, bottom).items()}


def test_values_stand_in_the_cell_beside_their_label() -> None:
    found = texts(
        line("申报单位", 0.12, 0.15), line("云岭测试通信有限公司", 0.40, 0.15),
        line("联系人", 0.13, 0.187), line("李晓明", 0.33, 0.187), line("职务", 0.54, 0.187), line("主任", 0.7, 0.187),
        cells=CELLS,
    )  # fmt: skip
    assert found == {"unit": "云岭测试通信有限公司", "contact": "李晓明", "position": "主任"}


def test_an_empty_cell_gives_a_place_without_text() -> None:
    found = texts(line("申报单位", 0.12, 0.15), line("联系人", 0.13, 0.187), line("职务", 0.54, 0.187), cells=CELLS)
    assert found == {"unit": "", "contact": "", "position": ""}


def test_without_ruled_lines_the_row_and_the_next_label_are_the_bounds() -> None:
    found = texts(
        line("联系人：", 0.1, 0.2), line("李晓明", 0.2, 0.2), line("职务", 0.5, 0.2), line("主任", 0.6, 0.2),
        line("联系电话", 0.1, 0.24), line("0871-65550123", 0.2, 0.24),
    )  # fmt: skip
    assert found == {"contact": "李晓明", "position": "主任", "phone": "0871-65550123"}


def test_label_and_value_in_one_line_are_parted() -> None:
    found = texts(line("联系人：李晓明 联系电话：0871-65550123", 0.1, 0.2))
    assert found == {"contact": "李晓明", "phone": "0871-65550123"}


def test_a_value_of_two_rows_is_joined() -> None:
    rows = (line("云岭省青山通信建设工程", 0.4, 0.142), line("有限公司", 0.4, 0.158))
    assert texts(line("申报单位", 0.12, 0.15), *rows, cells=CELLS)["unit"] == "云岭省青山通信建设工程有限公司"


def test_a_label_with_one_character_misread_or_a_mark_before_it_still_anchors() -> None:
    assert texts(line("中报单位", 0.12, 0.15), line("云岭公司", 0.4, 0.15), cells=CELLS) == {"unit": "云岭公司"}
    assert texts(line("一职务", 0.53, 0.187), line("主任", 0.7, 0.187), cells=CELLS) == {"position": "主任"}


def test_words_in_a_sentence_are_no_label() -> None:
    assert texts(line("本案例的联系人：李晓明负责对接工作", 0.1, 0.4)) == {}


def test_the_footer_below_the_undertaking_gives_no_contact_and_the_date_is_looked_for_there() -> None:
    footer, dated = line("联系电话：010-82052871", 0.1, 0.95), line("日期：2022年9月1日", 0.5, 0.8)
    found = texts(footer, dated, line("日期", 0.1, 0.3), bottom=0.7)
    assert found == {"date": "2022年9月1日"}


def test_the_rim_of_a_seal_beside_a_date_is_no_part_of_it() -> None:
    rim = line("中心", 0.8, 0.78, high=0.05)
    places = find_places([line("日期：2022年9月29日", 0.5, 0.8), rim], FORM, (), 0.7)
    assert places["date"].text == "2022年9月29日"
    assert places["date"].rows[0][3] - places["date"].rows[0][1] < 0.02


def test_a_label_set_wide_is_one_label_even_in_two_pieces() -> None:
    assert texts(line("日", 0.5, 0.8), line("期：2022年9月1日", 0.56, 0.8), bottom=0.7) == {"date": "2022年9月1日"}
    assert texts(line("日", 0.5, 0.8), line("常", 0.56, 0.8), bottom=0.7) == {}


def test_where_the_line_between_label_and_value_was_not_seen_the_cell_holds_both() -> None:
    cells = ((0.10, 0.18, 0.50, 0.21), (0.505, 0.18, 0.63, 0.21), (0.635, 0.18, 0.90, 0.21))
    found = texts(line("联系人", 0.13, 0.187), line("李晓明", 0.33, 0.187), line("职务", 0.54, 0.187), cells=cells)
    assert found == {"contact": "李晓明", "position": ""}


def test_beside_a_half_whose_partner_lost_its_label_the_value_is_still_offered() -> None:
    lines = [line("联系人", 0.13, 0.187), line("李晓明", 0.33, 0.187), line("主任", 0.7, 0.187)]
    place = find_places(lines, FORM, CELLS, 0.7)["contact"]
    position = FORM.field("position")
    assert position is not None
    assert place.text == "李晓明", "what stands in the next cell is not the contact"
    offered = beside(place, position, lines, 0.9)
    assert isinstance(offered, Place)
    assert offered.text == "主任"


def test_lines_are_put_in_rows_whatever_their_order() -> None:
    lines = [line("四", 0.5, 0.201), line("一", 0.1, 0.1), line("三", 0.1, 0.2), line("二", 0.5, 0.102)]
    assert [one.text for one in in_rows(lines)] == ["一", "二", "三", "四"]
    assert joined([line("Open", 0.1, 0.1), line("RAN", 0.3, 0.1)]) == "Open RAN"


def test_a_wide_character_counts_two() -> None:
    assert share("日期：2022", 3) == 6 / 10
    assert share("", 0) == 0


def test_the_smallest_cell_that_holds_a_line_is_its_cell() -> None:
    outer, inner = (0.0, 0.0, 1.0, 1.0), (0.2, 0.2, 0.4, 0.4)
    assert cell_of((0.25, 0.25, 0.3, 0.3), (outer, inner)) == inner
    assert cell_of((0.5, 0.5, 0.6, 0.6), (inner,)) is None
