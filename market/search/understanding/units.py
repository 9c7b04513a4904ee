"""What is counted in a query: patterns of currencies and of times, in English, Bangla and romanised Bangla."""

import re

from market.search.understanding.number_words import END, START

ENDING = "[\\w\u0980-\u09ff]*"  # of a noun in Bangla, whatever its case

CURRENCY_BEFORE = rf"(?:us\$|\$|৳|{START}(?:usd|bdt|tk\.?|taka))"
CURRENCY_AFTER = (
    rf"(?:usd{END}|dollars?{END}|bucks{END}|\$|bdt{END}|tk{END}\.?|taka\w*|৳|টাকা{ENDING}|ডলার{ENDING}|dolar\w*)"
)
CURRENCY = re.compile(f"{CURRENCY_BEFORE}|{CURRENCY_AFTER}")
TAKA = re.compile("bdt|tk|taka|৳|টাকা")

HOUR = rf"(?:hours?|hrs?|ঘণ্টা{ENDING}|ঘন্টা{ENDING}|ghonta\w*|ghanta\w*){END}"
DAY = rf"(?:days?|দিন{ENDING}|din(?:e|er)?){END}"
WEEK = rf"(?:weeks?|সপ্তাহ{ENDING}|sh?[oa]ptah?\w*){END}"
MONTH = rf"(?:months?|মাস{ENDING}|mas(?:e|er)?){END}"
DAYS = {"hour": 0, "day": 1, "week": 7, "month": 30}  # by the group of TIME that matches
TIME = rf"(?:(?P<hour>{HOUR})|(?P<day>{DAY})|(?P<week>{WEEK})|(?P<month>{MONTH}))"
LONG = rf"(?:{DAY}|{WEEK}|{MONTH})"
