"""The filter of the officers' list of a phase's applications."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.training.applications.numbers import clean_number
from market.training.issuing.filters import choices_of
from market.training.models import Application, District, Topic

State = Application.State
SENT = [(each.value, each.label) for each in (State.SUBMITTED, State.WITHDRAWN)]  # nobody but the applicant sees drafts

WITH_OPEN_OBJECTION: dict[str, Any] = {"certificate": None, "objection__state": "open"}


class ApplicationFilter(django_filters.FilterSet):
    """By number, district, topic, state, and whether an objection is open."""

    q = django_filters.CharFilter(method="search", label=_("Number of the application"))
    district = django_filters.ModelChoiceFilter(
        to_field_name="slug", queryset=lambda request: choices_of(District), label=_("District"), empty_label=_("Any")
    )
    topic = django_filters.ModelChoiceFilter(
        field_name="wishes__topic",
        to_field_name="slug",
        queryset=lambda request: choices_of(Topic),
        label=_("Topic"),
        empty_label=_("Any"),
    )
    state = django_filters.ChoiceFilter(choices=SENT, label=_("State"), empty_label=_("Any"))
    objection = django_filters.ChoiceFilter(
        method="by_objection",
        choices=[("open", pgettext_lazy("an objection", "Open"))],
        label=_("Objection"),
        empty_label=_("Any"),
    )

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """The one with this number, or whose number has the text in it."""
        text = clean_number(value) or value.strip().upper()
        return rows.filter(number__contains=text)

    def by_objection(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """Those about whose certificate an officer is still to decide."""
        return rows.filter(**WITH_OPEN_OBJECTION)
