"""Whether a number in a query is the most that is wanted: under 50, not over 50, ৫০ এর বেশি না; not so: over, at least.

`before` and `after` are the patterns of what stands on either side of the number; `is_limit` reads their groups.
Refusals turn a comparison around: "I will not pay more than" limits, "not less than" does not. What cannot be told
surely limits nothing.
"""

import re

from market.search.understanding.number_words import END, START
from market.search.understanding.preferences import WORDS

REFUSED, NEGATED, LINKING = (f"(?:{'|'.join(WORDS[kind])}){END}" for kind in ("refused", "negated", "linking"))
NOT = r"(?:no|not|never|nothing|none|nobody|without|cannot|[a-z]+n['’]t|(?:ca|wo|do|does|should|must)nt)"
OVER = (
    r"(?:(?<!voice )over|above|beyond|past|after|(?:more|greater|higher|bigger|longer|later) th[ae]n|"
    r"exceed(?:s|ing)?|>=?|≥)"
)
FLOOR = (
    r"(?:(?:at )?(?:the )?least|minimum|(?<!\d )min|from|start(?:s|ed|ing)?(?: price)?(?: at| from| in| with| after)?|"
    r"begin(?:s|ning)? (?:at|from)|upwards? of|north of|as low as|কমপক্ষে|অন্তত|ন্যূনতম|নূন্যতম|সর্বনিম্ন|কমসে কম|"
    r"kompokkhe|ontoto|nunotomo|shorbonimno|sorbonimno|komse kom)"
)
MOST = (
    r"(?:under|below|beneath|within|between|(?:less|lower|fewer|cheaper|shorter|sooner) th[ae]n|up ?to|"
    r"(?:at )?(?:the )?most|max(?:imum)?|<=?|≤|সর্বোচ্চ|সর্বাধিক|বড়জোর|অনধিক|shorboccho|sorboccho|borojor)"
)
TO = r"(?:to|up ?to|থেকে|হতে|theke)"  # from the lower end of a range
LINKS = rf"(?:\s*(?:[.:=]|{START}{LINKING}))*\s*"

OF = rf"\s*(?:(?:er|r|এর|র){END}\s*)?"
THAN = rf"(?:(?:থেকে|চেয়ে|চাইতে|theke|cheye){END}\s*)?"
ALONE = r"(?!\s*(?:of\s*)?(?:us\$|usd|\$|bdt|tk|৳)?\s*\d)"  # "minimum" may belong to the next number
MORE = rf"(?:বেশি|বেশী|বেশিতে|উপরে?|ওপরে?|ঊর্ধ্বে|উর্ধ্বে|অধিক|beshi|besi|upore?|opore?){END}"
FLOOR_AFTER = (
    rf"(?:\+|(?:plus|(?:or|and|&)\s*(?:more|above|over|up|upwards?|higher|greater|onwards?|longer|later)|up(?! ?to)|"
    rf"upwards?|onwards?|[,;–-]?\s*(?:and |but )?(?:no|not|nothing|never) (?:less|lower|under|below)|"
    rf"(?:থেকে|theke)(?: শুরু| shuru)?){END}|"
    rf"(?:min(?:imum)?|at least|কমপক্ষে|অন্তত|ন্যূনতম|সর্বনিম্ন|kompokkhe|ontoto){END}{ALONE})"
)
LESS = (
    rf"(?:(?:মধ্যেই?|ভিতরে?|ভেতরে?|নিচে|কমে?|পর্যন্ত|moddh?y?e|niche|kome?|porjonto|"
    rf"(?:or|and) (?:less|under|below|lower|cheaper|fewer|sooner)|tops){END}|"
    rf"(?:max(?:imum)?|at most|সর্বোচ্চ|sorboccho){END}{ALONE})"
)


def before(most: str = MOST, floor: str = FLOOR) -> str:
    """The pattern of what says how the number after it limits."""
    refused = rf"(?P<refused>{NOT}\s+(?:{REFUSED}\s+){{0,5}})"
    return rf"(?:{START}{refused}?(?:(?P<over>{OVER})|(?P<floor>{floor})|(?P<most>{most})){LINKS})?"


def after(less: str = LESS, floor: str = FLOOR_AFTER, no_before: str = r"\d") -> str:
    """The pattern of what says how the number before it limits. Before `no_before`, নয় is nine and no refusal."""
    no = rf"(?:না|নয়|নেই|নাই|na|noy|nei|nai){END}(?!\s*{no_before})"
    unsure = rf"{THAN}{less}(?=\s*[^\s\d]+\s+{no})"  # নিচে নামব না: one refuses to go below
    return (
        rf"{OF}(?:{THAN}(?P<more>{MORE})|(?P<unsure>{unsure})|{THAN}(?P<less>{less})|(?P<floor_after>{floor}))?\s*"
        rf"(?P<negated>(?:{NEGATED}\s*){{0,5}}{no})?"
    )


def is_limit(match: "re.Match[str]", *, is_range: bool) -> bool:
    """Whether the number, or the upper end of the range, is the most that is wanted.

    `match` is of a pattern with the groups of `before` and `after`.
    """
    return _limits_before(match, is_range=is_range) and _limits_after(match)


def _limits_before(match: "re.Match[str]", *, is_range: bool) -> bool:
    if match["refused"]:
        return bool(match["over"])  # not over 50
    is_floor = bool(match["floor"]) and not (is_range and match["floor"] == "from")
    return not (match["over"] or is_floor)


def _limits_after(match: "re.Match[str]") -> bool:
    if match["negated"]:
        return bool(match["more"])  # ৫০ এর বেশি না
    return not (match["more"] or match["floor_after"] or match["unsure"])
