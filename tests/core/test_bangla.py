import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.core.text.bangla import (
    ascii_digits,
    bangla_digits,
    bangla_numbers,
    clip,
    fold,
    graphemes,
    is_too_long,
    language_of,
    light_stem,
    nfc,
    skeleton,
    slug,
)

RA_COMPOSED, RA_DECOMPOSED = "\u09dc", "\u09a1\u09bc"


def test_nfc_normalizes_composed_and_decomposed_letters_alike():
    assert nfc("শা" + RA_COMPOSED + "ি") == nfc("শা" + RA_DECOMPOSED + "ি")


def test_nfc_drops_control_characters_and_keeps_joiners():
    assert nfc("a\x00b\x07\u202ec\u200b\ud800") == "abc"
    assert nfc("এক\r\nদুই\rতিন\tচার") == "এক\nদুই\nতিন\tচার"
    assert nfc("র\u200d্যাব \u200c") == "র\u200d্যাব \u200c"


@given(st.text())
def test_nfc_is_idempotent(text):
    assert nfc(nfc(text)) == nfc(text)
    assert unicodedata.is_normalized("NFC", nfc(text))


@given(st.text())
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Data-Entry,  FAST! ", "data entry fast"),
        ("২০২৬ ও ２０２６", "2026 ও 2026"),
        ("র\u200d্যাব", "র্যাব"),
        ("C++ ও C#; # +", "c++ ও c#"),
        ("এসইও (SEO)", "এসইও seo"),
        ("দাঁড়ি। কমা", nfc("দাঁড়ি কমা")),
        ("", ""),
    ],
)
def test_fold_gives_the_search_form(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("সর্বোচ্চ 500টি অক্ষর (এখন আছে 3020টি)।", "সর্বোচ্চ ৫০০টি অক্ষর (এখন আছে ৩০২০টি)।"),
        ("$1,500.50 বা 7 দিন।", "$১,৫০০.৫০ বা ৭ দিন।"),
        ("এভাবে: 00:01.000 --> 00:04.000।", None),
        ("AIAA-DEMO-0001, 2026-11-25, sha256, 64KB, a@1.example, /jobs/5/ #7", None),
    ],
)
def test_bangla_numbers_localizes_numbers_but_not_codes(sentence, told):
    assert bangla_numbers(sentence) == (told or sentence)


def test_digits_convert_between_ascii_and_bangla():
    assert ascii_digits("৳১২,৩৪,৫৬৭.৫০ ４") == "৳12,34,567.50 4"
    assert bangla_digits("25/11/2026") == "২৫/১১/২০২৬"


@pytest.mark.parametrize(("text", "count"), [("ক্ষুদ্র", 2), ("বাংলা", 2), ("নমস্কার", 4), ("abc", 3), ("👩‍💻", 1), ("", 0)])
def test_graphemes_count_a_letter_with_its_signs_once(text, count):
    assert graphemes(text) == count


def test_marks_without_end_are_too_long_at_any_count():
    assert not is_too_long("ক্ষুদ্র" * 40, 80)
    assert is_too_long("ক্ষুদ্র" * 41, 80)
    assert is_too_long("e" + "\u0301" * 450, 80)


def test_clip_never_splits_a_grapheme():
    assert clip("আমার কাজ", 20) == "আমার কাজ"
    assert clip("ক্ষুদ্রঋণ", 3) == "ক্ষুদ্র…"
    assert graphemes(clip("স্বাস্থ্য " * 30, 10)) <= 10


@pytest.mark.parametrize(
    ("text", "language"),
    [("আমি কাজ চাই", "bn"), ("I want work", "en"), ("ডাটা এন্ট্রি করি (Excel)", "bn"), ("123 !?", "en"), ("", "en")],
)
def test_language_of_is_the_script_of_most_letters(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize(
    "spellings",
    [
        "data entry|ডাটা এন্ট্রি|ডেটা এন্ট্রি|data entri|Deta Entry|ডাটা-এন্ট্রি",
        "web design|ওয়েব ডিজাইন|web dizain",
        "graphics design|গ্রাফিক্স ডিজাইন",
        "digital marketing|ডিজিটাল মার্কেটিং|digital marketting",
        "search engine optimization|সার্চ ইঞ্জিন অপটিমাইজেশন|search engine optimisation",
        "e-commerce business|ই-কমার্স বিজনেস|ecommerce bijnes",
        "photography|ফটোগ্রাফি|fotografi",
        "backlink|ব্যাকলিংক|ব্যাকলিঙ্ক",
        "virtual assistant|ভার্চুয়াল অ্যাসিস্ট্যান্ট",
        "lead generation|লিড জেনারেশন",
        "picture|পিকচার",
        "campaign|ক্যাম্পেইন",
        "Brahmanbaria|ব্রাহ্মণবাড়িয়া",
        "Chattogram|চট্টগ্রাম",
        "Rangamati|রাঙ্গামাটি|রাঙামাটি",
        "shikkha|শিক্ষা|sikkha",
    ],
)
def test_spellings_of_one_word_share_a_phonetic_key(spellings):
    assert len({skeleton(spelling) for spelling in spellings.split("|")}) == 1


def test_phonetic_key_keeps_words_digits_and_differences():
    assert skeleton("ডাটা এন্ট্রি") == "dt ntr"
    assert skeleton("Office 365, অফিস ৩৬৫") == "fs 365 fs 365"
    assert skeleton("SEOএর UI") == "sr"
    assert skeleton("logo") != skeleton("লেখা")
    assert skeleton("ই আ") == ""


@given(st.text())
def test_phonetic_key_is_ascii_letters_digits_and_spaces(text):
    assert set(skeleton(text)) <= set("abcdefghijklmnopqrstuvwxyz ") | {c for c in skeleton(text) if c.isdigit()}


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("কাজের", "কাজ"),
        ("কাজগুলোর", "কাজ"),
        ("এন্ট্রির", "এন্ট্রি"),
        ("এন্ট্রিতে", "এন্ট্রি"),
        ("ডাটার", "ডাটা"),
        ("ডাটা", "ডাটা"),
        ("ডিজাইনার", "ডিজাইনার"),
        ("ডিজাইনারের", "ডিজাইনার"),
        ("ডিজাইনারদের", "ডিজাইনার"),
        ("মেয়ের", "মেয়ে"),
        ("মেয়েদের", "মেয়ে"),
        ("ভাইয়ের", "ভাই"),
        ("ছবিটির", "ছবি"),
        ("শাড়ির", "শাড়ি"),
        ("ক্লায়েন্টকে", "ক্লায়েন্ট"),
        ("ইনস্টা", "ইনস্টা"),
        ("ইলাস্ট্রেটর", "ইলাস্ট্রেটর"),
        ("কোয়ালিটি", "কোয়ালিটি"),
        ("করতে", "করতে"),
        ("editors", "editors"),
        ("", ""),
    ],
)
def test_light_stem_removes_suffixes(word, stem):
    assert light_stem(fold(word)) == fold(stem)


def test_light_stem_keeps_different_words_apart():
    assert light_stem(fold("শাড়ি")) != light_stem("সারি")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cox's Bazar", "coxs-bazar"),
        ("  Logo & Café design!! ", "logo-cafe-design"),
        ("ডাটা এন্ট্রি", ""),
        ("x" * 200, "x" * 80),
    ],
)
def test_slugs_are_ascii(text, expected):
    assert slug(text) == expected
