"""Query parsing: skills, places and preferences in any words, in three writings; and what is left as text."""

from decimal import Decimal

import pytest

from market.search.understanding.query_parsing import parse_query
from market.search.understanding.vocabulary import vocabulary

# query | the likeliest skill or topic | area
SUBJECTS = """
logo | logo-design |
logo designer in Bhola | logo-design | Bhola
ভোলায় লোগো ডিজাইনার | logo-design | Bhola
rangpure logo designer lagbe | logo-design | Rangpur
ঢাকা বিভাগের ভিডিও এডিটর | video-editing | Dhaka division
face book ads | facebook-ads |
businesscard | business-card-design |
wordprees developr | wordpress |
I need someone to keep the accounts of my shop | bookkeeping |
ছবির ব্যাকগ্রাউন্ড মুছে দেবে এমন কাউকে চাই | background-removal |
amar dokaner hishab rakhar lok lagbe | bookkeeping |
website | web-design-and-development |
menu | flyer-and-brochure-design |
মেনু | flyer-and-brochure-design |
I need someone to design a menu for my restaurant | flyer-and-brochure-design |
restaurant er menu banate hobe | flyer-and-brochure-design |
dropdown menu not working | javascript |
"""


def parsed(q, **options):
    return parse_query(q, vocabulary(), **options)


def test_skills_and_places_are_recognised_in_words_and_sentences(db):
    for line in SUBJECTS.strip().splitlines():
        query, subject, area = (cell.strip() for cell in line.split("|"))
        result = parsed(query)
        assert result.subjects[0].entry.slug == subject, query
        assert (result.area.name_en if result.area else "") == area, query


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("logo under 50 dollars", {"price_max": Decimal(50), "currency": "USD"}),
        ("$50 logo", {"price_max": Decimal(50), "currency": "USD"}),
        ("৫ হাজার টাকার মধ্যে লোগো", {"price_max": Decimal(5000), "currency": "BDT"}),
        ("logo within 3 days", {"days_max": 3, "is_urgent": False}),
        ("২৪ ঘণ্টার মধ্যে লোগো", {"days_max": 0, "is_urgent": True}),
        ("৩ দিনে লোগো", {"days_max": 3}),
        ("logo under fifty dollars", {"price_max": Decimal(50), "currency": "USD"}),
        ("ten page brochure, twenty five dollars", {"price_max": Decimal(25)}),
        ("পাঁচ হাজার টাকার মধ্যে লোগো", {"price_max": Decimal(5000), "currency": "BDT"}),
        ("একশ পঞ্চাশ টাকার লোগো", {"price_max": Decimal(150), "currency": "BDT"}),
        ("website within a week, budget 200 dollars", {"days_max": 7, "price_max": Decimal(200)}),
        ("দুই সপ্তাহে ওয়েবসাইট", {"days_max": 14}),
        ("tin din er moddhe logo", {"days_max": 3}),
        ("two page flyer twice a week", {"days_max": None}),
        ("website within two months", {"days_max": 60}),
        ("দুই মাসে ওয়েবসাইট", {"days_max": 60}),
        ("2 mas er moddhe website", {"days_max": 60}),
        ("logo under 10 days", {"days_max": 10, "price_max": None}),
        ("assistant for 3 months", {"days_max": None}),
        ("৬ মাসের অভিজ্ঞতা লোগো", {"days_max": None}),
        ("logo over 20 dollars", {"price_max": None}),
        ("more than 500 taka logo", {"price_max": None}),
        ("৫০০ টাকার বেশি লোগো", {"price_max": None}),
        ("no more than 500 taka logo", {"price_max": Decimal(500)}),
        ("৫০০ টাকার বেশি নয় লোগো", {"price_max": Decimal(500)}),
        ("book cover 20 dollars", {"price_max": Decimal(20)}),
        ("joruri logo lagbe", {"is_urgent": True}),
        ("experienced logo designer", {"is_proven": True}),
        ("hindi speaking virtual assistant", {"language": "hi"}),
        ("logo who speaks good English", {"language": "en"}),
        ("website in English", {"language": "en"}),
        ("bangla logo", {"language": "bn"}),
        ("translate from english to bangla", {"language": ""}),
        ("logo 99999999999999999999 dollars", {"price_max": None}),
    ],
)
def test_prices_times_languages_and_experience_are_preferences(db, query, wanted):
    result = parsed(query)
    assert {name: getattr(result.wanted, name) for name in wanted} == wanted
    assert result.subjects


def test_numbers_in_words_are_no_text(db):
    assert parsed("logo in two weeks").text == ("logo",)
    assert parsed("দুই সপ্তাহে ওয়েবসাইট").text == ("ওয়েবসাইট",)


def test_language_to_be_spoken_is_no_skill(db):
    for query in ("logo who speaks English", "logo in english", "english logo", "লোগো, ভালো ইংরেজি জানা"):
        result = parsed(query)
        assert [subject.entry.slug for subject in result.subjects] == ["logo-design"], query
        assert result.wanted.language == "en", query


def test_language_that_names_a_skill_stays_in_it(db):
    translation = ("translate to English", "English to Bangla translation", "ইংরেজি অনুবাদ", "ইংরেজি বই বাংলা করা")
    for slug, queries in {
        "translation-english-and-bangla": translation,
        "bangla-typing": ("bangla typing", "typing in bangla"),
        "typing": ("english typing",),
    }.items():
        for query in queries:
            result = parsed(query)
            assert slug in {subject.entry.slug for subject in result.subjects}, query
            assert not result.wanted.language, query


def test_trade_of_a_customer_alone_is_no_sure_skill(db):
    assert not parsed("plumber").is_sure
    assert not parsed("dentist").is_sure
    assert parsed("google ads for plumber").is_sure


def test_names_are_text_and_no_skill(db):
    for name in ("farida", "Tania Akter", "রোকেয়া"):
        result = parsed(name)
        assert result.text
        assert not result.subjects or not result.is_sure, name


def test_place_is_text_where_rows_have_none(db):
    assert parsed("rangpur", has_places=False).text == ("rangpur",)
    assert parsed("rangpur").area.name_en == "Rangpur"
