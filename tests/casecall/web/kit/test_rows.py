"""The tag that fills one shape with many rows: what comes out is what a loop of variables gives, and is escaped."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.template import Context, Template, TemplateSyntaxError


class Row(NamedTuple):
    """A row of a list."""

    id: str
    title: str


ROWS = (Row("1", "山村机房"), Row("2", "<b>\"甲\" & '乙'</b>"), Row("3", "{id}{{ rows }}{% now %}"), Row("4", ""))


def drawn(shape: str, rows: tuple[Row, ...] = ROWS) -> str:
    return Template("{% load rows %}" + shape).render(Context({"rows": rows}))


def test_it_draws_what_a_loop_of_variables_draws() -> None:
    each = drawn('{% each rows %}<a href="{id}" title="{title}">{title}</a>\n{% endeach %}')
    loop = drawn(
        '{% for row in rows %}<a href="{{ row.id }}" title="{{ row.title }}">{{ row.title }}</a>\n{% endfor %}'
    )
    assert each == loop


def test_what_a_row_says_is_text_and_never_markup() -> None:
    said = drawn("{% each rows %}{id}{title}{% endeach %}", (Row("1", "<script>"),))
    assert said == "1&lt;script&gt;"


def test_without_rows_nothing_is_drawn() -> None:
    assert drawn("{% each rows %}{id}{title}{% endeach %}", ()) == ""


@pytest.mark.parametrize(
    "shape",
    [
        "{% each rows %}{id}{{ title }}{% endeach %}",
        "{% each rows %}{id}{% if id %}{title}{% endif %}{% endeach %}",
        "{% each rows %}{id.real}{title}{% endeach %}",
        "{% each rows %}{}{id}{title}{% endeach %}",
        "{% each rows %}{id}{title}}{% endeach %}",
        "{% each rows %}{title}{% endeach %}",
    ],
)
def test_a_shape_holds_text_and_plain_names_alone(shape: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn(shape)
