"""Badges: what verifiers fetch (issuer, keys, achievements, status lists, credentials), and the holder's own page."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import NotFound
from market.training.badges import credentials
from market.training.badges.actions import make_badge, signing_key
from market.training.badges.answers import JWT, public_answer, public_json
from market.training.badges.forms import BadgeForm
from market.training.certificates.queries import with_batch
from market.training.models import Credential, SigningKey, Topic


def badge_issuer(request: HttpRequest) -> HttpResponse:
    """The issuer's profile."""
    return public_json({"@context": credentials.CONTEXT, **credentials.issuer_profile()}, "application/ld+json")


def badge_achievement(request: HttpRequest, topic: str) -> HttpResponse:
    """The achievement of a topic's graduates."""
    achieved_topic = Topic.objects.filter(slug=topic).first()
    if achieved_topic is None:
        raise NotFound
    return public_json(
        {"@context": credentials.CONTEXT, **credentials.achievement(achieved_topic)}, "application/ld+json"
    )


def badge_key(request: HttpRequest, kid: str) -> HttpResponse:
    """The public key to which a credential's `kid` points."""
    signing_key = SigningKey.objects.filter(kid=kid).first()
    if signing_key is None:
        raise NotFound
    return public_json(credentials.public_key(signing_key), "application/jwk+json")


def badge_keys(request: HttpRequest) -> HttpResponse:
    """Every public key, also of retired keys."""
    signing_key()
    signing_keys = SigningKey.objects.order_by("-created_at")
    return public_json({"keys": [credentials.public_key(each) for each in signing_keys]}, "application/jwk-set+json")


def badge_status(request: HttpRequest, number: int) -> HttpResponse:
    """The status list that says which credentials are revoked."""
    if number != 1 and not Credential.objects.filter(list_number=number).exists():
        raise NotFound
    return public_answer(
        HttpResponse(credentials.status_list_jwt(number), content_type=JWT), credentials.STATUS_MINUTES * 20
    )


def badge_credential(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """A signed credential, for anybody who knows its address."""
    rows = Credential.objects.select_related("certificate__batch__topic")
    badge = rows.filter(pk=credential_id).first()
    if badge is None:
        raise NotFound
    response = HttpResponse(credentials.credential_jwt(badge), content_type=JWT)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@signed_in
def badge(request: MemberRequest) -> HttpResponse:
    """Where a graduate makes and downloads the badge of their certificate."""
    held = with_batch().filter(holder=request.user).first()
    if held is None:
        raise NotFound
    form = BadgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusing():
            make_badge(by=request.user, with_name=form.cleaned_data["with_name"])
            messages.success(request, _("Your badge is ready. Download it below."))
            return redirect("badge")
    badges = credentials.current_badges(held)
    context = {
        "held": held,
        "form": form,
        "made": [(credential, credentials.public_url("badge_credential", credential.pk)) for credential in badges],
    }
    response = render(request, "training/badge.html", context, status=form.status)
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def badge_file(request: MemberRequest, credential_id: UUID, kind: str) -> HttpResponse:
    """A graduate's own badge as picture (png), signed credential (jwt) or unsigned JSON (json)."""
    rows = Credential.objects.select_related("certificate__batch__topic")
    badge = rows.filter(pk=credential_id, certificate__holder=request.user, revoked_at=None).first()
    if badge is None:
        raise NotFound
    if kind == "png":
        response = HttpResponse(credentials.bake_png(credentials.credential_jwt(badge)), content_type="image/png")
    elif kind == "jwt":
        response = HttpResponse(credentials.credential_jwt(badge), content_type=JWT)
    elif kind == "json":
        text = json.dumps(credentials.build_credential(badge), ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        raise NotFound
    response["Content-Disposition"] = f'attachment; filename="badge-{badge.serial}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
