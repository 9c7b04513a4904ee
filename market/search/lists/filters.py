"""Filter sets of the lists of people, jobs and services, shared by pages and API."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import AmountField, TextField, WholeNumberField
from market.jobs.forms import CURRENCY_NAMES
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.finding import facets
from market.search.finding.facets import EntryFacet, Facet
from market.search.lists.facet_labels import LABELS
from market.services.models import Service

LONGEST_QUERY = 200
LONGEST_NAMED = 50  # letters of an unknown value that a refusal repeats


class WordsFilter(django_filters.Filter):
    """Free text."""

    field_class = TextField


class AmountFilter(django_filters.Filter):
    """An amount, in digits of either script."""

    field_class = AmountField


class NumberFilter(django_filters.Filter):
    """A whole number above zero, in digits of either script."""

    field_class = WholeNumberField


class FacetField(forms.Field):
    """Values of a facet, each as a parameter of its own or with commas. They become one text.

    Ranges and words stand in the facet's order; topics, skills and districts by slug, which no renaming moves.
    """

    widget = forms.SelectMultiple

    def __init__(self, *, facet: Facet, **kwargs: Any) -> None:
        self.facet = facet
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """The text, or a ValidationError that names the first unknown value."""
        sent = {each.strip() for text in value or () for each in text.split(",")} - {""}
        values = [each for each in self.facet.values if each in sent]
        for unknown in sorted(sent.difference(values)):
            message = forms.ChoiceField.default_error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": unknown[:LONGEST_NAMED]})
        if self.facet.is_single and len(values) > 1:
            raise ValidationError(_("Choose one of these."), code="invalid_choice")
        return ",".join(sorted(values) if isinstance(self.facet, EntryFacet) else values)


class FacetFilter(django_filters.Filter):
    """A facet."""

    field_class = FacetField

    def __init__(self, facet: Facet) -> None:
        self.facet = facet
        super().__init__(label=LABELS[facet.name], facet=facet)


def _choice(label: Any, choices: Any, *, may_be_any: bool = True) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("Any") if may_be_any else None)


_form_classes: dict[type[Any], type[forms.Form]] = {}


class ListFilter(django_filters.FilterSet):
    """Filters that all lists share. Only `form_of` is used; its cleaned data becomes a SearchQuery."""

    q = WordsFilter(label=_("Search"), most=LONGEST_QUERY)
    topic = FacetFilter(facets.TOPIC)
    skill = FacetFilter(facets.SKILL)
    currency = _choice(_("Currency"), list(CURRENCY_NAMES.items()), may_be_any=False)
    exact = django_filters.BooleanFilter(label=_("Exactly these words"))

    @classmethod
    def form_of(cls, data: QueryDict) -> forms.Form:
        """The form of these parameters. A filter set would copy its filters and make its form anew each time."""
        if cls not in _form_classes:
            _form_classes[cls] = cls().get_form_class()
        return _form_classes[cls](data)


class TalentFilter(ListFilter):
    """Filters of the list of freelancers."""

    district = FacetFilter(facets.DISTRICT)
    language = FacetFilter(facets.LANGUAGE)
    availability = FacetFilter(facets.AVAILABILITY)
    price = FacetFilter(facets.PRICE)
    rate_max = AmountFilter(label=_("Price up to"))
    rating = FacetFilter(facets.RATING)
    jobs_done = FacetFilter(facets.JOBS_DONE)
    exam = FacetFilter(facets.EXAM)
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

    budget = FacetFilter(facets.BUDGET)
    budget_min = AmountFilter(label=_("Budget from"))
    budget_max = AmountFilter(label=_("Budget to"))
    posted = FacetFilter(facets.POSTED)
    bids = FacetFilter(facets.BIDS)
    payment = FacetFilter(facets.PAYMENT)
    hires = FacetFilter(facets.HIRES)
    client_rating = FacetFilter(facets.CLIENT_RATING)
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

    price = FacetFilter(facets.PRICE)
    price_min = AmountFilter(label=_("Price from"))
    price_max = AmountFilter(label=_("Price to"))
    delivery = FacetFilter(facets.DELIVERY)
    days_max = NumberFilter(label=_("Delivered within (days)"), min_value=1, max_value=365)
    rating = FacetFilter(facets.RATING)
    district = FacetFilter(facets.DISTRICT)
    language = FacetFilter(facets.LANGUAGE)
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
