"""The filter of the officers' register of earlier certificates."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import ascii_digits, nfc
from market.training.issuing.filters import choices_of
from market.training.models import District, EarlierCertificate
from market.training.register.models import PLAIN_NUMBER
from market.training.register.numbers import plain_number


class EarlierCertificateFilter(django_filters.FilterSet):
    """By number or name, district and year."""

    q = django_filters.CharFilter(method="search", label=_("Number or name"))
    district = django_filters.ModelChoiceFilter(
        to_field_name="slug",
        queryset=lambda request: choices_of(District),
        label=_("District"),
        empty_label=_("Any"),
    )
    year = django_filters.CharFilter(method="by_year", label=_("Year"))

    class Meta:
        model = EarlierCertificate
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[EarlierCertificate], name: str, value: str) -> QuerySet[EarlierCertificate]:
        """Those whose number or name holds the text."""
        text = nfc(value).strip()
        condition = Q(name_en__icontains=text) | Q(name_bn__icontains=text)
        if plain := plain_number(text):
            condition |= Q(plain__contains=plain)
        return rows.annotate(plain=PLAIN_NUMBER).filter(condition)

    def by_year(self, rows: QuerySet[EarlierCertificate], name: str, value: str) -> QuerySet[EarlierCertificate]:
        """Those of a year, in digits of either script."""
        year = ascii_digits(value)
        return rows.filter(year=int(year)) if year.isascii() and year.isdigit() and len(year) == 4 else rows.none()
