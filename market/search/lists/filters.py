"""Filter sets of the lists of people, jobs and services, shared by pages and API."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from market.core.base.money import CURRENCIES
from market.core.web.forms import AmountField, TextField, WholeNumberField
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.understanding.entries import Kind
from market.search.understanding.vocabulary import vocabulary
from market.services.models import Service

LONGEST_QUERY = 200


class WordsFilter(django_filters.Filter):
    """Free text."""

    field_class = TextField


class AmountFilter(django_filters.Filter):
    """An amount, in digits of either script."""

    field_class = AmountField


class NumberFilter(django_filters.Filter):
    """A whole number above zero, in digits of either script."""

    field_class = WholeNumberField


def entries(kind: Kind) -> Callable[[], list[tuple[str, str]]]:
    """A callable for lazy choices: (slug, name in the active language) of each entry of a kind."""

    def choices() -> list[tuple[str, str]]:
        return [(entry.slug, entry.name) for entry in vocabulary().of(kind).values()]

    return choices


def _choice(label: Any, choices: Any, *, may_be_any: bool = True) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("Any") if may_be_any else None)


class ListFilter(django_filters.FilterSet):
    """Filters that all lists share. Only the form is used; its cleaned data becomes a SearchQuery."""

    q = WordsFilter(label=_("Search"), most=LONGEST_QUERY)
    topic = _choice(_("Topic"), entries("topic"))
    skill = _choice(_("Skill"), entries("skill"))
    currency = _choice(_("Currency"), [(code, code) for code in CURRENCIES])
    exact = django_filters.BooleanFilter(label=_("Exactly these words"))


class TalentFilter(ListFilter):
    """Filters of the list of freelancers."""

    district = _choice(_("District"), entries("district"))
    language = _choice(_("Language"), Profile.Language.choices)
    rate_max = AmountFilter(label=_("Price up to"))
    availability = _choice(_("Availability"), Profile.Availability.choices)
    ordering = _choice(
        _("Order"),
        [
            ("best", _("Best match")),
            ("newest", _("Newest")),
            ("rate", _("Lowest price")),
            ("jobs_done", _("Jobs done")),
            ("rated", _("Best rated")),
        ],
        may_be_any=False,
    )

    class Meta:
        model = Profile
        fields: tuple[str, ...] = ()


class JobFilter(ListFilter):
    """Filters of the list of jobs. A budget finds the jobs whose range overlaps it."""

    budget_min = AmountFilter(label=_("Budget from"))
    budget_max = AmountFilter(label=_("Budget to"))
    ordering = _choice(
        _("Order"),
        [
            ("best", _("Best match")),
            ("newest", _("Newest")),
            ("budget", _("Highest budget")),
            ("bids", _("Fewest bids")),
        ],
        may_be_any=False,
    )

    class Meta:
        model = Job
        fields: tuple[str, ...] = ()


class ServiceFilter(ListFilter):
    """Filters of the list of services. Prices and days are those of the cheapest and the quickest package."""

    district = _choice(_("District"), entries("district"))
    price_min = AmountFilter(label=_("Price from"))
    price_max = AmountFilter(label=_("Price to"))
    days_max = NumberFilter(label=_("Delivered within (days)"), min_value=1, max_value=365)
    language = _choice(_("Language"), Profile.Language.choices)
    ordering = _choice(
        _("Order"),
        [
            ("best", _("Best match")),
            ("newest", _("Newest")),
            ("price", _("Lowest price")),
            ("days", _("Quickest")),
            ("orders", _("Most ordered")),
        ],
        may_be_any=False,
    )

    class Meta:
        model = Service
        fields: tuple[str, ...] = ()
