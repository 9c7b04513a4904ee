"""The filter of a list: by number, district and result."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import nfc
from market.training.issuing.filters import choices_of
from market.training.models import District, SelectionPlace


class PlaceFilter(django_filters.FilterSet):
    """By application number, district and result."""

    q = django_filters.CharFilter(method="search", label=_("Application number"))
    district = django_filters.ModelChoiceFilter(
        to_field_name="slug",
        queryset=lambda request: choices_of(District),
        label=_("District"),
        empty_label=_("Any"),
    )
    outcome = django_filters.ChoiceFilter(
        choices=SelectionPlace.Outcome.choices, label=_("Result"), empty_label=_("Any")
    )

    class Meta:
        model = SelectionPlace
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[SelectionPlace], name: str, value: str) -> QuerySet[SelectionPlace]:
        """Those whose application number holds the text."""
        return rows.filter(application__number__icontains=nfc(value).strip())
