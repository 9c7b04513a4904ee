"""Flags reviews whose words suggest money for a review. Moderators check them; nothing is refused."""

import re

from market.core.text.bangla import nfc

MONEY = (
    *(r"refund\w*", r"discount\w*", r"money", r"bonus\w*", r"pay (?:me |you )?(?:extra|more|less|back)", r"cashback"),
    *("টাকা", "ফেরত", "রিফান্ড", "ডিসকাউন্ট", "বোনাস", "মূল্যছাড়"),
)
REVIEW = (
    *(r"reviews?", r"ratings?", r"(?:five|5|good|bad) stars?", r"feedback"),
    *("রিভিউ", "রেটিং", "মূল্যায়ন", "পাঁচ তারা", "৫ তারা", "স্টার"),
)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{each}\b" if each.isascii() else re.escape(nfc(each)) for each in words), re.I)


_MONEY, _REVIEW = _any_of(MONEY), _any_of(REVIEW)


def mentions_trade(*texts: str) -> bool:
    """Whether one of the texts mentions both money and reviews."""
    normalized = [nfc(text) for text in texts]
    return any(_MONEY.search(text) and _REVIEW.search(text) for text in normalized)
