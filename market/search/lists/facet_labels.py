"""What the values of facets are called, in the reader's language and digits."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from market.core.text import formats, locale
from market.search.finding.facets import ChoiceFacet, EntryFacet, Facet, Range
from market.search.understanding.vocabulary import vocabulary

LABELS = {
    "topic": gettext_lazy("Topic"),
    "skill": gettext_lazy("Skill"),
    "district": gettext_lazy("District"),
    "language": gettext_lazy("Language"),
    "availability": gettext_lazy("Availability"),
    "price": gettext_lazy("Price"),
    "rating": gettext_lazy("Rating"),
    "jobs_done": gettext_lazy("Jobs done here"),
    "exam": gettext_lazy("Exams"),
    "budget": gettext_lazy("Budget"),
    "posted": gettext_lazy("Posted"),
    "bids": gettext_lazy("Bids so far"),
    "payment": gettext_lazy("Payment method"),
    "hires": gettext_lazy("Hires of the client"),
    "client_rating": gettext_lazy("Rating of the client"),
    "delivery": gettext_lazy("Delivery time"),
}


def label_of(facet: Facet, value: str) -> str:
    """The name of a value of a facet."""
    if isinstance(facet, EntryFacet):
        return str(vocabulary().of(facet.name)[value].name)
    if isinstance(facet, ChoiceFacet):
        return str(dict(facet.choices)[value])
    return str(_RANGE_LABELS[facet.unit](next(each for each in facet.ranges if each.value == value)))


def _number(n: float | None) -> str:
    return formats.format_number(0 if n is None else n, locale.language())


def _dollars(numbers: Range) -> str:
    if numbers.is_none:
        return _("Make me an offer")
    low, high = (f"${_number(bound)}" for bound in (numbers.low, numbers.high))
    if numbers.low is None:
        return _("under %(amount)s") % {"amount": high}
    return _("from %(amount)s") % {"amount": low} if numbers.high is None else f"{low} – {high}"


def _whole(numbers: Range) -> str:
    low, high = int(numbers.low or 0), int(numbers.high or 0) - 1
    if numbers.high is None:
        return _("%(num)s or more") % {"num": _number(low)}
    return _number(low) if low == high else f"{_number(low)} – {_number(high)}"


def _jobs(numbers: Range) -> str:
    return _whole(numbers) if numbers.low else _("New here")


def _hires(numbers: Range) -> str:
    return _whole(numbers) if numbers.low else _("Nobody hired yet")


def _stars(numbers: Range) -> str:
    return _("%(num)s and more") % {"num": f"★ {_number(numbers.low)}"}


def _days(numbers: Range) -> str:
    days = int(numbers.high or 0) - 1
    return ngettext("within %(num)s day", "within %(num)s days", days) % {"num": _number(days)}


def _age(numbers: Range) -> str:
    days = int(numbers.high or 0)
    return ngettext("in the last %(num)s day", "in the last %(num)s days", days) % {"num": _number(days)}


_RANGE_LABELS: dict[str, Callable[[Range], Any]] = {
    "dollars": _dollars,
    "stars": _stars,
    "jobs": _jobs,
    "bids": _whole,
    "hires": _hires,
    "days": _days,
    "age": _age,
    "exam": lambda numbers: _("Verified by exam"),
    "payment": lambda numbers: _("Payment method proven"),
}
