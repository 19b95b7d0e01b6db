"""What a page costs the server in CPU and statements: call page, topic page, the office list of 5,000 cases."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench.figures import Figure, cpu_ms

if TYPE_CHECKING:
    from django.test import Client

CASES, TOPIC_CASES = 5000, 8
PAGE_MS, LIST_MS, MOST_STATEMENTS = 5.0, 15.0, 12
STATES = ("in_order", "doubtful", "faulty", "accepted", "received")
THEMES = ("rural", "digital-divide", "green")
NOW = datetime(2022, 10, 20, 9, 0, tzinfo=UTC)


def site() -> None:
    """An empty installation in a folder of its own, as ``casecall setup`` leaves it."""
    os.environ["CASECALL_DATA"] = tempfile.mkdtemp(prefix="casecall-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "casecall.settings"
    import django

    django.setup()
    from django.conf import settings

    from casecall.cli.setup import bring_up

    settings.ALLOWED_HOSTS.append("testserver")
    bring_up()


def fill() -> None:
    """Invented cases in five states, with those of the topic five thousand."""
    from casecall.calls.queries import call_by_key
    from casecall.cases.models import Case

    call = call_by_key("cace-2022")
    assert call is not None
    Case.objects.bulk_create(
        [
            Case(
                call_id=call.id,
                number=f"B{n:05d}",
                state=STATES[n % 5],
                state_since=NOW,
                came_at=NOW - timedelta(minutes=n),
                door="folder",
                title=f"第 {n} 座基站点亮云岫山村",
                unit=f"星衢通信集团云岫有限公司第 {n % 97} 分公司",
                theme=THEMES[n % 3],
                words=300 + n % 250,
                reason="未盖公章 · 正文 538 字" if n % 5 == 2 else "",
            )
            for n in range(CASES - TOPIC_CASES)
        ],
        batch_size=500,
    )


def topic() -> str:
    """A topic brought out as the office does it, from screened cases with photos to the page; its address."""
    from casecall.calls.queries import call_by_key
    from casecall.compiling import actions as compiling
    from casecall.compiling.queries import edition
    from casecall.publishing.actions import publish
    from casecall.screening.actions import accept
    from tests.casecall.factory import Application, a_case

    call = call_by_key("cace-2022")
    assert call is not None
    made = [a_case(call, Application(title=f"山村机房换上“凉外套”之{n}"), now=NOW) for n in range(TOPIC_CASES)]
    for case_id in made:
        accept(case_id, "做法可学", by="bench", now=NOW)
    topic_id = compiling.make_edition(call.id, slug="bench", title="把网络修到人心里去", lead="", by="bench", now=NOW)
    compiling.add_cases(topic_id, made, by="bench", now=NOW)
    for entry in edition(topic_id).entries:
        for photo in entry.photos:
            compiling.edit_photo(
                photo.id, order=photo.order, caption="（示意）", alt="现场", credit=entry.unit, shown=True, by="bench",
                now=NOW,
            )  # fmt: skip
    publish(topic_id, by="bench", now=NOW)
    return "/t/bench/"


def clerk() -> Client:
    """A client of somebody who may see the office."""
    from django.test import Client

    from casecall.people.actions import make_user

    user = make_user("clerk", "a-long-password-for-bench", role="clerk", name="", now=NOW, by="bench")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def statements(client: Client, address: str) -> int:
    """How many SQL statements a page takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(asked)


def measure() -> list[Figure]:
    """The figures of the three pages."""
    site()
    topic_page = topic()
    fill()
    from django.test import Client

    anyone, office = Client(), clerk()
    pages = [
        ("征集页", anyone, "/c/cace-2022/", PAGE_MS, 99),
        (f"专题页（{TOPIC_CASES} 个案例）", anyone, topic_page, PAGE_MS, 99),
        (f"来件列表（{CASES} 件）", office, "/office/", LIST_MS, MOST_STATEMENTS),
        (f"来件列表，查询（{CASES} 件）", office, "/office/?q=主题:绿色+云岫", LIST_MS, MOST_STATEMENTS),
    ]
    floor = cpu_ms(lambda: anyone.get("/healthz"), runs=50)
    out = []
    for name, client, address, bound, most in pages:
        asked = statements(client, address)
        took = cpu_ms(lambda client=client, address=address: list(client.get(address)), runs=50)  # type: ignore[misc]
        met = took <= bound and asked <= most
        wanted = f"≤ {bound:.0f} 毫秒" + (f"，≤ {most} 条语句" if most < 99 else "")
        out.append(
            Figure(
                name,
                f"{took:.1f} 毫秒 CPU，{asked} 条语句",
                wanted,
                met,
                f"同样的客户端取一个不存在的页 {floor:.1f} 毫秒",
            )
        )
    return out


if __name__ == "__main__":
    for figure in measure():
        print(figure)
