"""A freelancer's pages beside the profile editor: hours, absences, address, and a preview as a visitor."""

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
from market.profiles.freelancers.absence_actions import come_back, go_away
from market.profiles.freelancers.actions import change_profile
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.freelancers.forms import AddressForm, AwayForm, HoursForm
from market.profiles.models import Profile
from market.profiles.queries import own_address, whole_profiles
from market.profiles.views import profile_response


def _own_profile(request: MemberRequest) -> Profile | None:
    return whole_profiles().filter(user=request.user).first()


@signed_in
def hours(request: MemberRequest) -> HttpResponse:
    """Weekly hours and time zone."""
    form = HoursForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        with form.refusing():
            change_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your hours are saved."))
            return redirect("hours")
    return _hours_page(request, form=form)


def _hours_page(request: MemberRequest, form: HoursForm | None = None, away: AwayForm | None = None) -> HttpResponse:
    profile = _own_profile(request)
    if profile is None:
        return redirect("edit_profile")
    dates = {"away_from": profile.away_from, "away_until": profile.away_until, "away_note": profile.away_note}
    context: dict[str, object] = {
        "profile": profile,
        "form": form or HoursForm(initial={"weekly_hours": profile.weekly_hours, "time_zone": profile.time_zone}),
        "away_form": away or AwayForm(initial=dates),
    }
    bound_form: Form | None = form or away
    return render(request, "profiles/hours.html", context, status=bound_form.status if bound_form else 200)


@require_POST
@signed_in
def start_absence(request: MemberRequest) -> HttpResponse:
    """Set an absence."""
    form = AwayForm(request.POST)
    if form.is_valid():
        with form.refusing():
            fields = form.cleaned_data
            go_away(by=request.user, first=fields["away_from"], last=fields["away_until"], note=fields["away_note"])
            messages.success(request, _("Clients are told. Your contracts and their deadlines go on as agreed."))
            return redirect("hours")
    return _hours_page(request, away=form)


@require_POST
@signed_in
def end_absence(request: MemberRequest) -> HttpResponse:
    """End an absence."""
    come_back(by=request.user)
    messages.success(request, _("You are not away. Clients can invite you."))
    return redirect("hours")


@signed_in
def share_profile(request: MemberRequest) -> HttpResponse:
    """The profile's address: choose its name, share it, print it with a QR code."""
    profile = _own_profile(request)
    if profile is None:
        return redirect("edit_profile")
    current = profile.addresses.filter(is_current=True).first()
    form = AddressForm(request.POST or None, initial={"name": current.name if current else ""})
    if form.is_valid():
        with form.refusing():
            choose_address(by=request.user, name=form.cleaned_data["name"])
            messages.success(request, _("This is your address now. Former ones lead here."))
            return redirect("share_profile")
    address = own_address(profile)
    qr = str(segno.make(address, error="m").svg_data_uri(border=2))
    context = {"profile": profile, "form": form, "address": address, "qr": qr, "chosen": current}
    return render(request, "profiles/share.html", context, status=form.status)


@signed_in
def preview_profile(request: MemberRequest) -> HttpResponse:
    """The user's profile as an anonymous visitor sees it, published or not."""
    profile = _own_profile(request)
    if profile is None:
        return redirect("edit_profile")
    visitor = copy(request)
    visitor.user = AnonymousUser()  # type: ignore[assignment]  # the preview is of an anonymous visitor
    return profile_response(visitor, profile, preview=True)
