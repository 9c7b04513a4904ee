"""Pages of a freelancer beside her editor: her hours, days away, her address, and a look at all as a visitor."""

from copy import copy

import segno
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.forms import Form
from market.profiles.freelancers import absence_actions
from market.profiles.freelancers.actions import change_profile
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.freelancers.forms import AddressForm, AwayForm, HoursForm
from market.profiles.models import Profile
from market.profiles.queries import own_address, whole_profiles
from market.profiles.views import shown


def _own(request: MemberRequest) -> Profile | None:
    return whole_profiles().filter(user=request.user).first()


@signed_in
def hours(request: MemberRequest) -> HttpResponse:
    """Her hours a week and her clock."""
    form = HoursForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        with form.refusing():
            change_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your hours are saved."))
            return redirect("hours")
    return _show_hours(request, form=form)


def _show_hours(request: MemberRequest, form: HoursForm | None = None, away: AwayForm | None = None) -> HttpResponse:
    mine = _own(request)
    if mine is None:
        return redirect("edit_profile")
    dates = {"away_from": mine.away_from, "away_until": mine.away_until, "away_note": mine.away_note}
    context: dict[str, object] = {
        "profile": mine,
        "form": form or HoursForm(initial={"weekly_hours": mine.weekly_hours, "time_zone": mine.time_zone}),
        "away_form": away or AwayForm(initial=dates),
    }
    sent: Form | None = form or away
    return render(request, "profiles/hours.html", context, status=sent.status if sent else 200)


@require_POST
@signed_in
def start_absence(request: MemberRequest) -> HttpResponse:
    """Be away for some days."""
    form = AwayForm(request.POST)
    if form.is_valid():
        with form.refusing():
            given = form.cleaned_data
            absence_actions.go_away(
                by=request.user, first=given["away_from"], last=given["away_until"], note=given["away_note"]
            )
            messages.success(request, _("Clients are told. Your contracts and their deadlines go on as agreed."))
            return redirect("hours")
    return _show_hours(request, away=form)


@require_POST
@signed_in
def end_absence(request: MemberRequest) -> HttpResponse:
    """Take work again."""
    absence_actions.come_back(by=request.user)
    messages.success(request, _("You are not away. Clients can invite you."))
    return redirect("hours")


@signed_in
def share_profile(request: MemberRequest) -> HttpResponse:
    """Her address: choosing its name, giving it to others, printing it with a QR code."""
    mine = _own(request)
    if mine is None:
        return redirect("edit_profile")
    current = mine.addresses.filter(is_current=True).first()
    form = AddressForm(request.POST or None, initial={"name": current.name if current else ""})
    if form.is_valid():
        with form.refusing():
            choose_address(by=request.user, name=form.cleaned_data["name"])
            messages.success(request, _("This is your address now. Former ones lead here."))
            return redirect("share_profile")
    address = own_address(mine)
    qr = str(segno.make(address, error="m").svg_data_uri(border=2))
    context = {"profile": mine, "form": form, "address": address, "qr": qr, "chosen": current}
    return render(request, "profiles/share.html", context, status=form.status)


@signed_in
def preview_profile(request: MemberRequest) -> HttpResponse:
    """Her profile as somebody sees it who is not signed in, published or not."""
    mine = _own(request)
    if mine is None:
        return redirect("edit_profile")
    visitor = copy(request)
    visitor.user = AnonymousUser()  # type: ignore[assignment]  # that is the point
    return shown(visitor, mine, preview=True)
