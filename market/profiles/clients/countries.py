"""Countries by their ISO 3166 code, named in the reader's language (by CLDR, through Babel)."""

from babel import Locale
from django.utils import translation

# Codes of two letters in CLDR that are no countries: unions, regions, uninhabited islands, test codes.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
COUNTRIES = (
    frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()) - NO_COUNTRIES
)


def country_name(code: str) -> str:
    """The name in the active language; "" for an unknown code."""
    if code not in COUNTRIES:
        return ""
    english = str(Locale("en").territories[code])
    return str(Locale("bn").territories.get(code, english)) if translation.get_language() == "bn" else english


def country_choices() -> list[tuple[str, str]]:
    """All of them by name, for a form."""
    return sorted(((code, country_name(code)) for code in COUNTRIES), key=lambda pair: pair[1])
