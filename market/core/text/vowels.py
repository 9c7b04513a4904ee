"""Whether a word in Latin letters may be the reading of one in Bangla letters that has the same consonants.

Many words share two consonants ("cage", কাজ), so their vowels have to agree too: as in romanised Bangla ("kaj", "taka"),
or as in an English word that Bangla borrowed ("time" is টাইম).

    slot   what stands before the first consonant, between two, and after the last one: vowels, or nothing
    *      the vowel that a Bangla consonant has without a sign: "o", "a" or nothing in Latin letters
"""

import re
import unicodedata
from functools import lru_cache

from market.core.text.phonetic import BANGLA, CONJUNCTS, HASANTA, LATIN, LATIN_LETTERS, NUKTA

LEAST_SLOTS = 2
VOWELS = {
    **dict.fromkeys("আা", "a"),
    **dict.fromkeys("ইঈিী", "i"),
    **dict.fromkeys("উঊুূ", "u"),
    **dict.fromkeys("এে", "e"),
    **dict.fromkeys("ঐৈ", "oi"),
    **dict.fromkeys("ঔৌ", "ou"),
    **dict.fromkeys("অওো", "o"),
    **dict.fromkeys("ঋৃ", "ri"),
}
GLIDE, JOINED = "y", "Y"  # য়; and ্য below another letter, which has no vowel of its own then
# What a vowel of romanised Bangla stands for, beside itself.
ROMANISED = {
    "": {"*"},
    "a": {"*", "ya", "ay"},
    "o": {"*", "u"},
    "e": {"ya", "y", "i"},
    "i": {"y", "e"},
    "u": {"o"},
    "ee": {"i"},
    "oo": {"u"},
    "aa": {"a"},
}
ROMANISED_END = {**ROMANISED, "e": ROMANISED["e"] | {"*", ""}}  # kaje: কাজে, কাজ
# What a vowel of an English word becomes in Bangla letters; before a silent e another one.
ENGLISH = {
    "": {""},
    "a": {"a", "ya", "e"},
    "e": {"e"},
    "i": {"i"},
    "o": {"*", "o", "a"},
    "u": {"a", "u"},
    "y": {"ai", "i"},
    "ai": {"e", "ei"},
    "ay": {"e", "ei"},
    "au": {"*", "o"},
    "aw": {"*", "o"},
    "ea": {"i", "e"},
    "ee": {"i"},
    "oa": {"o"},
    "oo": {"u"},
    "ou": {"au", "u", "o"},
    "ow": {"o", "au"},
}
BEFORE_SILENT_E = {"a": {"e", "ei"}, "e": {"i"}, "i": {"ai", "i"}, "o": {"o", "*"}, "u": {"iu", "u"}, "y": {"ai"}}
ENGLISH_END = {**ENGLISH, "": {"", "*"}, "e": {"", "*", "e"}, "y": {"i"}, "ee": {"i"}}
# Letters and spellings that no romanised Bangla has: there c stands for চ only, and g for গ.
NOT_ROMANISED = re.compile(r"c(?!h)|[qx]|(?<!^)g(?=[eiy])")


def sounds_like(latin: str, bangla: str) -> bool:
    """Whether two folded words have as many consonants, which are the same, and vowels that agree."""
    read, written = _latin_slots(latin), _bangla_slots(bangla)
    if len(read) != len(written) or len(read) < LEAST_SLOTS:
        return False
    if not NOT_ROMANISED.search(latin) and _agree(read, written, ROMANISED, ROMANISED_END):
        return True
    if read[-1] == "e" and read[-2] in BEFORE_SILENT_E:
        *first, middle, _silent = read
        is_read = all(_agrees(a, b, ENGLISH) for a, b in zip(first, written, strict=False))
        return is_read and written[-2] in BEFORE_SILENT_E[middle] and written[-1] in ENGLISH_END[""]
    return _agree(read, written, ENGLISH, ENGLISH_END)


def _agree(read: list[str], written: list[str], inside: dict[str, set[str]], at_end: dict[str, set[str]]) -> bool:
    pairs = list(zip(read, written, strict=True))
    return all(_agrees(*each, inside) for each in pairs[:-1]) and _agrees(*pairs[-1], at_end)


def _agrees(read: str, written: str, allowed: dict[str, set[str]]) -> bool:
    return read == written or written in allowed.get(read, ()) or (len(read) > 1 and _plain(read) == _plain(written))


def _plain(vowels: str) -> str:
    """Several vowels together: bhai, bhay, ভাই."""
    return re.sub(r"(.)\1+", r"\1", vowels.replace("y", "i").replace("w", "u").replace("*", "o"))


@lru_cache(maxsize=50_000)
def _latin_slots(word: str) -> list[str]:
    run = "".join(letter for letter in unicodedata.normalize("NFKD", word) if "a" <= letter <= "z")
    for pattern, replacement in LATIN:
        run = re.sub(pattern, replacement, run)
    return _slots("".join(letter if letter.isupper() else LATIN_LETTERS.get(letter, letter) for letter in run))


@lru_cache(maxsize=50_000)
def _bangla_slots(word: str) -> list[str]:
    run = word.replace(f"য{NUKTA}", GLIDE).replace("\u09df", GLIDE).replace(f"{HASANTA}য", JOINED)
    for pattern, replacement in CONJUNCTS:
        run = re.sub(pattern, replacement, run)
    sounds = []
    for index, letter in enumerate(run):
        after = run[index + 1 : index + 2]
        if consonant := BANGLA.get(letter):
            is_bare = letter in "ংৎ" or after in (HASANTA, JOINED) or after in VOWELS
            sounds.append(consonant if is_bare else f"{consonant}*")
        else:
            sounds.append(GLIDE if letter in (GLIDE, JOINED) else VOWELS.get(letter, ""))
    return _slots("".join(sounds))


def _slots(sounds: str) -> list[str]:
    """The vowels around consonants; doubled ones are one."""
    return re.split("[A-Z]", re.sub(r"([A-Z])\1+", r"\1", sounds).replace("-", "").replace("NGK", "NK"))
