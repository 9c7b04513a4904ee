"""Badges: what verifiers fetch (issuer, keys, achievements, status lists, credentials), and the holder's own page."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.errors import NotFound
from market.training.badges import credentials
from market.training.badges.actions import make_badge, signing_key
from market.training.forms import BadgeForm
from market.training.models import Credential, SigningKey, Topic
from market.training.queries import with_batch

JWT = "application/vc+jwt"


def _public(answer: HttpResponse, seconds: int = 3600) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"  # verifiers run in browsers too
    answer["Cache-Control"] = f"public, max-age={seconds}"
    return answer


def _json(content: dict[str, Any], kind: str = "application/json") -> HttpResponse:
    return _public(JsonResponse(content, content_type=kind, json_dumps_params={"ensure_ascii": False}))


def badge_issuer(request: HttpRequest) -> HttpResponse:
    """The issuer's profile."""
    return _json({"@context": credentials.CONTEXT, **credentials.profile()}, "application/ld+json")


def badge_achievement(request: HttpRequest, topic: str) -> HttpResponse:
    """What graduates of a topic achieved."""
    found = Topic.objects.filter(slug=topic).first()
    if found is None:
        raise NotFound
    return _json({"@context": credentials.CONTEXT, **credentials.achievement(found)}, "application/ld+json")


def badge_key(request: HttpRequest, kid: str) -> HttpResponse:
    """A public key, by the address that credentials name it by."""
    found = SigningKey.objects.filter(kid=kid).first()
    if found is None:
        raise NotFound
    return _json(credentials.public_key(found), "application/jwk+json")


def badge_keys(request: HttpRequest) -> HttpResponse:
    """Every public key, also those that sign no more."""
    signing_key()
    found = SigningKey.objects.order_by("-created_at")
    return _json({"keys": [credentials.public_key(each) for each in found]}, "application/jwk-set+json")


def badge_status(request: HttpRequest, number: int) -> HttpResponse:
    """Which credentials are revoked."""
    if number != 1 and not Credential.objects.filter(list_number=number).exists():
        raise NotFound
    return _public(HttpResponse(credentials.status_list_jwt(number), content_type=JWT), credentials.STATUS_MINUTES * 20)


def badge_credential(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """A signed credential, for whoever was given its address."""
    rows = Credential.objects.select_related("certificate__batch__topic")
    found = rows.filter(pk=credential_id).first()
    if found is None:
        raise NotFound
    answer = HttpResponse(credentials.credential_jwt(found), content_type=JWT)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@signed_in
def badge(request: MemberRequest) -> HttpResponse:
    """Where a graduate makes and takes the badge of her certificate."""
    held = with_batch().filter(holder=request.user).first()
    if held is None:
        raise NotFound
    form = BadgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusing():
            make_badge(by=request.user, with_name=form.cleaned_data["with_name"])
            messages.success(request, _("Your badge is made. Take it below."))
            return redirect("badge")
    made = credentials.by_holder(held)
    context = {
        "held": held,
        "form": form,
        "made": [(each, credentials.address("badge_credential", each.pk)) for each in made],
    }
    response = render(request, "training/badge.html", context, status=form.status)
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def badge_file(request: MemberRequest, credential_id: UUID, kind: str) -> HttpResponse:
    """Her badge as a picture (png), as a signed text (jwt) or as readable JSON with it (json)."""
    rows = Credential.objects.select_related("certificate__batch__topic")
    found = rows.filter(pk=credential_id, certificate__holder=request.user, revoked_at=None).first()
    if found is None:
        raise NotFound
    if kind == "png":
        answer = HttpResponse(credentials.baked(found), content_type="image/png")
    elif kind == "jwt":
        answer = HttpResponse(credentials.credential_jwt(found), content_type=JWT)
    elif kind == "json":
        text = json.dumps(credentials.credential(found), ensure_ascii=False, indent=2)
        answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    else:
        raise NotFound
    answer["Content-Disposition"] = f'attachment; filename="badge-{found.serial}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
