"""The filter of the officers' list of journeys."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from market.training.issuing.filters import choices_of
from market.training.models import ClassSession, District, TravelClass
from market.training.travel_plans.queries import to_come

DAY = {"type": "date"}


class TravelFilter(django_filters.FilterSet):
    """Face-to-face classes to come, by district, days, and whether somebody has planned the journey."""

    district = django_filters.ModelChoiceFilter(
        field_name="batch__district",
        to_field_name="slug",
        queryset=lambda request: choices_of(District),
        label=_("District"),
        empty_label=_("Any"),
    )
    since = django_filters.DateFilter(
        field_name="starts_at", lookup_expr="date__gte", label=_("First day"), widget=forms.DateInput(DAY)
    )
    until = django_filters.DateFilter(
        field_name="starts_at", lookup_expr="date__lte", label=_("Last day"), widget=forms.DateInput(DAY)
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        choices=[("missing", _("No journey that fits")), ("planned", _("A journey that fits"))],
        label=_("Journey"),
        empty_label=_("Any"),
    )

    class Meta:
        model = ClassSession
        fields: tuple[str, ...] = ()

    def by_state(self, rows: "QuerySet[ClassSession]", name: str, value: str) -> "QuerySet[ClassSession]":
        """Those with a journey that fits, or the others."""
        fits = Exists(TravelClass.objects.fitting().filter(session=OuterRef("pk")))
        return rows.filter(fits if value == "planned" else ~fits)


def filtered(data: object) -> TravelFilter:
    """The filter over all classes to come."""
    return TravelFilter(data, queryset=to_come())
