"""The filter of the officers' list of certificates."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.base.errors import Invalid
from market.core.text.bangla import nfc
from market.core.text.names import Named
from market.training.certificates.codes import plain_serial
from market.training.models import Certificate, District, Topic


def choices_of(rows: type[Named]) -> QuerySet[Named]:
    """All rows of a reference table, for a list of choices."""
    return rows._default_manager.all()


def strict(matches: django_filters.FilterSet) -> QuerySet[Any]:
    """The filtered rows, for files and programs, which show no form: a choice that is none would let all rows through.

    Raises Invalid.
    """
    if not matches.form.is_valid():
        errors: dict[str, list[Any]] = {name: list(each) for name, each in matches.form.errors.items()}
        raise Invalid(errors=errors)
    rows: QuerySet[Any] = matches.qs
    return rows


class CertificateFilter(django_filters.FilterSet):
    """By serial, name or batch, state, claim, topic and district."""

    q = django_filters.CharFilter(method="search", label=_("Number, name or batch"))
    state = django_filters.ChoiceFilter(choices=Certificate.State.choices, label=_("State"), empty_label=_("Any"))
    claimed = django_filters.ChoiceFilter(
        method="by_claim",
        choices=[("yes", _("Claimed")), ("no", _("Not claimed yet"))],
        label=pgettext_lazy("certificate", "Claim"),
        empty_label=_("Any"),
    )
    topic = django_filters.ModelChoiceFilter(
        field_name="batch__topic",
        to_field_name="slug",
        queryset=lambda request: choices_of(Topic),
        label=_("Topic"),
        empty_label=_("Any"),
    )
    district = django_filters.ModelChoiceFilter(
        field_name="batch__district",
        to_field_name="slug",
        queryset=lambda request: choices_of(District),
        label=_("District"),
        empty_label=_("Any"),
    )

    class Meta:
        model = Certificate
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        """Those whose number, name or batch holds the text."""
        text = nfc(value).strip()
        condition = Q(name_en__icontains=text) | Q(name_bn__icontains=text)
        if code := plain_serial(text):
            condition |= Q(serial__contains=code) | Q(batch__code__contains=code)
        return rows.filter(condition)

    def by_claim(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        """Those that were claimed, or not."""
        return rows.filter(holder__isnull=value == "no")
