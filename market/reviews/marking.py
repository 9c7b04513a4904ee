"""Words that speak of money for a review. Whoever uses them is only looked at by moderators: they may be innocent."""

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


def _either(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{each}\b" if each.isascii() else re.escape(nfc(each)) for each in words), re.I)


_MONEY, _REVIEW = _either(MONEY), _either(REVIEW)


def speaks_of_a_trade(*texts: str) -> bool:
    """Whether one of the texts speaks of money and of reviews both."""
    found = [nfc(text) for text in texts]
    return any(_MONEY.search(text) and _REVIEW.search(text) for text in found)
