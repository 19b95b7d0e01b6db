"""What the platform's error codes mean, and what a person should do about each."""

from __future__ import annotations

from typing import Final

BUSY: Final = -1
STALE_TOKEN: Final = frozenset({40001, 40014, 41001, 42001})
NO_SUCH_MEDIA: Final = 40007
NO_RIGHT: Final = frozenset({48001, 50001, 50002})
KNOWN_SEND: Final = 45065  # a clientmsgid that was used before: the answer has the msg_id of the first time
TODAY_NO_MORE: Final = frozenset({45009, 45028})
TOO_FAST: Final = frozenset({45011, 45047})
SAYS: Final = {
    "code": "{what}（错误码 {code}）",
    "other": "平台拒绝了请求：{message}。请按公众平台“全局返回码”说明处理后再试（错误码 {code}）",
    "unreached": "连不上微信平台（{host}）。请检查服务器网络与账户里的平台地址，稍后会自动再试",
    "unanswered": "请求已发出，但没有等到微信平台的答复",
    "nonsense": "微信平台的答复无法读懂，可能经过了代理或登录页面（HTTP {status}）。请检查服务器网络",
    "no_token": "微信平台没有给出调用凭据。请检查账户的 AppID 与密钥",
}
CODES: Final = {
    -1: "微信平台繁忙，稍后会自动再试",
    40001: "密钥（AppSecret）不正确或凭据已失效。请到“公众号账户”重新填写密钥",
    40002: "凭据类型不合法。请核对账户里的平台地址",
    40004: "图片类型不合法。请换用 JPG 或 PNG 图片",
    40005: "图片类型不合法，正文图片只能用 JPG 或 PNG。请更换这张照片",
    40007: "平台上找不到这份素材或草稿，可能已在公众平台删除。请重新存入草稿箱",
    40009: "图片超过平台允许的大小（正文图片 1 MB，封面 10 MB）。请更换这张照片",
    40013: "AppID 不正确。请到“公众号账户”核对 AppID",
    40014: "调用凭据不合法，已重新获取仍被拒绝。请核对 AppID 与密钥",
    40033: "文字中有平台不接受的转义字符。请联系维护人员",
    40125: "密钥（AppSecret）不正确。请到“公众号账户”重新填写密钥",
    40132: "预览用的微信号不正确。请到“公众号账户”核对运营者的微信号",
    40137: "图片格式不支持。请换用 JPG 或 PNG 图片",
    40164: "服务器的 IP 不在公众号的白名单中。请在公众平台“设置与开发—基本配置”把服务器 IP 加入白名单，然后再试",
    40243: "密钥（AppSecret）已被冻结。请公众号管理员在公众平台解冻",
    41001: "请求缺少调用凭据，已重新获取仍被拒绝。请核对 AppID 与密钥",
    41004: "没有密钥（AppSecret）。请到“公众号账户”填写密钥",
    41005: "没有收到图片。请更换这张照片后再试",
    42001: "调用凭据过期，已重新获取仍被拒绝。请核对 AppID 与密钥",
    43004: "接收者没有关注公众号。请运营者先关注本公众号再预览",
    44002: "平台收到的请求是空的。请再试一次",
    44003: "图文消息是空的。请先为专题编入案例",
    45001: "文件超过平台允许的大小。请更换照片",
    45002: "正文超过平台允许的长度（2 万字符）。请删减文字或把案例分到更多文章",
    45003: "标题超过平台允许的长度（32 字）。请缩短标题",
    45004: "摘要超过平台允许的长度（128 字）。请缩短导语",
    45005: "“阅读原文”的链接过长（1 KB）。请检查专题网址",
    45008: "一次推送的文章超过 8 篇。请减少文章",
    45009: "今日的接口调用次数已用完，明日会自动再试；急用可在公众平台清零",
    45011: "调用过于频繁，稍后会自动再试",
    45028: "群发次数已用完（订阅号每日 1 次，服务号每月 4 次）。请次日或下月再群发",
    45047: "调用过于频繁，稍后会自动再试",
    45065: "这条消息已经群发过，不会重复群发",
    45110: "作者名超过平台允许的长度（16 字）。请到“公众号账户”缩短作者名",
    45166: "正文未被平台接受，可能含有不允许的内容或过长。请在公众平台手工粘贴核对",
    47001: "平台读不懂请求的格式。请再试一次，仍不成功请联系维护人员",
    48001: "公众号没有使用这个接口的权限（未认证或不支持认证的账号没有发布权限）。草稿仍在草稿箱，请在公众平台手工发布",
    48004: "接口被平台封禁。请公众号管理员登录公众平台查看原因",
    50001: "公众号未授权使用该接口。草稿仍在草稿箱，请在公众平台手工发布",
    50002: "公众号受到平台限制。请公众号管理员登录公众平台查看原因",
    53500: "平台暂时限制发布功能。请公众号管理员登录公众平台查看",
    53501: "发布过于频繁。请稍后再试",
    53502: "草稿中有不能发布的内容。请到公众平台草稿箱查看提示",
    53503: "草稿有不合规的内容。请到公众平台草稿箱查看提示",
    53504: "需要在公众平台手工确认后才能使用草稿箱。请公众号管理员登录一次公众平台",
    53505: "请先在公众平台手工保存一次草稿后再发布",
    53600: "平台找不到这篇文章。请到公众平台“发表记录”核对",
    61004: "服务器的 IP 不在白名单中。请在公众平台“设置与开发—基本配置”把服务器 IP 加入白名单，然后再试",
    61500: "统计日期格式不正确",
    61501: "统计日期超出平台允许的范围",
}


def sentence(code: int, message: str = "") -> str:
    """What an error code says to a person. ``message`` is the platform's own, for a code that is not known."""
    if code in CODES:
        return SAYS["code"].format(what=CODES[code], code=code)
    return SAYS["other"].format(message=" ".join(message.split())[:120] or "—", code=code)


class Trouble(Exception):  # noqa: N818 - a sentence for people
    """A call that brought no result; its text says to a person what to do."""


class Refused(Trouble):
    """The platform said no: nothing was done."""

    def __init__(self, code: int, message: str = "", *, answer: dict[str, object] | None = None) -> None:
        super().__init__(sentence(code, message))
        self.code, self.answer = code, answer or {}


class Unreached(Trouble):
    """No connection came about: nothing was done."""

    def __init__(self, host: str) -> None:
        super().__init__(SAYS["unreached"].format(host=host))


class Unanswered(Trouble):
    """The request was given away and nobody knows what became of it."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(SAYS["nonsense"].format(status=status) if status else SAYS["unanswered"])
