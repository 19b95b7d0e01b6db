"""Addresses in plain ASCII for regions and units, which stay the same whatever else stands in the topic."""

from __future__ import annotations

import hashlib
from functools import lru_cache

# the 34 units in their official order, as GB/T 2260 lists them
REGIONS = {
    "北京": "beijing",
    "天津": "tianjin",
    "河北": "hebei",
    "山西": "shanxi",
    "内蒙古": "neimenggu",
    "辽宁": "liaoning",
    "吉林": "jilin",
    "黑龙江": "heilongjiang",
    "上海": "shanghai",
    "江苏": "jiangsu",
    "浙江": "zhejiang",
    "安徽": "anhui",
    "福建": "fujian",
    "江西": "jiangxi",
    "山东": "shandong",
    "河南": "henan",
    "湖北": "hubei",
    "湖南": "hunan",
    "广东": "guangdong",
    "广西": "guangxi",
    "海南": "hainan",
    "重庆": "chongqing",
    "四川": "sichuan",
    "贵州": "guizhou",
    "云南": "yunnan",
    "西藏": "xizang",
    "陕西": "shaanxi",
    "甘肃": "gansu",
    "青海": "qinghai",
    "宁夏": "ningxia",
    "新疆": "xinjiang",
    "台湾": "taiwan",
    "香港": "hongkong",
    "澳门": "macao",
}
_ORDER = {key: n for n, key in enumerate(REGIONS.values())}


def region_key(place: str) -> str:
    """The address of a place: a province by its name, any other by a hash; empty for none.

    >>> region_key("陕西"), region_key("宝鸡市")[:1], region_key("")
    ('shaanxi', 'p', '')
    """
    return REGIONS.get(place) or (f"p{_hash(place)}" if place else "")


def region_order(key: str) -> tuple[int, str]:
    """Where a region stands in a list: provinces in their official order, then other places."""
    return (_ORDER.get(key, len(_ORDER)), key)


def unit_key(unit: str) -> str:
    """The address of a unit: a hash of its name, since no transcription of names is right for all."""
    return f"u{_hash(''.join(unit.split()))}"


@lru_cache(maxsize=4096)
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
