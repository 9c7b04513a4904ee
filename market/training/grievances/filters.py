"""The filter of the office's list of grievances."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.training.grievances.codes import clean_number
from market.training.models import Grievance


class GrievanceFilter(django_filters.FilterSet):
    """By number, kind, state, whether it has a name, and whether it is late."""

    q = django_filters.CharFilter(method="search", label=_("Number of the grievance"))
    kind = django_filters.ChoiceFilter(choices=Grievance.Kind.choices, label=_("Kind"), empty_label=_("Any"))
    state = django_filters.ChoiceFilter(choices=Grievance.State.choices, label=_("State"), empty_label=_("Any"))
    name = django_filters.ChoiceFilter(
        method="by_name",
        choices=[("yes", _("With a name")), ("no", _("Without a name"))],
        label=_("Name"),
        empty_label=_("Any"),
    )
    late = django_filters.ChoiceFilter(
        method="by_time", choices=[("yes", _("Late"))], label=_("In time"), empty_label=_("Any")
    )

    class Meta:
        model = Grievance
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Grievance], name: str, value: str) -> QuerySet[Grievance]:
        """The one with this number, or whose number has the text in it."""
        return rows.filter(number__contains=clean_number(value) or value.strip().upper())

    def by_name(self, rows: QuerySet[Grievance], name: str, value: str) -> QuerySet[Grievance]:
        """Those that were made with a name, or without one."""
        return rows.filter(code_hash="") if value == "yes" else rows.exclude(code_hash="")

    def by_time(self, rows: QuerySet[Grievance], name: str, value: str) -> QuerySet[Grievance]:
        """Those whose time is over."""
        late = rows.filter(state__in=Grievance.WAITING)
        unseen = late.filter(state=Grievance.State.RECEIVED, seen_due_at__lte=clock.now())
        return unseen | late.filter(due_at__lte=clock.now())
