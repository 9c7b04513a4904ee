"""Home, help, and what a person has to do now."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from market.accounts.decorators import MemberRequest, signed_in
from market.core.money import Money, rounded
from market.site import queries


def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is, one search, and who and what is there."""
    return render(request, "site/home.html", {**queries.first_page(), "numbers": settings.LIFECYCLE})


def how_holding_works(request: HttpRequest) -> HttpResponse:
    """How money is held, with an example counted out in this site's own numbers."""
    amount = Money("120.00", "USD")
    fee = Money(rounded(amount.amount * settings.LIFECYCLE.client_fee), "USD")
    example = {"amount": amount, "fee": fee, "charge": amount + fee, "none": Money("0.00", "USD")}
    return render(request, "site/how_holding_works.html", {"numbers": settings.LIFECYCLE, "example": example})


def about(request: HttpRequest) -> HttpResponse:
    """The programme behind the site."""
    return render(request, "site/about.html")


def terms(request: HttpRequest) -> HttpResponse:
    """The terms, in plain words."""
    return render(request, "site/terms.html", {"numbers": settings.LIFECYCLE, "version": settings.CONSENT_VERSION})


def privacy(request: HttpRequest) -> HttpResponse:
    """What the site keeps of a person, why, and who sees it."""
    return render(request, "site/privacy.html", {"version": settings.CONSENT_VERSION})


@signed_in
def work(request: MemberRequest) -> HttpResponse:
    """Her page: what waits for her, her contracts, bids and jobs."""
    return render(request, "site/work.html", queries.work_of(request.user))
