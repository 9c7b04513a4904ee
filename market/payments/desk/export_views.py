"""Operators' page of the files for the accountant. Each file that is taken goes on record."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.money import CURRENCIES
from market.core.text import locale
from market.core.web.forms import DayField, Form
from market.payments.desk.export import SHEETS, TYPES, Period, as_csv, as_workbook
from market.payments.desk.views import operators_only

LONGEST = timedelta(days=366 * 2)


class ExportForm(Form):
    """Which rows of which days, as which file."""

    sheet = forms.ChoiceField(label=_("What"), choices=[(name, each.label) for name, each in SHEETS.items()])
    since = DayField(label=_("From the day"))
    until = DayField(label=_("To the day"))
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("All")), *((code, code) for code in CURRENCIES)]
    )
    kind = forms.ChoiceField(label=_("File"), choices=[("csv", "CSV"), ("xlsx", "XLSX")])

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a last day before the first, and for a period that is too long."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("Choose two years at most."))
        return self.cleaned_data

    @property
    def period(self) -> Period:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Period(values["since"], values["until"], values["currency"], ZoneInfo(locale.zone()))


@operators_only
def ledger_export(request: MemberRequest) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """The form; the file once it is filled in."""
    today = locale.local(clock.now()).date()
    last_month = today.replace(day=1) - timedelta(days=1)
    form = ExportForm(request.GET or None, initial={"since": last_month.replace(day=1), "until": last_month})
    if form.is_valid():
        with form.refusing():
            return _file(request, form)
    return render(request, "payments/ledger_export.html", {"form": form}, status=form.status)


def _file(request: MemberRequest, form: ExportForm) -> StreamingHttpResponse | FileResponse:
    values, period = form.cleaned_data, form.period
    sheet, kind = SHEETS[values["sheet"]], values["kind"]
    response: StreamingHttpResponse | FileResponse
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(sheet, period), content_type=TYPES[kind])
    else:
        response = FileResponse(as_workbook(sheet, period), content_type=TYPES[kind])
    days = {"since": period.since, "until": period.until}
    audit("ledger.exported", by=request.user, on=request.user, sheet=values["sheet"], kind=kind, **days)
    name = f"{values['sheet']}-{period.since}-{period.until}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
