"""The Bangla of the site has one word for each thing, and none that says the reverse of what is meant.

The rule is that of `docs/glossary.md`: a reader who left school after class 10 must understand the pages about money.
Each word below was once on a page and read as something else, so the glossary gives another one.
"""

import re
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from market.translation import catalogues

MARKET = Path(catalogues.__file__).parent.parent
# Texts of demonstration users, and words that moderation and search look for in texts of users.
WRITTEN_BY_PEOPLE = (
    "site/demo/",
    "reviews/marking.py",
    "search/",
    "core/text/phonetic.py",
    "core/data/contact_words.ini",
    "core/data/whole_words.txt",
    "core/text/detection/",
)


class Word(NamedTuple):
    """A word that is not used; with `when` only where the English matches it, with `unless` where it does not."""

    banned: str
    instead: str
    when: str = ""
    unless: str = ""


WORDS = [
    # Alone it means "without": "টাকা ছাড়া" is "without money", and never "the money is released".
    Word("ছাড়|ছেড়", "পাওয়া, দিয়ে দেওয়া; ইস্যু করা", unless=r"without|less\b|nobody but|leave|left|discount|overtake"),
    Word("নিষ্পত্তি|ক্লিয়ার", "৫ দিনের অপেক্ষায়"),
    Word("পাঠানো হয়েছে", "ব্যাংকের পথে, ব্যাংকে পৌঁছেছে", when=r"pa(id|y) ?out|%\((amount|charge)\)s"),
    Word("পেআউট|উত্তোলন|রিফান্ড", "টাকা তোলা, টাকা ফেরত"),
    Word("(?<!সাইটের )(?<!সাইটের কোনো )পাওনা", "আপনার দেনা; for the site: সাইটের পাওনা"),
    Word("ব্যাংক[^।]*(দেখছে|দেখলে)|স্থির|(^| )নড়", "ব্যাংক যাচাই করছে, আটকে আছে, লেনদেন"),
    Word("বিরোধ(টি)? (খুল|তুল|তোল)", "বিরোধ জানানো, প্রত্যাহার করা"),
    Word("তুলে (নি|নেও|নেন)", "প্রত্যাহার করা", when="withdr"),
    Word("টাকা চলে যা", "রায় অনুযায়ী টাকা ভাগ হয়"),
    Word("বদলের প্রস্তাব", "বদলের অনুরোধ"),
    Word("(?<!মীমাংসার )প্রস্তাব", "মীমাংসার প্রস্তাব", when=r"offers? (in the dispute|to settle)"),
    Word("বদল চা|বদলের (সুযোগ|দফা)|কতবার বদল", "সংশোধন"),
    Word("সনদ(টি)? দাবি|দাবি(-| করার )কোড", "সনদ বুঝে নেওয়া, চিঠির কোড"),
    Word("(?<!সহ)(?<!স্বাস্থ্য)কর্মী|স্নাতক|পরিচালক", "ফ্রিল্যান্সার, গ্র্যাজুয়েট, সাইটের দায়িত্বপ্রাপ্ত, অপারেটর"),
    Word("প্রকল্প|প্রোগ্রাম(?!ার)", "কর্মসূচি; অ্যাপ, সফটওয়্যার"),
    Word("কথাবার্তা|কথোপকথন|(^| )অপর ", "আলাপ, অন্য পক্ষ"),
    Word("দলিল", "বিবরণী"),
    Word("কি-টি|(^| )কি ও |রিকভারি কোড|দ্বিতীয় ধাপ", "নিরাপত্তা চাবি, উদ্ধার কোড, দুই ধাপের যাচাই"),
    Word("খবর|জরুরি অবস্থা", "নোটিফিকেশন, জরুরি দায়িত্ব"),
    Word("(?<!ফেসবুক )(?<!ল্যান্ডিং )পেজ|ছাপ[ািু]|(?<!ই)মেইল", "পাতা, প্রিন্ট, ইমেইল"),
    Word("স্থগিত", "স্থায়ীভাবে নিষিদ্ধ", when=r"\bban(ned)?\b", unless="suspend"),
    Word("টাকার বিনিময়ে", "আয়ের ঠিকানা, উপার্জন"),
    Word("জমা রা|জমা রেখে|জমার তালিকা", "সংরক্ষণ করা", when="save"),
    Word("সিলসহ|হ্যাশ(?!িং)", "যাচাই কোড, সাংকেতিক ছাপ"),
]


def normalize(text: str) -> str:
    """The text in Unicode NFC: ড় is one code point or two."""
    return unicodedata.normalize("NFC", text)


def wrong_words(bangla: str, english: str = "") -> list[str]:
    """What a Bangla text should say instead of the banned words in it; `english` is what it translates, if anything."""
    return [
        word.instead
        for word in WORDS
        if re.search(normalize(word.banned), normalize(bangla))
        and re.search(word.when, english.lower())
        and not (word.unless and re.search(word.unless, english.lower()))
    ]


@cache
def translations() -> list[tuple[str, str | None, str, str]]:
    """Each text of each catalogue: app, context, English, Bangla; a plural is one text for each form."""
    return [
        (app, message.context, english, bangla)
        for app in catalogues.apps()
        for message in catalogues.read(catalogues.path_of(app))
        if message.id
        for english, bangla in zip(
            [message.id] if isinstance(message.id, str) else message.id, catalogues.translations(message), strict=True
        )
    ]


def test_no_translation_uses_a_banned_word():
    wrong = [(app, text, words) for app, _, english, text in translations() if (words := wrong_words(text, english))]
    assert wrong == []


def test_no_bangla_text_outside_the_catalogues_uses_a_banned_word():
    wrong = []
    for path in sorted(MARKET.rglob("*")):
        name = path.relative_to(MARKET).as_posix()
        if path.suffix in {".html", ".js", ".ini", ".py"} and not name.startswith(WRITTEN_BY_PEOPLE):
            for line in path.read_text(encoding="utf-8").splitlines():
                bangla = re.findall("[\u0964\u0980-\u09ff][\u0964\u0980-\u09ff\\s,-]*", line)
                wrong += [(name, text, words) for text in bangla if (words := wrong_words(text))]
    assert wrong == []


@pytest.mark.parametrize(
    ("english", "bangla", "is_wrong"),
    [
        ("The money is released.", "টাকা ছাড়া হয়েছে।", True),
        ("Without a password", "পাসওয়ার্ড ছাড়া", False),
        ("%(amount)s was paid out to you", "আপনাকে %(amount)s পাঠানো হয়েছে", True),
        ("sent", "পাঠানো হয়েছে", False),
        ("Withdraw the bid", "প্রস্তাব তুলে নিন", True),
        ("Have your money paid out", "আপনার টাকা তুলে নিন", False),
        ("Owed", "পাওনা", True),
        ("Owed", "সাইটের পাওনা", False),
    ],
)
def test_banned_words_depend_on_the_english_text(english, bangla, is_wrong):
    assert bool(wrong_words(bangla, english)) is is_wrong


def test_one_english_text_has_one_translation():
    """Of two catalogues with the same msgid only one is shown. A msgctxt separates different meanings."""
    by_text = defaultdict(set)
    for _, context, english, bangla in translations():
        by_text[context, english].add(bangla)
    assert {key: texts for key, texts in by_text.items() if len(texts) > 1} == {}
