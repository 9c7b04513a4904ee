"""Home, help, and what a person has to do now."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base import clock
from market.core.base.money import Money, rounded
from market.core.web.anonymous_cache import same_for_all
from market.site import queries
from market.site.home.earnings import CHOICES


def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is, one search, and who and what is there."""
    return render(request, "site/home.html", {**queries.first_page(request), "numbers": settings.LIFECYCLE})


@same_for_all
def how_holding_works(request: HttpRequest) -> HttpResponse:
    """How money is held, with an example counted out in this site's own numbers."""
    amount = Money("120.00", "USD")
    fee = Money(rounded(amount.amount * settings.LIFECYCLE.client_fee), "USD")
    example = {"amount": amount, "fee": fee, "charge": amount + fee, "none": Money("0.00", "USD")}
    return render(request, "site/how_holding_works.html", {"numbers": settings.LIFECYCLE, "example": example})


@same_for_all
def about(request: HttpRequest) -> HttpResponse:
    """The programme behind the site."""
    return render(request, "site/about.html")


@same_for_all
def terms(request: HttpRequest) -> HttpResponse:
    """The terms, in plain words."""
    return render(request, "site/terms.html", _agreed_to())


@same_for_all
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site keeps of a person, why, for how long, and who sees it."""
    return render(request, "site/privacy.html", _agreed_to())


def _agreed_to() -> dict[str, object]:
    """What terms and privacy say of this site: its numbers, their version, and the address that answers questions."""
    contact = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return {"numbers": settings.LIFECYCLE, "version": settings.CONSENT_VERSION, "contact": contact}


@signed_in
def work(request: MemberRequest) -> HttpResponse:
    """Her home: what waits for her, her money, talks, work, and steps to begin. `?months=12` shows a year of money."""
    months = 12 if request.GET.get("months") == "12" else CHOICES[0]
    return render(request, "site/work.html", queries.work_of(request.user, months))


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where somebody who found a hole writes to (RFC 9116)."""
    until = (clock.wall() + timedelta(days=180)).replace(microsecond=0)
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    lines = [
        f"Contact: mailto:{address}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, bn",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
