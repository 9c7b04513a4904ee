"""Links in a plain text that lead off the site, written as usual or with "dot" in words and blanks."""

import re
from collections.abc import Iterator

from django.conf import settings

from market.core.text.detection import words
from market.core.text.detection.mails import DOT_SAID, DOT_WORD, LABEL, REST_TO_DOT, TAIL
from market.core.text.detection.plain import BANGLA
from market.core.text.detection.words import END, START, any_of, looks_for

ENDINGS, DOUBTFUL, COMS = words.words("endings"), words.words("doubtful_endings"), words.words("coms")
FILES, TOOLS = words.words("files"), words.words("tools")
SLASH = any_of(words.words("slashes"))
SCHEME = re.compile(r"(?<![a-z])(?:h(?:tt|xx|\*\*)ps?|ftp)\s?:\s?/\s?/\s?[^\s]+")
BLANK = re.compile(rf"(?<!\w)(?:www|h(?:tt|xx)ps?)\s{LABEL}\s(?:com|net|org|info|bd){TAIL}")
WWW = re.compile(
    rf"(?<!\w)w\s?w\s?w\s?(?:[.,]|{DOT_WORD})\s?[^\s]{{3,}}(?:{DOT_SAID}{LABEL}|\s?\.\s[a-z]{{2,}}){{0,3}}"
)
# The dots of a name part its labels, so that each is passed over once.
NAME = re.compile(rf"(?<![\w{BANGLA}@.-]){LABEL}(?:\.{LABEL}){{1,5}}(?P<rest>(?::\d+)?[/?#][^\s]*|\s{SLASH}\s[^\s]+)?")
LONG_LABEL = rf"[\w{BANGLA}]{REST_TO_DOT}"
SAID = re.compile(
    rf"{START}(?!{any_of(words.words('no_sites'))}\s)(?P<label>{LONG_LABEL})(?:{DOT_SAID}{LONG_LABEL}){{0,2}}?"
    rf"(?:{DOT_SAID}|\s\.\s?|\.\s(?=com{END}|net{END}|org{END}))"
    rf"(?P<ending>{any_of({*ENDINGS, *DOUBTFUL, *COMS})}){TAIL}"
    rf"(?:{DOT_SAID}{any_of(COMS)})?(?:\s?{SLASH}\s?[^\s]+)?"
)
NO_LINK_BEFORE = re.compile(r"\s?[=\[(*]")  # code: data.info(), order.net * 2
SHORT_WORDS = frozenset(
    ("is", "in", "it", "to", "so", "no", "be", "do", "am", "as", "by", "at", "my", "us", "me", "id")
)
HAS_PATH = re.compile(rf"\s?{SLASH}\s?[^\s]")
# t me slash rina, t . me / rina
OF_ME = re.compile(rf"(?<![\w{BANGLA}])(?:t|m|wa)(?:\s(?:{DOT_WORD}\s)?|\s?\.\s?)me\s?{SLASH}\s?[^\s]+")
# What a text has at least, before a pattern is looked for that begins anywhere.
INNER_DOT, LONE_DOT = re.compile(rf"\.[\w{BANGLA}]"), re.compile(r"[\s\[({<_*-]\.|\.\s(?:com|net|org)")
LONE_W = re.compile(r"w\s?w")
BEGUN = (
    (SCHEME, looks_for(["/"])),
    (WWW, LONE_W.search),
    (BLANK, looks_for(["www", "http", "hxxp"])),
    (OF_ME, looks_for(words.words("slashes"))),
)
_says_dot = looks_for(words.words("dots"))
FAR_DOT, FAR_ENDINGS = re.compile(any_of(words.words("far_dots"))), words.words("far_endings")
SAYS_DOT = re.compile(rf"{DOT_WORD}|[\[(]")
SAYS_MEET = re.compile(rf"{START}(?:meet|মিট)")
MEETING = re.compile(r"(?<![\w-])[a-z]{3}-[a-z]{4}-[a-z]{3}(?![\w-])")
VISIT = re.compile(rf"{START}{any_of(words.words('visits'))}{END}[^.!?\n]{{0,14}}$")
NEAR = 30  # letters before a name in which it is said to be a place to go to
CLAUSE_END = re.compile(r"\s*(?:$|[.,;!?।)\]\n])")
LONG = 8  # letters of a name that is no word before a forgotten blank
LEAST_SAID = 4


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where links stand in a plain text; they may overlap. Our own are none."""
    for pattern, may_match in BEGUN:
        if may_match(text):
            yield from (match.span() for match in pattern.finditer(text) if not is_ours(match[0]))
    if INNER_DOT.search(text):
        yield from (match.span() for match in NAME.finditer(text) if _leads_away(text, match))
    if "-" in text and SAYS_MEET.search(text):
        yield from (match.span() for match in MEETING.finditer(text))
    if _says_dot(text) or LONE_DOT.search(text):
        yield from (match.span() for match in SAID.finditer(text) if _is_said(match))


def is_ours(link: str) -> bool:
    """Whether a link leads to a page of this site."""
    ours = settings.SITE_URL.rstrip("/").lower()
    return link == ours or link.startswith((f"{ours}/", f"{ours}?", f"{ours}#"))


def _leads_away(text: str, match: re.Match[str]) -> bool:
    rest = match["rest"] or ""
    name = match[0].removesuffix(rest)
    *labels, ending = name.split(".")
    has_path = len(rest) > 1
    if is_ours(f"{settings.SITE_URL.partition('//')[0]}//{match[0]}") or (name in TOOLS and not has_path):
        return False
    if NO_LINK_BEFORE.match(text, match.end()) or labels[0] in ("com", "org") or "_" in name:
        return False
    if not any(letter.isalpha() for letter in "".join(labels)) or (ending in FILES and ending not in ENDINGS):
        return False
    if ending in ENDINGS or (has_path and rest[0] in "/ " and ending.isalpha() and len(ending) > 1):
        return True
    return ending in DOUBTFUL and _is_place(text, match, labels[-1])


def _is_place(text: str, match: re.Match[str], label: str) -> bool:
    """Whether a name whose ending is also a word is a place: "shop.online" may be a forgotten blank."""
    if VISIT.search(text[max(0, match.start() - NEAR) : match.start()]):
        return True
    is_odd = "-" in label or any(map(str.isdigit, label)) or len(label) >= LONG
    return is_odd and CLAUSE_END.match(text, match.end()) is not None


def _is_said(match: re.Match[str]) -> bool:
    ending, rest = match["ending"], match[0][len(match["label"]) :]
    if f"{match['label']}.{ending}" in TOOLS or ending in SHORT_WORDS:
        return False
    if FAR_DOT.search(rest) and ending not in FAR_ENDINGS:
        return False
    if SAYS_DOT.search(rest):
        return ending in ENDINGS or ending in COMS or len(match["label"]) >= LEAST_SAID
    return ending in ("com", "net", "org") or (ending in ENDINGS and HAS_PATH.search(rest) is not None)
