"""The desk of emergencies: taking a role for a short time, and looking at what was done with it."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.emergencies import actions as emergencies_actions
from market.accounts.emergencies.actions import LONGEST
from market.accounts.models import EmergencyRight, User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.admin.admin_site import is_proven
from market.core.base import clock
from market.core.base.db import fetch
from market.core.models import AuditEntry
from market.core.web.forms import Form, TextField

SHOWN = 50
for_staff = with_role(*User.STAFF)


class TakeForm(Form):
    """Which role, and why."""

    role = forms.ChoiceField(label=_lazy("The role that you need"))
    reason = TextField(
        label=_lazy("What has happened, and whom could you not reach?"),
        help_text=_lazy("Every lead and every operator reads it at once."),
        most=LONGEST,
        lines=4,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in User.STAFF if not user.has_own_role(role)]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class CloseForm(Form):
    """What a lead found."""

    verdict = forms.ChoiceField(
        label=_lazy("Was it right?"),
        choices=[("fine", _lazy("Reviewed: in order")), ("not_fine", _lazy("Reviewed: not in order"))],
        widget=forms.RadioSelect,
    )
    word = TextField(label=_lazy("Your assessment"), most=LONGEST, lines=3)


@for_staff
def emergencies(request: MemberRequest) -> HttpResponse:
    """How it works, the form, and those that the user may see: what waits for a lead first."""
    form = TakeForm(request.POST or None, user=request.user)
    if form.is_valid():
        if not is_proven(request):
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
        with form.refusing():
            taken = emergencies_actions.take_emergency_right(by=request.user, **form.cleaned_data)
            messages.success(request, _("The role is yours for a short time. Leads and operators are notified."))
            return redirect(taken)
    seen = EmergencyRight.objects.visible_to(request.user).select_related("user", "closed_by")
    context = {
        "form": form,
        "minutes": int(settings.EMERGENCY.total_seconds()) // 60,
        "waiting": list(seen.filter(closed_at=None)),
        "page": Paginator(seen.exclude(closed_at=None), 20).get_page(request.GET.get("page")),
    }
    return render(request, "accounts/emergencies.html", context, status=form.status)


@for_staff
def emergency(request: MemberRequest, right_id: int) -> HttpResponse:
    """One: who, which role, why, what was done in that time, and what a lead says to it."""
    rows = EmergencyRight.objects.visible_to(request.user).select_related("user", "closed_by")
    right = fetch(rows, right_id)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            fields = form.cleaned_data
            is_fine = fields["verdict"] == "fine"
            emergencies_actions.close_emergency_right(
                by=request.user, right_id=right_id, is_fine=is_fine, word=fields["word"]
            )
            messages.success(request, _("Your statement stands beside it. They are notified."))
            return redirect(right)
    context = {
        "right": right,
        "form": form,
        "closes": right.closed_at is None
        and right.ended_at is not None
        and emergencies_actions.may_close(request.user, right),
        "ends": not right.is_over and (right.user_id == request.user.pk or request.user.has_own_role(User.Role.LEAD)),
        "page": Paginator(entries_of(right), SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "accounts/emergency.html", context, status=form.status)


def entries_of(right: EmergencyRight) -> Any:
    """Audit log entries of the holder while it lasted, the newest first."""
    until = right.ended_at or min(right.ends_at, clock.now())
    rows = AuditEntry.objects.filter(by=right.user_id, at__gte=right.began_at, at__lte=until)
    return rows.select_related("by").order_by("-pk")


@require_POST
@for_staff
def end_emergency_right(request: MemberRequest, right_id: int) -> HttpResponse:
    """Give it back, or as a lead take it from the holder."""
    ended = emergencies_actions.end_emergency_right(by=request.user, right_id=right_id)
    messages.success(request, _("The role is given back. A lead looks at what was done."))
    return redirect(ended)
