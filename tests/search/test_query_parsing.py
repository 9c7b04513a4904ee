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


# the most that is wanted: an amount with its currency, or days (0d: hours); "-" without a limit | queries
LIMITS = """
- | logo starting at $50 | logo greater than $50 | logo exceeding $50 | logo upwards of $50 | logo $50 minimum
- | logo $50 and up | logo $50+ | logo 50+ dollars | logo at least $20 | logo no lower than $20 | logo $50, no less
- | logo not cheaper than $20 | logo not under 500 taka | logo, no experience needed over $80 | logo over 20-50 dollars
- | সর্বনিম্ন ৫০০ টাকা লোগো | ৫০০ টাকার কম না লোগো | ৫০০ টাকার কম নয় লোগো | ৫০০ টাকার কম হলে হবে না লোগো
- | ৫০০ টাকার কমে হবে না লোগো | ৫০০ টাকা থেকে শুরু লোগো | লোগো ৫০০ টাকার মধ্যে চাই না | ৫০০ টাকার উপরে লোগো
- | logo 500 takar kom na | logo 500 taka theke | logo kompokkhe 500 taka | logo 500 takar cheye beshi
- | ৫০০ টাকার নিচে নামব না লোগো | ৫০০ টাকার বেশি হলেও চলবে লোগো | logo 50 dollars and nothing less | logo more then 500 taka
500 BDT | logo not over 500 taka | ৫০০ টাকার বেশি দেব না লোগো | ৫০০ টাকার বেশি দিতে পারব না লোগো
500 BDT | ৫০০ টাকার বেশি হবে না লোগো | ৫০০ টাকার বেশি যেন না হয় লোগো | logo 500 takar beshi dibo na
500 BDT | logo 500 takar upore jabo na | logo 500 taka theke kom | লোগো সর্বোচ্চ ৫০০ টাকা | ৫শ টাকার নিচে লোগো
100 USD | logo not above $100 | logo never more than $100 | logo, I won't pay more than $100
100 USD | I can't pay more than $100 for a logo | logo, don't go over $100 | logo that doesn’t cost more than $100
100 USD | logo must not exceed $100 | logo $100 or less | logo nothing above $100 | logo min $50 max $100
50 USD | logo $20-50 | logo $20 - $50 | logo $20 - 50 | logo $20 to $50 | logo $20 to 50 | logo from 20 to 50 dollars
50 USD | voice over $50 | $50 and not more, a logo
50 USD | logo between $20 and $50 | $50 logo - 10 pages | logo under 50 for my shop | logo under 50, fast
1000 BDT | logo ৳৫০০-১০০০ | logo tk 500-1000 | ৫০০ থেকে ১০০০ টাকা লোগো | logo 500 theke 1000 taka
- | video editing under 2 minutes | video max 60 seconds | presentation max 10 slides | website maximum 5 products
- | logo at most 3 colours | logo at most 3 | data entry maximum 3 revisions | photo editing less than 1 mb
550 BDT | logo five hundred and fifty taka | logo five hundred and 50 taka
120 USD | logo one hundred and twenty dollars
500000 BDT | logo 5 lakh taka | ৫ লাখ টাকার মধ্যে লোগো
5500 BDT | ৫ হাজার ৫০০ টাকার লোগো | logo tk 5500
3000 BDT | দুই তিন হাজার টাকার মধ্যে লোগো | বাজেট ৩ হাজারের মধ্যে লোগো | logo tk 3 hazar
10000000 BDT | website 1 crore taka
5500 BDT | সাড়ে ৫ হাজার টাকার মধ্যে লোগো | লোগো সাড়ে পাঁচ হাজার টাকা | logo sare panch hajar taka | সাড়ে ৫০০০ টাকায় লোগো
5500 BDT | লোগো বাজেট সাড়ে ৫ হাজার | logo budget sare panch hajar | logo share 5 hazar takar moddhe
1500 BDT | দেড় হাজার টাকার লোগো | লোগো বাজেট দেড় হাজারের মধ্যে | logo der hazar taka | সর্বোচ্চ দেড় হাজার টাকায় লোগো
1500 BDT | দেড় হাজার টাকার বেশি না লোগো | logo der hajar takar beshi na | ১.৫ হাজার টাকায় লোগো | logo 1.5k taka
150 BDT | দেড়শ টাকায় লোগো | দেড়শো টাকার লোগো | দেড় শ টাকার লোগো | logo dersho taka | logo der sho taka | লোগো, বাজেট দেড়শ
250 BDT | আড়াইশ টাকায় লোগো | logo arai sho taka | আড়াইশো টাকার মধ্যে লোগো
2500 BDT | আড়াই হাজার টাকায় লোগো | logo arai hajar taka | লোগো দুই হাজার থেকে আড়াই হাজার টাকা
1500 BDT | দেড় হাজারের মধ্যে লোগো | দেড়হাজার টাকার লোগো | logo der hajarer moddhe | দেড় হাজারের বেশি না লোগো
1750 BDT | পৌনে দুই হাজার টাকায় লোগো | logo poune dui hajar taka | পৌনে ২ হাজার টাকার মধ্যে লোগো
550 BDT | সাড়ে পাঁচশ টাকায় লোগো | সাড়ে ৫শ টাকার লোগো | সাড়ে ৫০০ টাকার লোগো | logo sare pachsho taka
125000 BDT | website soya lakh taka | সোয়া লাখ টাকায় ওয়েবসাইট | সোয়া এক লাখ টাকায় ওয়েবসাইট
75000 BDT | পৌনে এক লাখ টাকায় ওয়েবসাইট | পৌনে লাখ টাকায় ওয়েবসাইট
5500 USD | website five and a half thousand dollars | website under 5 and half thousand | website $5.5k
1500 USD | website max 1.5k | website under 1.5k | website 1.5k usd | website one and a half thousand bucks
2000 BDT | দেড়-দুই হাজার টাকায় লোগো | দেড় থেকে দুই হাজার টাকায় লোগো
- | সাড়ে ৫ হাজার টাকার বেশি লোগো | logo at least der hajar taka | সর্বনিম্ন দেড় হাজার টাকা লোগো
- | ৫০ এর মধ্যে লোগো | দেড় হাজারের বেশি লোগো | soya 500 gram pack label | derek logo | shared hosting
- | 5 and a half page brochure | one and a half minute video | share 5 photos on facebook
- | logo more than 2 weeks | logo over 2 weeks | logo after 2 weeks | logo no less than 3 days | logo 3 days or more
- | assistant at least 3 months | ২ সপ্তাহ পরে লোগো | ৩ দিনের কম না লোগো | ২ সপ্তাহের বেশি লোগো
- | assistant 20 hours a week | data entry 3 hours daily | assistant available 24 hours | assistant 5 days a week
- | assistant 20 hrs/week | সপ্তাহে ২০ ঘণ্টা ডাটা এন্ট্রি | প্রতিদিন ৩ ঘণ্টা ডাটা এন্ট্রি | data entry dine 3 ghonta
- | logo under 1111111111111111111111111 days | logo within 400 days | logo 99999999999999999999 dollars
0d | logo within 24 hours | ২৪ ঘণ্টায় লোগো | logo 24 hour delivery
45d | দেড় মাসের মধ্যে ওয়েবসাইট | website within one and a half months | website der maser moddhe
17d | আড়াই সপ্তাহে ওয়েবসাইট | website in 2 and a half weeks
3d | সাড়ে তিন দিনের মধ্যে লোগো
3d | logo not more than 3 days | logo should not take more than 3 days | ৩ দিনের বেশি না লোগো | দুই তিন দিনের মধ্যে লোগো
3d | assistant 5 days a week, logo within 3 days | logo 3 days or less | logo 2-3 days
7d | logo in no more than a week | logo in less than a week | logo within 5 to 7 days
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


def test_limits_are_never_taken_for_their_contrary(db):
    for line in LIMITS.strip().splitlines():
        expected, *queries = (cell.strip() for cell in line.split(" | "))
        for query in queries:
            wanted = parsed(query).wanted
            price = "" if wanted.price_max is None else f"{wanted.price_max.normalize():f} {wanted.currency}"
            days = "" if wanted.days_max is None else f"{wanted.days_max}d"
            assert (price + days or "-") == expected, query


def test_words_of_limits_are_no_text(db):
    for query in ("সাড়ে ৫ হাজার টাকায়", "দেড়শ টাকার মধ্যে", "sare panch hajar taka", "five and a half thousand dollars"):
        assert parsed(f"{query} logo").text == parsed("logo").text, query
    for query in ("from 20 to 50 dollars", "$20-50", "not over 500 taka", "৫০০ টাকার বেশি দেব না", "over 2 weeks"):
        assert parsed(f"{query} logo").text == parsed("logo").text, query


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
