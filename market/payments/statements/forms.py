"""The filter of a statement."""

from typing import Any

from django import forms
from django.db.models import Case, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.contracts.models import Contract
from market.core.text.bangla import language_of
from market.core.web.forms import DayField, Form
from market.payments.models import LedgerTransaction
from market.payments.statements.queries import (
    CLIENT_KINDS,
    FREELANCER_KINDS,
    KIND_GROUPS,
    StatementFilter,
    statement_transactions,
)

MOST_CONTRACTS = 50


class _TitleSelect(forms.Select):
    """Titles as their authors wrote them, each marked with its language."""

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option, with `lang`."""
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["lang"] = language_of(str(label))
        return option


YEARS = range(2000, 2101)


class StatementFilterForm(Form):
    """Which lines are wanted; all of them when empty."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    contract = forms.TypedChoiceField(
        label=_("Contract"), required=False, coerce=int, empty_value=None, widget=_TitleSelect
    )
    since = DayField(label=_("From the day"), required=False)
    until = DayField(label=_("To the day"), required=False)

    def __init__(self, *args: Any, user: User, is_freelancer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {*CLIENT_KINDS, *(FREELANCER_KINDS if is_freelancer else ())}
        groups = [(name, label) for name, (label, group) in KIND_GROUPS.items() if kinds & set(group)]
        self.fields["kind"].choices = [("", _("Everything")), *groups]  # type: ignore[attr-defined]  # a choice field
        self.fields["contract"].choices = [("", _("All contracts")), *self._contracts(user)]  # type: ignore[attr-defined]

    def _contracts(self, user: User) -> list[tuple[int, str]]:
        """The newest contracts, and the one that is asked for."""
        chosen = self.data.get("contract", "")
        rows = Contract.objects.visible_to(user)
        if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
            rows = rows.order_by(Case(When(pk=int(chosen), then=Value(0)), default=Value(1)), "-pk")
        else:
            rows = rows.order_by("-pk")
        return list(rows.values_list("pk", "title")[:MOST_CONTRACTS])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a last day before the first."""
        fields = self.cleaned_data
        for name in ("since", "until"):
            if (day := fields.get(name)) and day.year not in YEARS:
                self.add_error(name, self.fields[name].error_messages["invalid"])
        since, until = fields.get("since"), fields.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return fields

    @property
    def wanted(self) -> StatementFilter:
        """What a valid form asks for."""
        return StatementFilter(**self.cleaned_data)

    @property
    def active(self) -> int:
        """How many of its fields limit the lines."""
        return sum(bool(self.data.get(name)) for name in self.fields)


def filter_statement(user: User, query: QueryDict) -> tuple[StatementFilterForm, QuerySet[LedgerTransaction]]:
    """The filter of a request's query, and the user's transactions that it wants; none where it is not valid."""
    form = StatementFilterForm(query, user=user, is_freelancer=hasattr(user, "profile"))
    rows = statement_transactions(user)
    return form, form.wanted.apply(rows) if form.is_valid() else rows.none()
