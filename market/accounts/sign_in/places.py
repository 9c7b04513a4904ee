"""Where a device is, as coarsely as it helps: a country, from the header of a proxy that knows, or nothing."""

from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation


def country_of(request: HttpRequest) -> str:
    """The two letters of the country that the site's proxy names (COUNTRY_HEADER); "" if there is none."""
    header = settings.COUNTRY_HEADER
    country = request.headers.get(header, "").strip().upper() if header else ""
    return country if country in Locale("en").territories and len(country) == 2 else ""


def country_name(code: str) -> str:
    """The country in the active language; "" for none."""
    locale = Locale("bn" if translation.get_language() == "bn" else "en")
    return str(locale.territories.get(code, "")) if code else ""
