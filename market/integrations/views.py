"""Pages of webhooks."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.web.buttons import pressing
from market.integrations import actions
from market.integrations.forms import EndpointForm
from market.integrations.models import Attempt, Delivery, Endpoint
from market.integrations.webhook_events import choices


@signed_in
def webhooks(request: MemberRequest) -> HttpResponse:
    """The user's endpoints; a new one's secret is shown once, in the answer to the form."""
    form = EndpointForm(request.POST or None)
    new_endpoint = None
    if form.is_valid():
        with form.refusing():
            new_endpoint = actions.create_endpoint(by=request.user, **form.cleaned_data)
            form = EndpointForm()
    endpoints = Endpoint.objects.visible_to(request.user)
    context = {"form": form, "made": new_endpoint, "endpoints": endpoints}
    return render(request, "integrations/list.html", context, status=form.status)


@signed_in
def webhook(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint: its settings and its log."""
    endpoint = fetch(Endpoint.objects.visible_to(request.user), endpoint_id)
    form = EndpointForm(request.POST or None, initial={"url": endpoint.url, "events": endpoint.events})
    if form.is_valid():
        with form.refusing():
            actions.change_endpoint(by=request.user, endpoint_id=endpoint_id, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(endpoint)
    return _page(request, endpoint, form)


def _page(request: MemberRequest, endpoint: Endpoint, form: EndpointForm, secret: str = "") -> HttpResponse:
    sent = Delivery.objects.filter(endpoint=endpoint).prefetch_related("attempts")
    page = Paginator(sent, 20).get_page(request.GET.get("page"))
    context = {"endpoint": endpoint, "form": form, "page": page, "secret": secret, "words": dict(choices())}
    context["last_try"] = Attempt.objects.filter(delivery__endpoint=endpoint).select_related("delivery").first()
    return render(request, "integrations/endpoint.html", context, status=form.status)


@require_POST
@signed_in
def toggle_webhook(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Turn it on or off."""
    turned_on = request.POST.get("on") == "yes"
    with pressing(request, _("Events are sent there again.") if turned_on else _("Nothing is sent there any more.")):
        actions.change_endpoint(by=request.user, endpoint_id=endpoint_id, is_on=turned_on)
    return redirect("webhook", endpoint_id)


@require_POST
@signed_in
def renew_webhook_secret(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Another secret, shown once."""
    endpoint = actions.renew_secret(by=request.user, endpoint_id=endpoint_id)
    form = EndpointForm(initial={"url": endpoint.url, "events": endpoint.events})
    return _page(request, endpoint, form, endpoint.secret)


@require_POST
@signed_in
def test_webhook(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Send a test event."""
    with pressing(request, _("A test is on its way. Look at the log in a few seconds.")):
        actions.test_endpoint(by=request.user, endpoint_id=endpoint_id)
    return redirect("webhook", endpoint_id)


@require_POST
@signed_in
def delete_webhook(request: MemberRequest, endpoint_id: int) -> HttpResponse:
    """Take it away."""
    with pressing(request, _("The address is removed.")):
        actions.delete_webhook(by=request.user, endpoint_id=endpoint_id)
    return redirect("webhooks")


@signed_in
def webhook_delivery(request: MemberRequest, endpoint_id: int, delivery_id: int) -> HttpResponse:
    """A delivery: what was sent, and the outcome of each attempt. Its button sends it again."""
    mine = Delivery.objects.visible_to(request.user).filter(endpoint=endpoint_id).select_related("endpoint")
    delivery = fetch(mine, delivery_id)
    if request.method == "POST":
        with pressing(request, _("It is on its way again.")):
            actions.replay_delivery(by=request.user, delivery_id=delivery_id)
        return redirect(delivery)
    body = json.dumps(delivery.payload, ensure_ascii=False, indent=2)
    context = {"delivery": delivery, "attempts": delivery.attempts.all()[:40], "body": body}
    return render(request, "integrations/delivery.html", context)
