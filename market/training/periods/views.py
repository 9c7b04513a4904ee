"""The officers' page of holidays and Ramadan."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest
from market.core.base import clock
from market.core.web.buttons import pressing
from market.training.issuing.desk_views import officers_only
from market.training.models import CalendarPeriod
from market.training.periods import actions as periods_actions
from market.training.periods.forms import PeriodForm
from market.training.periods.queries import public_holidays


@officers_only
def periods(request: MemberRequest) -> HttpResponse:
    """Periods from today on, the holidays of every year, and the form for another period."""
    form = PeriodForm(request.POST or None, initial={"kind": CalendarPeriod.Kind.HOLIDAY})
    if form.is_valid():
        with form.refusing():
            periods_actions.add_period(by=request.user, **form.cleaned_data)
            messages.success(request, _("Added. Calendars that are planned from now on go by it."))
            return redirect("periods")
    today = clock.local(clock.now()).date()
    rows = CalendarPeriod.objects.filter(last_day__gte=today)
    fixed = [(today.replace(month=month, day=day), *names) for (month, day), names in sorted(public_holidays().items())]
    context = {"rows": rows, "fixed": fixed, "form": form}
    return render(request, "training/periods.html", context, status=form.status)


@require_POST
@officers_only
def remove_period(request: MemberRequest, period_id: int) -> HttpResponse:
    """There are classes on these days after all."""
    with pressing(request, _("Removed. Calendars that are planned already stay as they are.")):
        periods_actions.remove_period(by=request.user, period_id=period_id)
    return redirect("periods")
