"""The desk of somebody who tries the site: mails, payments, faults, and the clock. Development only."""

import json
import re
from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_duration
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.core.base import clock, demonstration
from market.core.base.jobs import run_deferred
from market.core.models import KeptMail
from market.core.text.bangla import nfc
from market.site.demo.cast import CAST, PASSWORD, SECRET

ISO = re.compile(r"P.*\d")  # "14" and "" are durations to Django, but not to a person
LONGEST = timedelta(days=400)
PATIENCE = timedelta(minutes=15)  # that a move of the clock waits for the demonstration data
STEP = 30  # seconds that a code of the second factor is good for
DOES = {
    "carla": _("client, English"),
    "rahim": _("client, Bangla"),
    "omar": _("client, a stranger to the others' contracts"),
    "farida": _("graduate"),
    "rina": _("graduate, her rival"),
}


def desk(request: HttpRequest) -> HttpResponse:
    """Who to sign in as, the clock, the last mails, and the controls of the payment provider."""
    at = int(clock.wall().timestamp())
    context = {
        "cast": _people(),
        "code": format_hotp_value(hotp_value(SECRET, at // STEP)),
        "code_seconds": STEP - at % STEP,
        "password": PASSWORD,
        "secret": SECRET,
        "moved": clock.offset(),
        "mails": KeptMail.objects.order_by("-id")[:10],
    }
    return render(request, "site/desk.html", context)


def _people() -> list[User]:
    """The cast that is here, each with what she does on the site."""
    found = list(User.objects.filter(email__in=[f"{stem}@demo.test" for stem in CAST]).order_by("pk"))
    for person in found:
        stem = person.email.partition("@")[0]
        roles = [str(User.Role(role).label) for role in person.roles]
        person.does = ", ".join(roles) or DOES.get(stem, "")  # type: ignore[attr-defined]  # for the page alone
    return found


# No sign-in and no token on the desk: it exists on development sites only, which listen on 127.0.0.1, and programs
# without a browser use it.
@csrf_exempt
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the site's time on ({"advance": "P14D"}, or the form's field) and run what falls due on the way."""
    wants_json = request.content_type == "application/json"
    by = _duration(request)
    if by is None:
        return _unmoved(request, 400, _("Give a duration from now on, such as P14D or PT2H, of 400 days at most."))
    with demonstration.clocks_free(patience=PATIENCE) as free:
        if free:
            clock.advance(by, between=run_deferred)
    if not free:
        return _unmoved(request, 409, _("The demonstration data is still loading. Move the clock when it is there."))
    if wants_json:
        return JsonResponse({"now": clock.now().isoformat(), "moved_seconds": int(clock.offset().total_seconds())})
    messages.success(request, _("The site's time has moved on, and what fell due was done."))
    return redirect("desk")


def _unmoved(request: HttpRequest, status: int, text: Promise) -> HttpResponse:
    """Why the clock stands where it stood."""
    if request.content_type == "application/json":
        return JsonResponse({"detail": text}, status=status)
    messages.error(request, str(text))
    return redirect("desk")


def _duration(request: HttpRequest) -> timedelta | None:
    try:
        sent = json.loads(request.body) if request.content_type == "application/json" else request.POST
        asked = str(sent.get("advance", "")).strip()
        found = parse_duration(asked) if ISO.match(asked) else None
    except (ValueError, AttributeError, OverflowError):
        return None
    return found if found is not None and timedelta(0) <= found <= LONGEST else None


def mails(request: HttpRequest) -> HttpResponse:
    """The mails that were sent, newest first; `?format=json` for programs, `&to=` for one person's."""
    rows = KeptMail.objects.order_by("-id")
    if to := nfc(request.GET.get("to", "")):
        rows = rows.filter(to__iexact=to)
    if request.GET.get("format") == "json":
        fields = ("id", "to", "subject", "text", "html", "at")
        return JsonResponse({"results": [{name: getattr(mail, name) for name in fields} for mail in rows[:200]]})
    return render(request, "site/mails.html", {"page": Paginator(rows, 20).get_page(request.GET.get("page")), "to": to})


def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail, as text."""
    found = KeptMail.objects.filter(pk=mail_id).first()
    return render(request, "site/mail.html", {"mail": found}, status=200 if found else 404)


def mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail's HTML alone, as a mail program shows it: no script of it runs, nothing of it is fetched."""
    found = KeptMail.objects.filter(pk=mail_id).exclude(html="").first()
    if found is None:
        return render(request, "site/mail.html", {"mail": None}, status=404)
    page = HttpResponse(found.html)
    page.headers["Content-Security-Policy"] = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"
    return page
