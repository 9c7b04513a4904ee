"""Mail addresses in a plain text, written as usual, or with "at" and "dot" in words, signs and blanks."""

import re
from collections.abc import Iterator

from market.core.text.detection import words
from market.core.text.detection.plain import BANGLA
from market.core.text.detection.words import START, any_of

# Written as usual, in any text. It begins where a token does, so that a long word is passed over once.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.\w{2,}", re.IGNORECASE)
TAIL = r"(?![a-z0-9_])"  # Bangla may follow a Latin word at once
_rates = words.values("rates")
_the, _rate = (any_of(word for word, kind in _rates.items() if kind == wanted) for wanted in ("the", "rate"))
AT_WORD = rf"(?:{any_of(words.words('ats'))}(?:\s{{1,2}}{_the}\s{{1,2}}{_rate}(?:\s{{1,2}}of)?)?)"
DOT_WORD = any_of(words.words("dots"))
BOX, COM = any_of(words.words("mailboxes")), any_of({*words.words("coms"), *words.words("endings")})
SIGNS = r"[@*#%$!~^()=/|]"
BLANKS = r"\s{1,2}"


def _in_brackets(word: str) -> str:
    return (
        rf"\s?[\[({{<_*-]{{1,2}}\s?(?:[a-z{BANGLA}]{{1,8}}\s)?{word}(?:\s[a-z{BANGLA}]{{1,8}})?\s?[\])}}>_*-]{{1,2}}\s?"
    )


DOT_SAID = rf"(?:{_in_brackets(rf'(?:{DOT_WORD}|[.])')}|{BLANKS}{DOT_WORD}{BLANKS})"
DOT = rf"(?:\s?\.\s?|{DOT_SAID})"
AT_SAID = rf"(?:{_in_brackets(rf'(?:{AT_WORD}|@)')}|,?{BLANKS}{AT_WORD},?{BLANKS})"
AT = rf"(?:\s?@\s?|\s?\(a\)\s?|{AT_SAID})"
LABEL = rf"[\w{BANGLA}-]{{1,63}}"
# Where "dot" may follow in dashes: it ends there, so that there are not many ways to read the same.
_IN_LABEL = rf"(?:(?![_-]{{1,2}}\s?(?:{DOT_WORD}|[.])\s?[\])}}>_*-])[\w{BANGLA}-])"
LABEL_TO_DOT, REST_TO_DOT = rf"{_IN_LABEL}{{1,63}}+", rf"{_IN_LABEL}{{1,62}}+"
LOCAL = rf"(?<![\w.+{BANGLA}-])[\w{BANGLA}][\w.+{BANGLA}-]{{0,63}}"
_JOINS = "(?:underscore|আন্ডারস্কোর|dash|hyphen)"
JOINED = rf"(?:\s{_JOINS}\s|{_in_brackets(_JOINS)})"
LONG_LOCAL = rf"(?:{LOCAL}(?:{DOT_SAID}|{JOINED}))?{LOCAL}(?:,?\s\d{{1,4}}){{0,4}},?"
OF_BOX = rf"(?:{BOX}(?:(?:{DOT}|\s?{SIGNS}\s?|\s?,\s?|\s){COM})?{TAIL})"
# What is no word of a sentence: it has a digit, an underscore or a dot inside. It is looked for where a token begins
# and no farther than 64 letters, so that a long one is passed over once.
HANDLE = r"(?=[\w.+-]{3})(?=[\w.+-]{0,63}[a-z])(?=[\w.+-]{0,63}(?:[\d_]|\.\w))[a-z0-9][\w.+-]{0,62}[a-z0-9]"
TOKEN = rf"(?<![\w.+{BANGLA}-])[.+-]{{0,3}}"
IS = rf"(?:'?s|[\s:=-]{{0,3}}{any_of(words.words('of_mailboxes'))}(?![\w{BANGLA}])|\s?[:=-])"
SPELLED = any_of({*words.words("letters"), *words.values("digits")})
NO_NAME = rf"(?!{any_of(words.words('at_no_mailbox'))}\s)"
PATTERNS = [
    re.compile(pattern)
    for pattern in (
        # A dot and a blank end a sentence, but before a well-known ending of addresses.
        rf"{LONG_LOCAL}\s?@(?!\dx\.)\s?{LABEL_TO_DOT}(?:{DOT}{LABEL_TO_DOT}){{0,3}}(?:{DOT}{COM}|(?:\.|\s\.\s|{DOT_SAID})[a-z]{{2,}}){TAIL}",
        rf"{NO_NAME}{LONG_LOCAL}{AT}{OF_BOX}",
        rf"{NO_NAME}{LONG_LOCAL}{AT_SAID}{LABEL_TO_DOT}(?:{DOT}{LABEL_TO_DOT}){{0,2}}{DOT_SAID}{COM}{TAIL}",
        rf"{NO_NAME}{LONG_LOCAL}{_in_brackets(rf'(?:{AT_WORD}|@)')}{LABEL_TO_DOT}(?:{DOT}{LABEL_TO_DOT}){{0,2}}{DOT}{COM}{TAIL}",
        rf"(?!{BOX}){LOCAL}\s?{SIGNS}{{1,3}}\s?{BOX}\s?[*#%$!~^,.]{{1,3}}\s?{COM}{TAIL}",
        rf"{TOKEN}{HANDLE}\s{{1,2}}(?:er\s|এর\s)?{BOX}(?:\s?(?:e|te|এ|তে|ে))?(?:(?:{DOT_SAID}|\s){COM})?{TAIL}",
        rf"{TOKEN}{HANDLE}\s?[\[(]\s?{BOX}(?:\.{COM})?\s?[\])]",
        rf"{NO_NAME}{LOCAL}\s{{1,2}}{BOX}(?:{DOT_SAID}|\s){COM}{TAIL}",
        rf"{START}(?:{BOX}{IS}{{1,4}}|(?:my|amar|আমার)\s{BOX})\s*(?P<name>{HANDLE}){TAIL}",
        rf"{START}(?:(?:my|amar|আমার)\s{BOX}\s(?:(?:is|holo|হলো|id|:)\s)?|{BOX}\s?:\s?)(?P<name>[a-z]{{6,30}})(?=\s*(?:$|[.,;!?।\n]))",
        rf"{START}(?:{SPELLED}\s){{3,40}}(?:@|{AT_WORD})\s?{OF_BOX}",
        rf"(?<!\S)(?:[\w.+-][ \t]){{3,40}}(?:@|{AT_WORD})\s?(?:{OF_BOX}|(?:[\w.-][ \t]){{3,40}}\w)(?!\S)",
        rf"(?<!\S)moc\s?\.\s?{any_of(words.words('backward_mailboxes'))}\s?@\s?\S+",
    )
]
QUICK = re.compile(rf"@|\({AT_WORD}|\[{AT_WORD}|{DOT_WORD}|{BOX}|{any_of(words.words('backward_mailboxes'))}")


def mails(text: str) -> Iterator[tuple[int, int]]:
    """Where mail addresses stand in a plain text; they may overlap."""
    if QUICK.search(text):
        for pattern in PATTERNS:
            for match in pattern.finditer(text):
                yield match.span("name" if "name" in pattern.groupindex else 0)
