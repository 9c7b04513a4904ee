"""The front page, and pages about the site."""

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.accounts.models import User
from market.core.base import clock
from market.core.base.money import Money, rounded
from market.core.text.formats import format_names
from market.core.web.anonymous_cache import same_for_all
from market.core.web.open_web import text_page
from market.payments.provider.rails import companies, pays_to_wallets
from market.site import queries
from market.site.home.queries import client_start_context, home_context, start_context, takes_part
from market.site.open_web.front_page import front_page
from market.training.certificates.queries import side_in_use


def home(request: HttpRequest) -> HttpResponse:
    """The front page: what the site is, a search, and the newest people, jobs and services.

    Who uses it knows what it is: for them it begins with what waits for them, and with jobs or people. Staff see their
    work.
    """
    user = request.user
    if user.is_authenticated and user.is_staff:
        return render(request, "site/work.html", home_context(user))
    if user.is_authenticated and side_in_use(user) == User.Side.FREELANCER:
        return render(request, "site/start.html", start_context(user))
    if user.is_authenticated and not user.side and takes_part(user):
        return render(request, "site/work.html", home_context(user))
    if user.is_authenticated and (context := client_start_context(user)):
        return render(request, "site/start_client.html", context)
    context = {**queries.front_page_context(request), "numbers": settings.LIFECYCLE, "open_web": front_page()}
    return render(request, "site/home.html", context)


@same_for_all
def how_holding_works(request: HttpRequest) -> HttpResponse:
    """How money is held, with an example in this site's numbers."""
    amount = Money("120.00", "USD")
    fee = Money(rounded(amount.amount * settings.LIFECYCLE.client_fee), "USD")
    example = {"amount": amount, "fee": fee, "charge": amount + fee, "none": Money("0.00", "USD")}
    lead = _(
        "The client pays before the work starts, and the freelancer is paid after it is approved. In between, the money"
        " is held: it is neither's, and neither can take it alone."
    )
    context = {"numbers": settings.LIFECYCLE, "example": example, "providers": format_names(companies())}
    context["open_web"] = text_page(request, _("How holding works"), lead)
    return render(request, "site/how_holding_works.html", context)


@same_for_all
def about(request: HttpRequest) -> HttpResponse:
    """The programme behind the site."""
    lead = _(
        "Amar Kaj means “my work”. Here women who finished a national training programme find paid work, do it, and are"
        " paid safely."
    )
    return render(request, "site/about.html", {"open_web": text_page(request, _("About us"), lead)})


@same_for_all
def contact(request: HttpRequest) -> HttpResponse:
    """Where to turn with what, and the address of the site's staff."""
    lead = _("Most things are settled fastest where they stand. For everything else write to us, in Bangla or English.")
    context = {"contact": _contact_address(), "open_web": text_page(request, _("Contact"), lead)}
    return render(request, "site/contact.html", context)


@same_for_all
def terms(request: HttpRequest) -> HttpResponse:
    """The terms, in plain words."""
    lead = _("Plain rules for everybody who uses this site. By making an account you agree to them.")
    return render(request, "site/terms.html", {**_legal_context(), "open_web": text_page(request, _("Terms"), lead)})


@same_for_all
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice."""
    lead = _("What this site keeps of you, why, and who sees it.")
    return render(
        request, "site/privacy.html", {**_legal_context(), "open_web": text_page(request, _("Privacy"), lead)}
    )


def _legal_context() -> dict[str, object]:
    """Context of terms and privacy notice: numbers, version, contact address, and who takes payments."""
    return {
        "numbers": settings.LIFECYCLE,
        "version": settings.CONSENT_VERSION,
        "contact": _contact_address(),
        "providers": format_names(companies()),
        "pays_to_wallets": pays_to_wallets(),
    }


def _contact_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact for security reports (RFC 9116)."""
    until = (clock.wall() + timedelta(days=180)).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{_contact_address()}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, bn",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
