"""Pages of standings: the user's own with its events, and what everybody sees of a freelancer or a client."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.profiles.models import ClientProfile, Profile
from market.standing.formula import LEAST, NEEDED, WINDOW_DAYS, Side
from market.standing.queries import own_inputs, sides_of, standing_of

NUMBERS = {"least": LEAST, "needed": NEEDED, "window": WINDOW_DAYS}


@signed_in
def my_standing(request: MemberRequest) -> HttpResponse:
    """The user's own, on one side: each input, its points, how to improve it, and its events."""
    sides = sides_of(request.user)
    requested = request.GET.get("side")
    side = next((each for each in sides if each == requested), sides[0])
    standing = standing_of(request.user.pk, side)
    address = reverse("my_standing")
    tabs = [{"label": each.label, "href": f"{address}?side={each}", "current": each == side} for each in sides]
    context = {"tabs": tabs, "standing": standing, "own": own_inputs(request.user, standing), **NUMBERS}
    return render(request, "standing/own.html", context)


def profile_standing(request: HttpRequest, profile_id: int) -> HttpResponse:
    """A freelancer's standing with every input."""
    profile = fetch(Profile.objects.select_related("user").visible_to(request.user), profile_id)
    return _public(request, profile, profile.user, Side.FREELANCER)


def client_standing(request: HttpRequest, user_id: int) -> HttpResponse:
    """A client's standing with every input."""
    visible = ClientProfile.objects.select_related("user").visible_to(request.user)
    client = visible.filter(user_id=user_id).first()
    if client is None:
        raise NotFound
    return _public(request, client, client.user, Side.CLIENT)


def _public(request: HttpRequest, page: Profile | ClientProfile, person: User, side: Side) -> HttpResponse:
    context = {"person": person, "back": page.get_absolute_url(), "standing": standing_of(person.pk, side), **NUMBERS}
    return render(request, "standing/public.html", context)
