"""Operators' page of the files for the accountant."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.text import locale
from market.payments.desk.export_files import ExportResponse, take_export
from market.payments.desk.forms import ExportForm
from market.payments.desk.views import operators_only


@operators_only
def ledger_export(request: MemberRequest) -> HttpResponse | ExportResponse:
    """The form; the file once it is filled in."""
    today = locale.local(clock.now()).date()
    last_month = today.replace(day=1) - timedelta(days=1)
    form = ExportForm(request.GET or None, initial={"since": last_month.replace(day=1), "until": last_month})
    if form.is_valid():
        with form.refusing():
            return take_export(by=request.user, form=form)
    return render(request, "payments/ledger_export.html", {"form": form}, status=form.status)
