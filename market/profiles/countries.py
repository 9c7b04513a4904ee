"""Countries by their ISO 3166 code, named in the reader's language (by CLDR, through Babel)."""

from babel import Locale
from django.utils import translation

COUNTRIES = frozenset(
    code
    for code in Locale("en").territories
    if len(code) == 2 and code.isalpha() and code not in {"ZZ", "XA", "XB", "EU", "EZ", "UN", "QO"}
)


def country_name(code: str) -> str:
    """The name in the active language; "" for an unknown code."""
    if code not in COUNTRIES:
        return ""
    return str(Locale("bn" if translation.get_language() == "bn" else "en").territories[code])


def country_choices() -> list[tuple[str, str]]:
    """All of them by name, for a form."""
    return sorted(((code, country_name(code)) for code in COUNTRIES), key=lambda pair: pair[1])
