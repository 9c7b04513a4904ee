"""The desk of a development site: users to sign in as, mails, payments, faults, and the clock."""

import json
import re
from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
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

ISO = re.compile(r"P.*\d")  # Django would accept "14" and "" as durations
LONGEST_MOVE = timedelta(days=400)
STOPS = 300  # of a move, at most: of what falls due soon after each other all is done at one
LONGEST_STOP = timedelta(hours=6)  # but a reminder a day before a deadline comes at a stop before it
PATIENCE = timedelta(minutes=15)  # how long a move of the clock waits for the demonstration data to load
CODE_SECONDS = 30  # how long a code of the second factor is valid
DESCRIPTIONS = {
    "carla": _("client, English"),
    "rahim": _("client, Bangla"),
    "omar": _("client, a stranger to the others' contracts"),
    "shapla": _("applicant; a place in a course is offered to her"),
    "farida": _("graduate"),
    "rina": _("graduate, her rival, and a trainee; signs in with 01700-000001 too"),
}


def desk(request: HttpRequest) -> HttpResponse:
    """Users to sign in as, the clock, the latest mails, and the sections of the payment provider."""
    at = int(clock.wall().timestamp())
    context = {
        "cast": _people(),
        "code": format_hotp_value(hotp_value(SECRET, at // CODE_SECONDS)),
        "code_seconds": CODE_SECONDS - at % CODE_SECONDS,
        "password": PASSWORD,
        "secret": SECRET,
        "moved": clock.offset(),
        "mails": newest_mails()[:10],
    }
    return render(request, "site/desk.html", context)


def _people() -> list[User]:
    """The users of the cast, each with a description in `does`."""
    people = list(User.objects.filter(email__in=[f"{stem}@demo.test" for stem in CAST]).order_by("pk"))
    for person in people:
        stem = person.email.partition("@")[0]
        roles = [str(User.Role(role).label) for role in person.roles]
        person.does = ", ".join(roles) or DESCRIPTIONS.get(stem, "")  # type: ignore[attr-defined]  # for the page alone
    return people


# No sign-in and no token on the desk: it exists on development sites only, which listen on 127.0.0.1, and programs
# without a browser use it.
@csrf_exempt
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """POST: advance the site's time ({"advance": "P14D"}, or the form's field) and process deadlines on the way."""
    wants_json = request.content_type == "application/json"
    by = _duration(request)
    if by is None:
        return _refuse(request, 400, _("Give a duration from now on, such as P14D or PT2H, of 400 days at most."))
    with demonstration.deadlines_running(patience=PATIENCE) as free:
        if free:
            clock.advance(by, between=run_deferred, beat=max(clock.BEAT, min(by / STOPS, LONGEST_STOP)))
    if not free:
        return _refuse(request, 409, _("The demonstration data is still loading. Move the clock when it is there."))
    if wants_json:
        return JsonResponse({"now": clock.now().isoformat(), "moved_seconds": int(clock.offset().total_seconds())})
    messages.success(request, _("The site's time has moved on, and what fell due was done."))
    return redirect("desk")


def _refuse(request: HttpRequest, status: int, text: Promise) -> HttpResponse:
    """Tell why the clock was not moved."""
    if request.content_type == "application/json":
        return JsonResponse({"detail": text}, status=status)
    messages.error(request, str(text))
    return redirect("desk")


def _duration(request: HttpRequest) -> timedelta | None:
    try:
        fields = json.loads(request.body) if request.content_type == "application/json" else request.POST
        text = str(fields.get("advance", "")).strip()
        duration = parse_duration(text) if ISO.match(text) else None
    except (ValueError, AttributeError, OverflowError):
        return None
    return duration if duration is not None and timedelta(0) <= duration <= LONGEST_MOVE else None


def newest_mails() -> "QuerySet[KeptMail]":
    """By the site's time: mails of the demonstration data, made beside the live site, stand in its past."""
    return KeptMail.objects.order_by("-at", "-id")


def mails(request: HttpRequest) -> HttpResponse:
    """Sent mails, newest first; `?format=json` for programs, `&to=` for one recipient's."""
    rows = newest_mails()
    if to := nfc(request.GET.get("to", "")):
        rows = rows.filter(to__iexact=to)
    if request.GET.get("format") == "json":
        fields = ("id", "to", "subject", "text", "html", "at")
        return JsonResponse({"results": [{name: getattr(mail, name) for name in fields} for mail in rows[:200]]})
    return render(request, "site/mails.html", {"page": Paginator(rows, 20).get_page(request.GET.get("page")), "to": to})


def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail, as text."""
    kept_mail = KeptMail.objects.filter(pk=mail_id).first()
    return render(request, "site/mail.html", {"mail": kept_mail}, status=200 if kept_mail else 404)


def mail_html(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail's HTML alone, without scripts and remote content."""
    kept_mail = KeptMail.objects.filter(pk=mail_id).exclude(html="").first()
    if kept_mail is None:
        return render(request, "site/mail.html", {"mail": None}, status=404)
    page = HttpResponse(kept_mail.html)
    page.headers["Content-Security-Policy"] = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'"
    return page
