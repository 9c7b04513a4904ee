"""The rules by which a name in Latin letters is spelt in Bangla, as names in Bangladesh mostly are: one word at a time.

Consonants are joined where names customarily join them (Chandra চন্দ্র, Mitra মিত্র, Akter আক্তার); elsewhere they stand
side by side: Farzana ফারজানা. Of two vowels the second hangs on a glide: Sadia সাদিয়া. An o is not written where the
inherent vowel sounds so: before the last consonant (Sumon সুমন), before an i or u (Robi রবি, Laboni লাবনি) and before two
consonants (Bonna বন্না); at the start it is অ: Ohona অহনা.
"""

import re
import unicodedata

from market.core.text.bangla import nfc
from market.core.text.bangla_to_latin import pairs
from market.core.text.phonetic import HASANTA

CONSONANTS = pairs(
    "kkh ক্ষ chh ছ kh খ gh ঘ ch চ jh ঝ zh ঝ th থ dh ধ ph ফ bh ভ shw শ্ব sh শ sw স্ব ck ক "
    "b ব c ক d দ f ফ g গ h হ j জ k ক l ল m ম n ন p প q ক r র s স t ত v ভ x ক্স z জ"
)
# The letter, and the sign.
VOWELS = pairs("aa আা ee ঈী oo উু ou ঔৌ ow ঔৌ oi ঐৈ a আা e এে i ইি o ওো u উু")
_UNITS = sorted([*CONSONANTS, *VOWELS, "ng", "y", "w"], key=len, reverse=True)
UNIT = re.compile("|".join(_UNITS).replace("ow|", "ow(?![aeiou])|"))
# What English spells otherwise than it sounds, in this order.
SOUNDS = [
    ("^sch", "sk"),
    ("^wr", "r"),
    ("^sr", "shr"),
    ("^kn", "n"),
    ("(?<=[aeiouy][bcdfgklmnprstvz])e$|(?<=[aeiou][^aeiou]{2})e$", ""),
    ("(?<=[^aeiou])(ie|ey)$", "i"),
    ("ss", "s"),
    (r"([^aeiou])\1$", r"\1"),
    ("c(?=[eiy])", "s"),
    ("qu(?=[aeiou])|que?$", "k"),
    ("(?<=[dkt])er$", "ar"),
]
# Which pairs of consonants inside a word are written as one, by their Latin letters.
JOINED = re.compile(
    "n (t|d|th|dh|ch|j|k|n)|m (p|b|bh|m)|s (t|th)|sh (t|n|w|r)|[kp] t|(t|th|d|dh|p|bh) r|l p|"
    "(?P<twin>[bcdgjklptmn]) (?P=twin)"
)
NASALS = {"ch": "ঞ", "j": "ঞ", "k": "ঙ"}  # what n is before them
AT_START = re.compile("(b|bh|d|dh|f|g|gh|k|kh|p|s|sh|t|th|m) (r|l|n|m|t|k|p|th)")
GLIDE = nfc("য়")
NASAL = ("n", "m", "y")
CLOSE = ("i", "u", "y", "ee", "oo")  # an inherent vowel before them sounds like o
STANDS = "ইঈউওঔঐ"  # as the second of two vowels without a glide


def bangla_word(word: str) -> str:
    """A word in small Latin letters, in Bangla; accents are left out."""
    word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if "a" <= letter <= "z")
    for spelling, sound in SOUNDS:
        word = re.sub(spelling, sound, word)
    units = UNIT.findall(word)
    return nfc("".join(_letters(units, at) for at in range(len(units))))


def _letters(units: list[str], at: int) -> str:
    """The unit at a place, as it is written there."""
    unit, before, after = units[at], units[at - 1] if at else "", units[at + 1] if at + 1 < len(units) else ""
    if unit == "o" and not at and after in CONSONANTS:
        return "অ"
    if unit in VOWELS:
        is_second = before in VOWELS or before == "w" or (before == "y" and at == 1)
        return "" if _is_inherent(units, at) else _vowel(VOWELS[unit], is_first=not before, is_second=is_second)
    if unit == "ng":
        return "ঙ্গ" if after in VOWELS else "ং"
    if unit == "y":
        return _y(before, after)
    if unit == "w":
        return _w(before, after)
    if unit == "n" and at and after in NASALS:
        return NASALS[after] + HASANTA
    if unit == "t" and after == "f":
        return "ৎ"
    is_final_pair = unit == "r" and at + 2 == len(units) and after in CONSONANTS
    is_joined = after in CONSONANTS and (_is_joined(unit, after, is_start=not at) or is_final_pair)
    return CONSONANTS[unit] + (HASANTA if is_joined else "")


def _is_inherent(units: list[str], at: int) -> bool:
    """Whether it is an o without a sign: before the last consonant, where a vowel stands before it or y is the last."""
    before, after = units[:at], units[at + 1 :]
    if units[at] != "o" or not before or before[-1] in VOWELS or not after or after[0] in (*VOWELS, "w"):
        return False
    if len(after) == 1:
        return after == ["y"] or any(each in VOWELS for each in before)
    if after[1] in CONSONANTS:
        return after[0] in NASAL
    return after[1] in CLOSE and after[0] not in ("j", "z") and before[-1] != "y" and after[2:3] != ["a"]


def _is_joined(unit: str, after: str, *, is_start: bool) -> bool:
    pair = f"{unit} {after}"
    return bool((AT_START if is_start else JOINED).fullmatch(pair))


def _vowel(written: str, *, is_first: bool, is_second: bool) -> str:
    """A vowel at the start of a word, after another vowel, or after a consonant. `written`: its letter and its sign."""
    letter, sign = written[0], written[1]
    return letter if is_first or (is_second and letter in STANDS) else (GLIDE if is_second else "") + sign


def _y(before: str, after: str) -> str:
    """A glide between vowels, ই before one at the start, joined after a consonant, else a vowel."""
    if after in VOWELS:
        return "ই" if not before else GLIDE if before in VOWELS else HASANTA + "য"
    return GLIDE if before in VOWELS else "ি" if before else "ই"


def _w(before: str, after: str) -> str:
    """ও before the glide of a vowel (Wahid ওয়াহিদ), উ before i (William উইলিয়াম); else a vowel."""
    if before == "o" and after in VOWELS:
        return ""
    if after in VOWELS:
        return "উ" if VOWELS[after][0] in STANDS else "ও"
    return "উ" if before else "ও"
