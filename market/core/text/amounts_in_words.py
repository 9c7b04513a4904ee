"""Amounts written out, as on a cheque: what is decided for good is read once more in words.

Bangla has a word of its own for each number below a hundred. Dollars are counted by thousand and million in English;
taka, and everything in Bangla, by thousand, lakh and crore.
"""

from collections.abc import Sequence
from decimal import Decimal

from moneyed import Money

_BELOW_20 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_BANGLA_BELOW_100 = (
    "শূন্য এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ এগারো বারো তেরো চৌদ্দ পনেরো ষোলো সতেরো আঠারো উনিশ "
    "বিশ একুশ বাইশ তেইশ চব্বিশ পঁচিশ ছাব্বিশ সাতাশ আটাশ ঊনত্রিশ ত্রিশ একত্রিশ বত্রিশ তেত্রিশ চৌত্রিশ "
    "পঁয়ত্রিশ ছত্রিশ সাঁইত্রিশ আটত্রিশ ঊনচল্লিশ চল্লিশ একচল্লিশ বিয়াল্লিশ তেতাল্লিশ চুয়াল্লিশ পঁয়তাল্লিশ "
    "ছেচল্লিশ সাতচল্লিশ আটচল্লিশ ঊনপঞ্চাশ পঞ্চাশ একান্ন বাহান্ন তিপ্পান্ন চুয়ান্ন পঞ্চান্ন ছাপ্পান্ন সাতান্ন "
    "আটান্ন ঊনষাট ষাট একষট্টি বাষট্টি তেষট্টি চৌষট্টি পঁয়ষট্টি ছেষট্টি সাতষট্টি আটষট্টি ঊনসত্তর সত্তর একাত্তর "
    "বাহাত্তর তিয়াত্তর চুয়াত্তর পঁচাত্তর ছিয়াত্তর সাতাত্তর আটাত্তর ঊনআশি আশি একাশি বিরাশি তিরাশি চুরাশি "
    "পঁচাশি ছিয়াশি সাতাশি আটাশি ঊননব্বই নব্বই একানব্বই বিরানব্বই তিরানব্বই চুরানব্বই পঁচানব্বই ছিয়ানব্বই "
    "সাতানব্বই আটানব্বই নিরানব্বই"
)
BELOW_20, TENS, BANGLA_BELOW_100 = _BELOW_20.split(), _TENS.split(), _BANGLA_BELOW_100.split()
MILLIONS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"))
LAKHS = ((10**7, "crore"), (10**5, "lakh"), (10**3, "thousand"), (100, "hundred"))
BANGLA_LAKHS = ((10**7, "কোটি"), (10**5, "লাখ"), (10**3, "হাজার"), (100, "শ"))
NAMES = {  # one and several, then one hundredth and several
    ("USD", "en"): ("dollar", "dollars", "cent", "cents"),
    ("USD", "bn"): ("ডলার", "ডলার", "সেন্ট", "সেন্ট"),
    ("BDT", "en"): ("taka", "taka", "poisha", "poisha"),
    ("BDT", "bn"): ("টাকা", "টাকা", "পয়সা", "পয়সা"),
}


def amount_in_words(money: Money, language: str) -> str:
    """An amount of nothing or more, of dollars or taka: "seventy dollars and five cents", "সত্তর ডলার পাঁচ সেন্ট"."""
    amount, currency = Decimal(money.amount), money.currency.code
    whole, hundredths = int(amount), int(amount * 100) % 100
    one, several, cent, cents = NAMES[currency, language]
    words = f"{number_in_words(whole, language, currency)} {one if whole == 1 else several}"
    if not hundredths:
        return words
    rest = f"{number_in_words(hundredths, language, currency)} {cent if hundredths == 1 else cents}"
    return f"{words} {rest}" if language == "bn" else f"{words} and {rest}"


def number_in_words(number: int, language: str, currency: str = "USD") -> str:
    """A whole number of nothing or more in words, grouped as its currency is counted."""
    if language == "bn":
        return _spelled(number, BANGLA_LAKHS, BANGLA_BELOW_100)
    return _spelled(number, LAKHS if currency == "BDT" else MILLIONS, _english_below_100())


def _spelled(number: int, scale: Sequence[tuple[int, str]], below_100: Sequence[str]) -> str:
    if number < 100:
        return below_100[number]
    size, name = next(pair for pair in scale if number >= pair[0])
    count, rest = divmod(number, size)
    joint = "" if name == "শ" else " "  # পাঁচশ is one word
    words = f"{_spelled(count, scale, below_100)}{joint}{name}"
    return f"{words} {_spelled(rest, scale, below_100)}" if rest else words


def _english_below_100() -> list[str]:
    tens = [[ten, *(f"{ten}-{unit}" for unit in BELOW_20[1:10])] for ten in TENS]
    return BELOW_20 + [word for row in tens for word in row]
