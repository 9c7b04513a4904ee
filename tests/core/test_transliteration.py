"""Names in the other script: the table of customary spellings, the rules where it has none, and what is left alone."""

import csv

import pytest

from market.core.text.bangla import nfc
from market.core.text.bangla_to_latin import latin_word, pairs
from market.core.text.latin_to_bangla import bangla_word
from market.core.text.transliteration import TABLE, other_script

CUSTOMARY = [
    ("রহমান", "Rahman"),
    ("বেগম", "Begum"),
    ("খাতুন", "Khatun"),
    ("আক্তার", "Akter"),
    ("সুলতানা", "Sultana"),
    ("ইসলাম", "Islam"),
    ("হোসেন", "Hossain"),
    ("চাকমা", "Chakma"),
    ("দাস", "Das"),
    ("চৌধুরী", "Chowdhury"),
    ("ভূঁইয়া", "Bhuiyan"),
    ("ফরিদা খাতুন", "Farida Khatun"),
    ("মোঃ রহিম উদ্দিন", "Md. Rahim Uddin"),
    ("নাঈম-উর-রহমান", "Naim-Ur-Rahman"),
]
TO_LATIN = [
    ("লক্ষণ", "lakkhan"),  # ক্ষ inside a word
    ("ক্ষিতীশ", "khitish"),  # and at its start
    ("জ্ঞানেন্দ্র", "gyanendra"),
    ("সত্য", "satya"),  # ্য
    ("শ্যামলিনা", "shyamlina"),
    ("ড্যানি", "dani"),  # ্যা of a loan word
    ("অ্যানি", "ani"),
    ("স্বাতী", "swati"),  # ্ব
    ("অম্বিকা", "ambika"),
    ("বিশ্বজিৎ", "bishwajit"),  # ৎ
    ("ধর্ম", "dharma"),  # reph, and a vowel that sounds after joined consonants
    ("রবার্ট", "rabart"),  # and one that does not
    ("ক্", "k"),  # hasanta
    ("ঋষি", "rishi"),
    ("তৃণা", "trina"),
    ("মায়া", "maya"),  # য়
    ("সাদিয়া", "sadia"),
    ("ইয়ানা", "yana"),
    ("হাওয়া", "hawa"),
    ("দেলোয়ার", "delowar"),
    ("হৃদয়", "hriday"),
    ("পাপড়ি", "papri"),  # ড়
    ("কুঁড়ি", "kuri"),  # ঁ
    ("সিংহ", "singha"),  # ং
    ("অংকন", "ankan"),
    ("গঙ্গা", "ganga"),
    ("কমল", "kamal"),  # the vowel at the end
    ("কমলা", "kamala"),
    ("রহমান", "rahman"),  # and in the middle
    ("শবনম", "shabnam"),
    ("আলমগীর", "alamgir"),
    ("চন্দ্র", "chandra"),
]
TO_BANGLA = [
    ("sadia", "সাদিয়া"),
    ("wahida", "ওয়াহিদা"),
    ("william", "উইল্লিয়াম"),
    ("yanis", "ইয়ানিস"),
    ("yusra", "ইউসরা"),
    ("swati", "স্বাতি"),
    ("nandita", "নান্দিতা"),
    ("ranju", "রাঞ্জু"),
    ("farzana", "ফারজানা"),
    ("tripti", "ত্রিপ্তি"),
    ("sumon", "সুমন"),
    ("mark", "মার্ক"),
    ("kowsar", "কৌসার"),
    ("annie", "আন্নি"),
    ("ganga", "গাঙ্গা"),
    ("zoë", "জোয়ে"),
    ("emily", "এমিলি"),
    ("shyama", "শ্যামা"),
    ("cecilia", "সেসিলিয়া"),
    ("robi", "রবি"),  # an o that is not written
    ("kobita", "কবিতা"),
    ("shompa", "শম্পা"),
    ("sonia", "সোনিয়া"),  # and one that is
    ("rozina", "রোজিনা"),
    ("ohi", "অহি"),
    ("monowara", "মোনোয়ারা"),
    ("lutfor", "লুৎফর"),
    ("akter", "আক্তার"),
    ("rafiqul", "রাফিকুল"),
    ("sraboni", "শ্রাবনি"),
]
LEFT_ALONE = [
    ("", ""),
    ("   ", ""),
    ("محمد", ""),  # Arabic
    ("தமிழ்", ""),  # Tamil
    ("🙂", ""),
    ("২৩", ""),
    ("Rina محمد", "রিনা محمد"),
    ("🙂 Rina 2", "🙂 রিনা 2"),
    ("রিনা ২", "Rina 2"),
    ("Rina রিনা", "রিনা রিনা"),
    ("রিনা Rina K", "রিনা রিনা ক"),
    ("র‍্যাচেল", "Rachel"),  # a joiner
    ("O'Brien", "ও'ব্রিয়েন"),
]
# Common names, most of which the table lacks.
COMMON = """
Jannatul জান্নাতুল Ferdous ফেরদৌস Umme উম্মে Kulsum কুলসুম Shahnaj শাহনাজ Moushumi মৌসুমি Tahmina তাহমিনা Sumaiya সুমাইয়া
Moriom মরিয়ম Marium মারিয়াম Shamsunnahar শামসুন্নাহার Khadiza খাদিজা Lutfunnesa লুৎফুন্নেসা Tanzila তানজিলা Tasnia তাসনিয়া
Sanjida সানজিদা Nilufar নিলুফার Monowara মনোয়ারা Farjana ফারজানা Humaira হুমাইরা Momtaz মমতাজ Nilima নীলিমা Rojina রোজিনা
Shampa শম্পা Shorna স্বর্ণা Sohana সোহানা Zinnat জিন্নাত Zubaida জুবাইদা Bristy বৃষ্টি Mitali মিতালী Oishee ঐশী Rafia রাফিয়া
Rimi রিমি Rubaiya রুবাইয়া Shathi সাথী Sinthia সিনথিয়া Sraboni শ্রাবণী Srabonti শ্রাবন্তী Tanha তানহা Alo আলো Antora অন্তরা
Atika আতিকা Azmeri আজমেরি Doli ডলি Golapi গোলাপী Hafsa হাফসা Ifat ইফাত Kamrunnahar কামরুন্নাহার Lamia লামিয়া Marzia মারজিয়া
Mita মিতা Mumtahina মুমতাহিনা Nazifa নাজিফা Nowrin নওরিন Ohona অহনা Rabita রাবিতা Sabekun সাবেকুন Sajeda সাজেদা Sakina সাকিনা
Sanzida সানজিদা Shabnur শাবনুর Shiuli শিউলি Tanjina তানজিনা Taposhi তাপসী Tarin তারিন Tasmia তাসমিয়া Umama উমামা
"""


@pytest.mark.parametrize(("bangla", "latin"), CUSTOMARY)
def test_customary_names_are_spelt_as_by_custom_both_ways(bangla, latin):
    assert other_script(bangla) == latin
    assert other_script(latin.upper()) == nfc(bangla)


@pytest.mark.parametrize(("bangla", "latin"), TO_LATIN)
def test_rules_to_latin(bangla, latin):
    assert latin_word(nfc(bangla)) == latin


@pytest.mark.parametrize(("latin", "bangla"), TO_BANGLA)
def test_rules_to_bangla(latin, bangla):
    assert bangla_word(latin) == nfc(bangla)


@pytest.mark.parametrize(("name", "other"), LEFT_ALONE)
def test_what_is_in_other_letters_stays(name, other):
    assert other_script(name) == nfc(other)


@pytest.mark.parametrize(("latin", "bangla"), pairs(COMMON).items())
def test_common_names_are_suggested_as_they_are_usually_written(latin, bangla):
    assert other_script(latin) == nfc(bangla)


def test_composed_and_decomposed_letters_are_the_same():
    assert other_script("\u09b8\u09be\u09a6\u09bf\u09df\u09be") == other_script("সাদিয়া") == "Sadia"


def test_a_long_name_is_spelt_to_its_end():
    assert len(other_script("Rina " * 1000).split()) == 1000


def test_the_table_has_each_bangla_name_once_and_names_of_one_word():
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [(nfc(row["bangla"]), row["latin"]) for row in csv.DictReader(file)]
    names = [bangla for bangla, _latin in rows]
    assert len(names) == len(set(names)) > 900
    assert all(len(bangla.split()) == 1 and latin == latin.strip() != "" for bangla, latin in rows)


def test_rules_alone_spell_most_names_of_the_table_as_somebody_does():
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [(nfc(row["bangla"]), row["latin"].lower().split()) for row in csv.DictReader(file)]
    right = [bangla for bangla, spellings in rows if latin_word(bangla) in spellings]
    assert len(right) / len(rows) > 0.75
    to_bangla = [(latin, bangla) for bangla, spellings in rows for latin in spellings]
    assert sum(bangla_word(latin) == bangla for latin, bangla in to_bangla) / len(to_bangla) > 0.45
