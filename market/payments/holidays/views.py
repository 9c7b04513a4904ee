"""The operators' page of holidays."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base import clock
from market.core.web.buttons import pressing
from market.payments.holidays import actions as holidays_actions
from market.payments.holidays.forms import HolidayForm
from market.payments.holidays.models import Holiday
from market.payments.holidays.queries import fixed_holidays

operators_only = with_role(User.Role.OPERATOR)


@operators_only
def holidays(request: MemberRequest) -> HttpResponse:
    """Holidays from today on, those that come every year, and the form for another one."""
    form = HolidayForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            holidays_actions.add_holiday(by=request.user, **form.cleaned_data)
            messages.success(request, _("Added. Days of arrival from now on leave it out."))
            return redirect("holidays")
    today = clock.local(clock.now()).date()
    rows = Holiday.objects.filter(day__gte=today)
    fixed = [(today.replace(month=month, day=day), *names) for (month, day), names in sorted(fixed_holidays().items())]
    return render(request, "payments/holidays.html", {"rows": rows, "fixed": fixed, "form": form}, status=form.status)


@require_POST
@operators_only
def remove_holiday(request: MemberRequest, holiday_id: int) -> HttpResponse:
    """Banks are open on it after all."""
    with pressing(request, _("Removed.")):
        holidays_actions.remove_holiday(by=request.user, holiday_id=holiday_id)
    return redirect("holidays")
