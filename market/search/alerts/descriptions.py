"""A saved search in words: its name, or what was understood of its query."""

from collections.abc import Iterator
from typing import cast
from urllib.parse import parse_qsl

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.core.text.formats import format_money, format_number
from market.core.text.locale import language
from market.search.finding.finder import parse
from market.search.finding.queries import List, SearchQuery
from market.search.lists.forms import Chip, SearchRequest
from market.search.models import SavedSearch
from market.search.understanding.preferences import Preferences

COUNTS = ("jobs_done", "bids", "hires", "rating", "client_rating")  # facets whose values are numbers


def query_of(search: SavedSearch) -> SearchQuery | None:
    """The query of a saved search; None if it does not mean the same any more, since a topic or skill of it is gone."""
    query = SearchRequest(cast(List, search.kind), QueryDict(search.query)).query
    return query if _filters(query.query_string()) == _filters(search.query) else None


def _filters(query_string: str) -> list[tuple[str, str]]:
    """What a query string asks for; a currency alone asks for nothing."""
    return [pair for pair in parse_qsl(query_string) if pair[0] != "currency"]


def title_of(search: SavedSearch) -> str:
    """The name that the user gave, or a description of the query, in the active language; never empty."""
    described = search.name or describe(search.kind, search.query)
    return described or _("A skill or topic that is no longer searched")


def followed(search: SavedSearch) -> str:
    """That somebody follows a topic, a skill or a district, what is told of it and how often."""
    facts = {"what": search.get_kind_display(), "often": search.get_frequency_display()}
    return _("You follow this: %(what)s · %(often)s.") % facts


def describe(kind: str, query_string: str) -> str:
    """What was understood of a list's words, and its filters: "Logo design · Bhola · up to $50.00"."""
    request = SearchRequest(cast(List, kind), QueryDict(query_string))
    words = _words(request.query) if request.query.q else []
    return " · ".join([*words, *(_filter(chip) for chip in request.chips if chip.name != "q")])


def asked_of(search: SavedSearch) -> str:
    """The words as they were typed, and the filters: what tells it from another search that was understood alike."""
    request = SearchRequest(cast(List, search.kind), QueryDict(search.query))
    exact = [str(request.form.fields["exact"].label)] if request.query.exact else []
    return " · ".join([f"“{chip.text}”" if chip.name == "q" else _filter(chip) for chip in request.chips] + exact)


def _words(query: SearchQuery) -> list[str]:
    parsed = parse(query)
    if not parsed.is_sure or not (parsed.subjects or parsed.area):
        return [f"“{query.q}”"]
    subjects = ", ".join(dict.fromkeys(subject.entry.name for subject in parsed.subjects))
    area = parsed.area.name if parsed.area else ""
    rest = "" if parsed.subjects else " ".join(parsed.text)
    return [each for each in (subjects, rest, area, *_wishes(parsed.wanted)) if each]


def _wishes(wanted: Preferences) -> Iterator[str]:
    if wanted.price is not None:
        yield _("up to %(amount)s") % {"amount": format_money(wanted.price, language())}
    if wanted.days_max:
        yield _days(wanted.days_max)
    elif wanted.is_urgent:
        yield _("soon")
    if wanted.language:
        yield wanted.language_name
    if wanted.is_proven:
        yield _("with experience here")


def _filter(chip: Chip) -> str:
    if chip.name == "days_max":
        return _days(int(chip.text))
    if chip.amount is None:
        return f"{chip.label}: {chip.text}" if chip.name in COUNTS else chip.text
    sentence = _("from %(amount)s") if chip.name.endswith("_min") else _("up to %(amount)s")
    return sentence % {"amount": format_money(chip.amount, language())}


def _days(days: int) -> str:
    return ngettext("within %(num)s day", "within %(num)s days", days) % {"num": format_number(days, language())}
