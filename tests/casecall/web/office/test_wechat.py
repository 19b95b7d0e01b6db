"""The pages of the Official Account: the secret is never shown, states stand in words, what goes out is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.audit.models import AuditLine
from casecall.compiling import actions as compiling
from casecall.publishing.models import Publication, WechatAccount, WechatMessage, WechatRemoval
from casecall.publishing.wechat import rules
from casecall.publishing.wechat.actions import ask_draft
from casecall.screening.actions import accept
from casecall.web.office.contexts.system import VERBS
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow

SECRET = "s3cret-of-the-account"
TYPED = {
    "name": "履责实践", "app_id": "wx0123456789abcdef", "secret": SECRET, "base_url": "https://api.weixin.qq.com",
    "author": "协会", "operator": "bianji", "may_publish": "on", "may_send": "on",
}  # fmt: skip


@pytest.fixture
def topic(call: CallRow, now: datetime) -> int:
    """A topic of two cases, each with photos."""
    made = compiling.make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
    cases = [a_case(call, Application(title=title), now=now) for title in ("云上采茶忙", "银龄课堂")]
    for case_id in cases:
        accept(case_id, "做法可学", by="user:1", now=now)
    compiling.add_cases(made, cases, by="user:1", now=now)
    return made


def page(client: Client, topic: int) -> str:
    response = client.get(reverse("office:edition-wechat", args=[topic]))
    assert response.status_code == 200
    return response.content.decode()


def keep(client: Client, **changed: Any) -> Any:
    return client.post(reverse("office:wechat-account"), {**TYPED, **changed})


def drafted(administrator: Client, topic: int, now: datetime) -> WechatMessage:
    """A message that stands in the draft box."""
    keep(administrator)
    ask_draft(topic, by="user:1", now=now)
    WechatMessage.objects.update(state=rules.DRAFT, media_id="m-1")
    return WechatMessage.objects.get()


def test_the_secret_is_typed_once_and_never_shown_again(administrator: Client) -> None:
    assert keep(administrator).status_code == 302
    text = administrator.get(reverse("office:wechat-account")).content.decode()
    assert "wx0123456789abcdef" in text
    assert SECRET not in text
    assert WechatAccount.objects.get().secret not in text
    assert "不填则不改" in text


def test_a_refused_account_says_every_fault_and_gives_back_what_was_typed_but_the_secret(administrator: Client) -> None:
    response = keep(administrator, name="", base_url="http://api.weixin.qq.com")
    assert response.status_code == 422
    text = response.content.decode()
    assert "公众号名称" in text
    assert "https:// 开头" in text
    assert "wx0123456789abcdef" in text
    assert SECRET not in text
    assert not WechatAccount.objects.exists()


def test_a_box_that_was_not_ticked_takes_the_right_away(administrator: Client) -> None:
    keep(administrator)
    left = {key: value for key, value in TYPED.items() if not key.startswith("may_")}
    administrator.post(reverse("office:wechat-account"), {**left, "secret": ""})
    account = WechatAccount.objects.get()
    assert not account.may_publish
    assert not account.may_send


def test_trying_an_account_that_does_not_answer_says_what_to_do(administrator: Client) -> None:
    keep(administrator, base_url="http://127.0.0.1:9")
    text = administrator.post(reverse("office:wechat-account"), {"then": "try"}).content.decode()
    assert "连不上微信平台" in text


def test_a_clerk_does_not_see_the_account(clerk: Client) -> None:
    assert clerk.get(reverse("office:wechat-account")).status_code == 403
    assert reverse("office:wechat-account") not in clerk.get(reverse("office:inbox")).content.decode()


def test_the_edition_leads_to_its_articles_and_back(clerk: Client, topic: int) -> None:
    address = reverse("office:edition-wechat", args=[topic])
    assert address in clerk.get(reverse("office:edition", args=[topic])).content.decode()
    text = page(clerk, topic)
    assert reverse("office:edition", args=[topic]) in text
    assert "请管理员先填写" in text
    assert "把网络修到人心里去" in text


def test_the_articles_are_shown_as_they_will_be_before_there_is_an_account(clerk: Client, topic: int) -> None:
    response = clerk.get(reverse("office:wechat-article", args=[topic, 2]))
    text = response.content.decode()
    assert "云上采茶忙" in text
    assert 'src="data:image/' in text
    assert "mmbiz.qpic.cn" not in text
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("number", [0, 9])
def test_an_article_that_is_not_there_is_not_found(clerk: Client, topic: int, number: int) -> None:
    assert clerk.get(reverse("office:wechat-article", args=[topic, number])).status_code == 404


def test_asking_for_a_draft_begins_one_and_says_so(administrator: Client, topic: int) -> None:
    keep(administrator)
    response = administrator.post(reverse("office:wechat-draft", args=[topic]), follow=True)
    text = response.content.decode()
    assert "已开始存入草稿箱" in text
    assert "准备中" in text
    assert "无需操作" in text


def test_without_an_account_no_draft_is_begun(clerk: Client, topic: int) -> None:
    response = clerk.post(reverse("office:wechat-draft", args=[topic]))
    assert response.status_code == 422
    assert "尚未设置公众号账户" in response.content.decode()
    assert not Publication.objects.exists()


def test_a_title_over_the_limit_is_named_on_the_page_and_no_draft_can_be_asked_for(
    administrator: Client, topic: int, now: datetime
) -> None:
    keep(administrator)
    compiling.edit_edition(topic, title="长" * 33, lead="", by="user:1", now=now)
    text = page(administrator, topic)
    assert "还不能存入草稿箱" in text
    assert reverse("office:wechat-draft", args=[topic]) not in text


def test_what_readers_will_get_is_confirmed_first(administrator: Client, topic: int, now: datetime) -> None:
    row = drafted(administrator, topic, now)
    address = reverse("office:wechat-act", args=[topic, row.pk])
    text = administrator.post(address, {"then": "send"}).content.decode()
    assert "群发给全部关注者" in text
    assert "30 分钟" in text
    assert WechatMessage.objects.get().state == rules.DRAFT
    assert administrator.post(address, {"then": "send", "sure": "yes"}).status_code == 302
    assert WechatMessage.objects.get().state == rules.TO_SEND


def test_an_account_that_may_not_publish_has_no_button_for_it(administrator: Client, topic: int, now: datetime) -> None:
    row = drafted(administrator, topic, now)
    WechatAccount.objects.update(may_publish=False, may_send=False)
    text = page(administrator, topic)
    assert 'value="publish"' not in text
    assert 'value="send"' not in text
    address = reverse("office:wechat-act", args=[topic, row.pk])
    response = administrator.post(address, {"then": "publish", "sure": "yes"})
    assert response.status_code == 422
    assert "手工操作" in response.content.decode()


def test_a_message_that_stopped_says_why_and_can_be_tried_again(
    administrator: Client, topic: int, now: datetime
) -> None:
    row = drafted(administrator, topic, now)
    WechatMessage.objects.update(state=rules.STUCK, error="服务器的 IP 不在公众号的白名单中")
    text = page(administrator, topic)
    assert "白名单" in text
    assert "需要处理" in text
    administrator.post(reverse("office:wechat-act", args=[topic, row.pk]), {"then": "again"})
    assert WechatMessage.objects.get().state == rules.PREPARING


def test_a_message_of_another_edition_and_an_unknown_act_are_not_found(
    administrator: Client, topic: int, call: CallRow, now: datetime
) -> None:
    row = drafted(administrator, topic, now)
    other = compiling.make_edition(call.id, slug="other", title="另一专题", by="user:1", now=now)
    assert administrator.post(reverse("office:wechat-act", args=[other, row.pk]), {"then": "again"}).status_code == 404
    assert administrator.post(reverse("office:wechat-act", args=[topic, row.pk]), {"then": "delete"}).status_code == 404


def test_an_article_to_be_deleted_is_listed_with_its_address_until_a_person_did(
    administrator: Client, topic: int, now: datetime
) -> None:
    row = drafted(administrator, topic, now)
    url = "https://mp.weixin.qq.com/s/abc"
    WechatMessage.objects.update(state=rules.PUBLISHED, article_urls=[url] * len(row.articles))
    case_id = Publication.objects.get().cases.first().case_id  # type: ignore[union-attr]
    removal = WechatRemoval.objects.create(message=row, index=0, case_id=case_id, why="单位来函", asked_at=now)
    text = page(administrator, topic)
    assert "请到公众平台删除下列文章" in text
    assert url in text
    assert "单位来函" in text
    address = reverse("office:wechat-removed", args=[topic])
    assert administrator.post(address, {"removal": removal.pk + 1}).status_code == 404
    assert administrator.post(address, {"removal": removal.pk}).status_code == 302
    assert "请到公众平台删除下列文章" not in page(administrator, topic)


def test_what_was_done_is_on_record_in_words(administrator: Client, topic: int, now: datetime) -> None:
    drafted(administrator, topic, now)
    verbs = {one for one in AuditLine.objects.values_list("verb", flat=True) if one.startswith("wechat.")}
    assert verbs == {"wechat.account", "wechat.ask_draft"}
    assert verbs <= set(VERBS)


def test_the_page_asks_as_much_for_three_messages_as_for_one(administrator: Client, topic: int, now: datetime) -> None:
    row = drafted(administrator, topic, now)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(administrator, topic)
        return len(asked)

    count()
    one = count()
    for order in (1, 2):
        WechatMessage.objects.create(
            publication=row.publication, account=row.account, order=order, mark=f"cc-{order}", state=rules.DRAFT,
            articles=row.articles, digest=row.digest, changed_at=now,
        )  # fmt: skip
    assert count() == one
