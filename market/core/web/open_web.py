"""What search engines and social networks are told of a page.

A view gives its template `open_web`, a `PublicPage`. A page without one carries noindex: nothing is listed by mistake.

One address serves both languages. Its plain form answers crawlers in English; with `?lang=bn` it always answers in
Bangla (see `accounts.middleware`). These two are what the open web knows of each page.
"""

import json
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from markupsafe import Markup

from market.core.text import locale
from market.core.text.bangla import clip
from market.core.text.contact import masked

LANGUAGE_PARAMETER = "lang"
DESCRIPTION_LENGTH = 160  # characters that search engines show
# Inside <script> nothing but these could end the element or begin a comment (and two line ends of old parsers).
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
LOCALES = {"en": "en_US", "bn": "bn_BD"}
JsonLd = dict[str, Any]
Answer = TypeVar("Answer", bound=HttpResponseBase)


def address_of(path: str, language: str = "en") -> str:
    """The absolute address of a page that answers in a language: the plain one for "en", with ?lang=bn for "bn"."""
    query = f"?{urlencode({LANGUAGE_PARAMETER: language})}" if language == "bn" else ""
    return f"{settings.SITE_URL}{path}{query}"


def without_language(address: str) -> str:
    """An address of a page without `?lang=`, which would decide against what the reader has just chosen."""
    start, mark, query = address.partition("?")
    parts = [part for part in query.split("&") if not part.startswith(f"{LANGUAGE_PARAMETER}=")]
    return start + (mark + "&".join(parts) if parts and parts != [""] else "")


def alternates_of(path: str) -> list[tuple[str, str]]:
    """(hreflang, address) for each language of a page; "x-default" is the address that asks the browser."""
    return [("en", address_of(path)), ("bn", address_of(path, "bn")), ("x-default", address_of(path))]


def summary(*sentences: str, most: int = DESCRIPTION_LENGTH) -> str:
    """A meta description: the sentences in one line, contact data masked, cut after the last word that fits."""
    text = " ".join(masked(" ".join(sentences)).split())
    short = clip(text, most)
    if short == text:
        return text
    words, _blank, rest = short.rpartition(" ")
    return f"{words.rstrip(' ,;:·—–-')}…" if len(words) > most // 2 and rest else short


@dataclass(frozen=True)
class PublicPage:
    """A page that may be indexed: its canonical path, and its texts in the active language.

    `is_copy`: the canonical path is that of another page, which shows the same and more. Without `is_indexed` the page
    carries noindex, and only what social networks show of an address that somebody shared. `shared` is the text that
    they show, if it is not the description. `picture` is an absolute address.
    """

    path: str
    title: str
    description: str
    kind: str = "website"  # og:type
    shared: str = ""
    picture: str = ""
    picture_text: str = ""
    is_wide: bool = False  # the picture is a card of 1200 by 630
    is_copy: bool = False
    is_indexed: bool = True
    data: tuple[JsonLd, ...] = ()

    @property
    def address(self) -> str:
        """The canonical address in the active language."""
        return address_of(self.path, locale.language())

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """(hreflang, address) for each language; none for a copy."""
        return [] if self.is_copy else alternates_of(self.path)

    @property
    def locales(self) -> tuple[str, str]:
        """The page's og:locale, and that of the other language."""
        here = LOCALES[locale.language()]
        return here, next(each for each in LOCALES.values() if each != here)

    @property
    def json_ld(self) -> Markup:
        """The structured data as JSON-LD, safe inside <script>; "" without any, and for a page that is not indexed."""
        return json_ld(*self.data) if self.data and self.is_indexed else Markup("")


def unlisted(response: Answer, *, unless: bool) -> Answer:
    """A response that is no page, with the header that keeps it out of search engines `unless` it may be there."""
    if not unless:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def text_page(request: HttpRequest, title: object, description: object) -> PublicPage:
    """A page of the site's own words, at the address where it is read."""
    return PublicPage(path=request.path, title=str(title), description=summary(str(description)))


def json_ld(*nodes: JsonLd) -> Markup:
    """A JSON-LD document of these nodes that no text in it can end: `<`, `>` and `&` are escaped as in JSON strings."""
    document = {"@context": "https://schema.org", "@graph": [_without_empty(node) for node in nodes]}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(ESCAPES))  # noqa: S704  # escaped for a <script> above


def _without_empty(node: JsonLd) -> JsonLd:
    kept = {name: value for name, value in node.items() if value not in ("", None, [], {}, ())}
    return {name: _without_empty(value) if isinstance(value, dict) else value for name, value in kept.items()}


def breadcrumbs(*ways: tuple[str, str]) -> JsonLd:
    """The BreadcrumbList of (name, path), from the front page down to the page itself."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address_of(path, locale.language())}
        for position, (name, path) in enumerate(ways, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
