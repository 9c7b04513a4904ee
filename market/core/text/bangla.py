"""Bangla text: one stored form, one search form, counting and shortening as a reader sees it.

Real texts mix composed and decomposed ড় ঢ় য় and three spellings by ZWJ and ZWNJ of one word; everything that is stored,
asked or compared goes through `nfc`, everything that is searched through `fold`.
"""

import re
import unicodedata
from pathlib import Path
from typing import Literal

import regex

from market.core.text.phonetic import HASANTA, NUKTA, word_key

Language = Literal["bn", "en"]

ASCII_DIGITS = "0123456789"
BANGLA_DIGITS = "০১২৩৪৫৬৭৮৯"
TO_ASCII = str.maketrans(BANGLA_DIGITS + "０１２３４５６７８９", ASCII_DIGITS * 2)
TO_BANGLA = str.maketrans(ASCII_DIGITS, BANGLA_DIGITS)
JOINERS = dict.fromkeys((0x200C, 0x200D))
# What nobody types or sees: the zero width space, the byte order mark, and what turns the direction of a line.
INVISIBLE = "\u200b\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069"
UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{INVISIBLE}]")
GRAPHEME = regex.compile(r"\X")
SLUG_LENGTH = 80
VOWEL_SIGNS = tuple("ািীুূৃেৈোৌ")
VOWELS_AND_NASALS = tuple("অআইঈউঊঋএঐওঔংঃঁ")
CODE_POINTS = 5  # of a grapheme at most: columns have room for so many
# A number of a sentence: no part of a code, a day of a program, an address or a word in Latin letters.
SPOKEN_NUMBER = re.compile(r"(?<![A-Za-z0-9_./:@#-])\d+(?:[.,]\d+)*(?![A-Za-z0-9_/@-]|:\d)")


def nfc(text: str) -> str:
    """The form that is stored: NFC, line ends as one newline, without control and invisible characters.

    Newlines, tabs, ZWJ and ZWNJ stay. Text that went through once comes out the same.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", UNWANTED.sub("", text))


def fold(text: str) -> str:
    """The form that is searched: NFC without joiners, digits in ASCII, caseless, words parted by single spaces.

    Punctuation and symbols part words, except + and # right after a letter or themselves (C++, C#).
    """
    text = unicodedata.normalize("NFC", nfc(text).translate(JOINERS).translate(TO_ASCII).casefold())
    letters: list[str] = []
    for letter in text:
        if unicodedata.category(letter)[0] in "LMN" or (letter in "+#" and letters and not letters[-1].isspace()):
            letters.append(letter)
        else:
            letters.append(" ")
    return " ".join("".join(letters).split())


def ascii_digits(text: str) -> str:
    """The same text with Bangla and fullwidth digits as ASCII ones: what machines read."""
    return text.translate(TO_ASCII)


def bangla_digits(text: str) -> str:
    """The same text with ASCII digits as Bangla ones: what a Bangla page shows."""
    return text.translate(TO_BANGLA)


def clusters(text: str) -> list[str]:
    """The characters that a reader counts: a letter with its signs and joined letters is one."""
    graphemes: list[str] = GRAPHEME.findall(text)
    return graphemes


def bangla_numbers(text: str) -> str:
    """A sentence with its numbers in Bangla digits; codes, addresses and days of programs stay as they are."""
    return SPOKEN_NUMBER.sub(lambda number: bangla_digits(number[0]), text)


def graphemes(text: str) -> int:
    """How many of them there are."""
    return len(clusters(text))


def is_too_long(text: str, most: int) -> bool:
    """Whether a text has more than `most` graphemes, or more code points than so many can need."""
    return graphemes(text) > most or len(text) > CODE_POINTS * most


def clip(text: str, n: int) -> str:
    """The text in at most n graphemes; where it was longer, the last of them is an ellipsis. n is at least 1."""
    letters = clusters(text)
    return text if len(letters) <= n else "".join(letters[: n - 1]).rstrip() + "…"


def language_of(text: str) -> Language:
    """The language that most letters are written in: "bn" when Bangla ones are the majority, else "en"."""
    letters = [letter for letter in text if letter.isalpha()]
    bangla = sum("\u0980" <= letter <= "\u09ff" for letter in letters)
    return "bn" if bangla * 2 > len(letters) else "en"


def genitive(word: str) -> str:
    """A Bangla name with its ending of possession: ঢাকার, লন্ডনের, দুবাইয়ের."""
    if word[-1:] in VOWEL_SIGNS:
        return f"{word}র"
    return f"{word}য়ের" if word[-1:] in VOWELS_AND_NASALS else f"{word}ের"


def skeleton(text: str) -> str:
    """The consonant keys of the words (see `core.text.phonetic`), parted by spaces; words without a key are left out.

    ডাটা এন্ট্রি, ডেটা এন্ট্রি, "data entry" and "data entri" all give "dt ntr".
    """
    return " ".join(key for key in map(word_key, fold(text).split()) if key)


CASES = ("দেরকে", "দের", "কে", "তে", "ের", "র")
PLURALS = ("গুলো", "গুলি", "টি", "টা")
VOWELS = "অআইঈউঊঋএঐওঔািীুূৃেৈোৌ"
LEAST_STEM = 3
# Words that end like an inflection and are whole: loan words foremost, and some of the commonest Bangla ones.
WHOLE = frozenset(nfc((Path(__file__).parent.parent / "data" / "whole_words.txt").read_text(encoding="utf-8")).split())


def light_stem(word: str) -> str:
    """A Bangla word in search form without its case ending and its plural or article; other words as they are.

    Takes off দের ের র য়ের কে তে, then গুলো গুলি টি টা, where at least three letters stay and neither the word nor what is
    left is known as whole (ডাটা, ডিজাইনার).
    """
    if not word or not "\u0980" <= word[0] <= "\u09ff":
        return word
    return _without(_without(word, CASES), PLURALS)


def _without(word: str, suffixes: tuple[str, ...]) -> str:
    """The word without the first suffix that may be taken off, else the word."""
    if word in WHOLE:
        return word
    glide = unicodedata.normalize("NFC", "য়ের")
    if "র" in suffixes and word.endswith(glide):
        stem = word.removesuffix(glide)
        return stem if _letters(stem) >= LEAST_STEM else word.removesuffix("র")
    for suffix in suffixes:
        stem = word.removesuffix(suffix)
        if stem != word and _may_stand(stem, suffix):
            return stem
    return word


def _may_stand(stem: str, suffix: str) -> bool:
    """Whether a stem is long enough, does not break a conjunct, and ends as this suffix asks (র follows a vowel)."""
    if _letters(stem) < LEAST_STEM or stem.endswith(HASANTA):
        return False
    return suffix != "র" or stem[-1] in VOWELS


def _letters(word: str) -> int:
    return sum(letter not in (HASANTA, NUKTA) for letter in word)


def slug(text: str) -> str:
    """An ASCII slug of English text, at most 80 characters; "" when nothing of it is ASCII (Bangla)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return words[:SLUG_LENGTH].rstrip("-")
