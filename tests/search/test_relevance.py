"""What fits queries in both scripts and misspelt, in a corpus so small that each row can be named.

How well they are ranked in a large corpus is measured by `tests.relevance`.
"""

import pytest

from market.search.finding.finder import find
from market.search.finding.queries import JobQuery, TalentQuery
from tests.search import corpus

# query | names that come first, in any order | names that come after, in any order; nobody else fits
PEOPLE = """
data entry | Rina মরিয়ম | Salma
Data Entry | Rina মরিয়ম | Salma
ডাটা এন্ট্রি | Rina মরিয়ম | Salma
ডেটা এন্ট্রি | Rina মরিয়ম | Salma
data entri | Rina মরিয়ম | Salma
deta entry | Rina মরিয়ম | Salma
ডাটা এন্ট্রির কাজ | Rina মরিয়ম | Salma
dataentry | Rina মরিয়ম | Salma
I need someone for data entry | Rina মরিয়ম | Salma
logo | Farida
লোগো | Farida
logos | Farida
logo design | Farida
logo desing | Farida
লোগো ডিজাইন | Farida
লগো ডিজাইন | Farida
লোগোর ডিজাইন | Farida
graphic design | | Farida শিরিন
গ্রাফিক্স ডিজাইন | | Farida শিরিন
grafix dizain | | Farida শিরিন
graphics designer | | Farida শিরিন
photoshop | শিরিন
ফটোশপ | শিরিন
fotoshop | শিরিন
photshop | শিরিন
illustrator | Farida
ইলাস্ট্রেটর | Farida
illustratr | Farida
packaging | Farida
pakeging | Farida
প্যাকেজিং | Farida
ব্যাকগ্রাউন্ড | | শিরিন
ব্যানার | শিরিন
banner | শিরিন
canva | শিরিন
ক্যানভা | শিরিন
excel | Rina | মরিয়ম
এক্সেল | Rina | মরিয়ম
exel | Rina | মরিয়ম
typist | Rina মরিয়ম
bangla typing | মরিয়ম
বাংলা টাইপিং | মরিয়ম
বিজয় টাইপিং | মরিয়ম
virtual assistant | Salma
ভার্চুয়াল সহকারী | Salma
seo | Nasrin
এসইও | Nasrin
search engine optimization | Nasrin
backlinks | Nasrin
keyword reserch | Nasrin
wordpress | Tania
ওয়ার্ডপ্রেস | Tania
word press | Tania
php | Tania
website | জেসমিন Tania
ওয়েব ডিজাইন | জেসমিন | Tania
landing page | জেসমিন
facebook ads | Shapla
ফেসবুক বিজ্ঞাপন | Shapla
fesbuk marketing | Shapla
video editing | রোকেয়া
ভিডিও এডিটিং | রোকেয়া
vidio editing | রোকেয়া
daraz | Mukta
দারাজ | Mukta
shopify | Mukta
শপিফাই | Mukta
product upload | Mukta হাসিনা
হিসাব রাখা | হাসিনা
rangpur | | Farida জেসমিন হাসিনা
রংপুর | | Farida জেসমিন হাসিনা
রংপুরে | | Farida জেসমিন হাসিনা
logo rangpur | | Farida
রংপুরের ওয়েব ডিজাইন | জেসমিন | Tania
farida | Farida
ফরিদা | Farida
shirin | শিরিন
শিরিন | শিরিন
rokeya | রোকেয়া
tanya | Tania
তানিয়া | Tania
comilla | | মরিয়ম
spreadsheets | | Rina মরিয়ম
xqzvw | |
"""

JOBS = """
logo | Logo for a tea shop
লোগো | Logo for a tea shop
data entry | Type 400 invoices into a sheet
ডাটা এন্ট্রি | Type 400 invoices into a sheet
invoice | Type 400 invoices into a sheet
facebook page | ফেসবুক পেজ চালানোর লোক চাই
ফেসবুক | ফেসবুক পেজ চালানোর লোক চাই
website | অনলাইন দোকানের জন্য ওয়েবসাইট
ওয়েবসাইটের | অনলাইন দোকানের জন্য ওয়েবসাইট
woo commerce | অনলাইন দোকানের জন্য ওয়েবসাইট
seo odit | SEO audit of a travel blog
এসইও অডিট | SEO audit of a travel blog
xqzvw |
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def fitting(result):
    """Without the rows of the topic that follow."""
    return result.ids if result.is_near else result.ids[: result.fitting]


@pytest.fixture
def loaded_corpus(db):
    corpus.load()


def test_profiles_are_ranked_for_queries_in_either_script(loaded_corpus):
    wrong = []
    for query, first, *rest in rows(PEOPLE):
        after = set(rest[0].split()) if rest else set()
        expected = set(first.split())
        matches = corpus.names(fitting(find(TalentQuery(q=query))))
        if set(matches[: len(expected)]) != expected or set(matches[len(expected) :]) != after:
            wrong.append(f"{query}: {matches}, not {expected} and then {after}")
    assert not wrong, "\n".join(wrong)


def test_jobs_are_found_by_queries_in_either_script(loaded_corpus):
    wrong = []
    for query, title in rows(JOBS):
        matches = corpus.titles(fitting(find(JobQuery(q=query))))
        if matches != ([title] if title else []):
            wrong.append(f"{query}: {matches}, not {title}")
    assert not wrong, "\n".join(wrong)
