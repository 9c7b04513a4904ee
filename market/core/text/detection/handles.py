"""Names of people at messengers and social networks in a plain text. A job about Facebook names nobody."""

import re
from collections.abc import Iterator

from market.core.text.detection import words
from market.core.text.detection.mails import DOT_SAID
from market.core.text.detection.plain import BANGLA
from market.core.text.detection.words import END, START, any_of, looks_for

MENTIONS, FILES, PLAIN_WORDS = words.words("mentions"), words.words("files"), words.words("no_handles")
THERE = any_of(words.words("messengers"))
SHORT = {word for word in words.words("messengers") if len(word) <= 3}  # those are parts of many words: design, time
_has_long = looks_for(words.words("messengers") - SHORT)
BY_ITSELF = re.compile(rf"(?:(?<![a-z{BANGLA}])|(?<=on)|(?<=in)|(?<=at)){any_of(SHORT)}")
_has_payer = looks_for(words.words("payers"))
IN = rf"(?:'?s|\s?{any_of(words.words('endings_of_place'))})?"
NAMED, LINKED = any_of(words.words("named")), rf"(?:{any_of(words.words('linked'))}|[:=–—-])"
OWN, FIND = any_of(words.words("own")), any_of(words.words("find"))
HANDLES, LEAST_PLAIN = words.words("handles"), 5
BY_THIS_NAME = any_of(words.words("by_this_name"))
BY_NAME, FOUND = any_of(words.words("by_name")), any_of(words.words("then_found"))
NO_MORE = rf"(?![\w{BANGLA}])"
NO_LIBRARY = r"(?!google|youtube|yt|pinterest|behance|dribbble)"  # where one searches for things
OPEN, CLOSE = r"[\"'“‘(]?", r"[\"'”’)]?"
WORD = rf"[a-z{BANGLA}][\w.'{BANGLA}-]*"
CLAUSE_END = re.compile(rf"{CLOSE}\s*(?:$|[.,;!?।\n]|and\s|or\s)")
# @name, but no part of an address, of a file (image@2x) and no sign of a price.
AT_NAME = re.compile(rf"(?<![\w.@/+`{BANGLA}-])@\s?([a-z_][\w.-]{{2,30}})(?![\w.-]|\s?\()")
SHAPED = [
    re.compile(pattern)
    for pattern in (
        r"(?<!\w)live:[\w.:]{3,}",  # Skype
        r"(?<![\w#])(?!colou?r)[a-z][\w.]{1,31}#\d{4}(?!\w)",  # Discord
        r"(?<![\w/])u/[\w-]{3,20}",  # Reddit
        rf"(?<![\w.]){THERE}/(?!{THERE}{END})(?=[\w.]*[\d_.]|[\w.]{{8}})[a-z][\w.]{{3,30}}(?![\w/])",  # fb/rinadesigns
    )
]
OF_SHAPES = ("live:", "#", "/")  # one of these is in each
UNDERSCORE = r"(?:underscore|আন্ডারস্কোর|আন্ডার\sস্কোর|andarskor)"
HANDLE = rf"@?[a-z][\w.-]{{1,30}}\w(?:{DOT_SAID}[a-z]\w{{2,30}})?"
ODD = r"@?(?=[\w.]*(?:[\d_]|\.\w))[a-z][\w.]{2,30}"  # what is no word of a sentence
AFTER = re.compile(
    rf"(?P<own>{OWN}\s+)?{START}{THERE}{IN}{END}(?:\s{OWN})?(?P<named>(?:\s*{NAMED}{END}){{0,2}})"
    rf"(?P<linked>(?:\s*{LINKED}{NO_MORE}){{0,3}})\s*{OPEN}(?P<name>{HANDLE})"
)
NAMES = [
    re.compile(pattern)
    for pattern in (
        # rina_designs on Instagram
        rf"(?<![\w@.{BANGLA}])(?P<name>{ODD})\s+(?:on|in|at|-|\()\s?{THERE}{END}",
        # on Snapchat I go by mimi.lens
        rf"{START}{THERE}{END}[^.!?\n]{{0,12}}\s(?:i go by|i am|i'm|im|ami)\s{OPEN}(?P<name>{ODD})",
        # find me on Facebook as Farida Khatun; I am on Telegram as farida
        rf"{START}(?:{FIND}\s(?:me|us|my|our|amake|আমাকে)|i\sam|i'm|ami){END}[^.!?\n]{{0,16}}?{START}(?!google){THERE}{END}\s*"
        rf"(?:as|by|under|named|:)\s*(?:the\sname\s|name\s)?{OPEN}(?!the\s|a\s|an\s)(?P<name>{WORD}(?:\s{WORD}){{0,2}}?)"
        rf"(?={CLOSE}\s*(?:$|[.,;!?।\n]|and\s|or\s|on\s|there))",
        # search "rinadraws" on Instagram
        rf"{START}{FIND}\s(?:for\s)?[\"“‘'](?P<name>[a-z]\w{{4,}}){CLOSE}\s(?:on|in|at)\s{NO_LIBRARY}{THERE}{END}",
        # ফেসবুকে ফরিদা খাতুন লিখে সার্চ দিন
        rf"{START}(?!google|গুগল){THERE}{IN}\s+(?:amake\s|আমাকে\s)?{OPEN}(?P<name>{WORD}(?:\s{WORD}){{0,2}}?){CLOSE}"
        rf"\s+{BY_THIS_NAME}\s*(?:e\s|এ\s)?{FOUND}",
        # ফেসবুকে "রিনা ডিজাইনস" পেজে
        rf"{START}{THERE}{IN}\s+[\"“‘'](?P<name>{WORD}(?:\s{WORD}){{0,3}})[\"”’']\s+{BY_NAME}",
        # ফেসবুক পেজের নাম আলপনা হাউজ; fb te amar nam farida khatun
        rf"{START}{THERE}{IN}\s+(?:পেজের|page\s?er|আইডির|id\s?r|amar|আমার)\s(?:নাম|nam|name)\s+"
        rf"{OPEN}(?P<name>{WORD}(?:\s{WORD}){{0,3}}?)(?={CLOSE}\s*(?:$|[.,!?।\n]))",
        # my insta is like my name here but with an underscore: rina_akter
        rf"{START}{OWN}\s{THERE}{END}[^.!?\n]{{0,60}}:\s{OPEN}(?P<name>[a-z][a-z0-9]*_\w+)",
        # Skype: live dot rahim underscore 22
        rf"{START}{THERE}{END}[^!?\n]{{0,4}}[?:]?\s(?:live{DOT_SAID})?(?P<name>[a-z][\w.]*\s{UNDERSCORE}\s\w+)",
        # add me on Skype, my id is farida.khatun
        rf"{START}{THERE}{IN}{END}[^.!?\n]{{0,12}}?{START}{OWN}\s{NAMED}(?:\s{LINKED}{NO_MORE})?\s*{OPEN}(?P<name>{ODD})",
    )
]
# Binance pay id 418830927
OF_PAYER = re.compile(
    rf"{START}{any_of(words.words('payers'))}{END}(?:\s*(?:pay|email|no|number|uid|নম্বর|{NAMED}|{LINKED}){NO_MORE}){{1,4}}"
    rf"\s*(?P<name>\d{{6,16}}|{ODD})"
)
PERSON = r"(?P<name>[A-Z][\w.']*(?:\s[A-Z][\w.']*){1,3})"
WRITTEN_NAMES = [
    re.compile(pattern)
    for pattern in (
        rf"(?i:{START}{FIND}\s(?:for\s)?){OPEN}{PERSON}{CLOSE}(?i:\s(?:on|in|at)\s{THERE}{END})",
        # on Telegram, search for Rahim Traders there
        rf"(?i:{START}{THERE}{IN}{END}[^.!?\n]{{0,24}}?{START}{FIND}\s(?:for\s)?){OPEN}{PERSON}{CLOSE}(?i:\s(?:there|okhane|ওখানে){NO_MORE})",
        rf"(?i:{START}{THERE}{IN}\s+(?:(?:{OWN}\s)?{NAMED}\s+)?){OPEN}{PERSON}{CLOSE}(?i:\s*(?:e\s|te\s|ke\s|এ\s|কে\s)?{BY_NAME}{NO_MORE})",
    )
]


def handles(text: str) -> Iterator[tuple[int, int]]:
    """Where names at messengers stand in a plain text; they may overlap."""
    if "@" in text:
        yield from (match.span() for match in AT_NAME.finditer(text) if match[1].rstrip(".") not in MENTIONS)
    if any(sign in text for sign in OF_SHAPES):
        for pattern in SHAPED:
            yield from (match.span() for match in pattern.finditer(text))
    if _has_payer(text):
        yield from (match.span("name") for match in OF_PAYER.finditer(text) if _is_name(match))
    if not _has_messenger(text):
        return
    yield from (match.span("name") for match in AFTER.finditer(text) if _names_somebody(text, match))
    for pattern in NAMES:
        yield from (match.span("name") for match in pattern.finditer(text) if _is_name(match))


def written_names(written: str) -> Iterator[tuple[int, int]]:
    """Where a text as it was written says whom to search for: names have capital letters."""
    if not _has_messenger(written.casefold().replace("ı", "i")):
        return
    for pattern in WRITTEN_NAMES:
        yield from (match.span("name") for match in pattern.finditer(written))


def _has_messenger(text: str) -> bool:
    """Whether a text may name a messenger. Without one, a look at a message takes a fifth of the time."""
    return _has_long(text) or BY_ITSELF.search(text) is not None


def _names_somebody(text: str, match: re.Match[str]) -> bool:
    """Whether a messenger is followed by a name: an odd word, or a plain one that the text says to be one."""
    name, named, linked = match["name"], match["named"].split(), match["linked"].split()
    if _is_odd(name):
        return True
    if name in PLAIN_WORDS or len(name) < LEAST_PLAIN or not linked:
        return False
    if named:
        return named[-1] in HANDLES
    return bool(match["own"]) and CLAUSE_END.match(text, match.end()) is not None


def _is_name(match: re.Match[str]) -> bool:
    return not PLAIN_WORDS.intersection(match["name"].split())


def _is_odd(name: str) -> bool:
    """Whether it is no word of a sentence, no file and no size: 1080x1080, v2.1, logo.png."""
    name = name.rstrip(".")
    has_sign = re.search(r"[\d_]|\w\.\w|\w\s|^@", name) is not None
    return (
        has_sign
        and re.match(r"[a-z]?\d+(?:[.x×]\d+)*[a-z]*$|v\d|web\d", name) is None
        and name.rpartition(".")[2] not in FILES
    )
