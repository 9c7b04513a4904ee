"""What the API is asked for documents with."""

from typing import Any

from rest_framework import serializers

from market.payments.documents.income_actions import CALENDAR_YEAR, INCOME_YEAR

EMPTY = "Issue it also where nothing was released in this time; else that is refused (`no_income`)."


class AskIncomeCertificateFields(serializers.Serializer[Any]):
    """A period: both days are in it."""

    since = serializers.DateField()
    until = serializers.DateField()
    even_if_empty = serializers.BooleanField(default=False, help_text=EMPTY)


class AskYearlyStatementFields(serializers.Serializer[Any]):
    """A year. `income`: that of Bangladesh, from July of `year` to June."""

    year = serializers.IntegerField(min_value=2000, max_value=9999)
    kind = serializers.ChoiceField([INCOME_YEAR, CALENDAR_YEAR], default=INCOME_YEAR)
    even_if_empty = serializers.BooleanField(default=False, help_text=EMPTY)
