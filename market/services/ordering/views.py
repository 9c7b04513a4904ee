"""Ordering a service, and what the client does with an order before the work."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rest_framework.request import Request

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.people.restraint_actions import require_before_writing
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.web.buttons import pressing
from market.payments.funding.actions import fund_milestone
from market.services.forms import AnswersForm, OrderForm, answers_of
from market.services.models import Order, Service
from market.services.ordering import actions as ordering_actions
from market.services.ordering.actions import Bought
from market.services.queries import shown_queue, similar_to, takes_orders


def site_of(request: HttpRequest | Request) -> str:
    """The address by which the person uses the site: the provider sends them back there."""
    return str(request.build_absolute_uri("/")).rstrip("/")


@signed_in
def order_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """Choose, answer, see the sum, and go on to pay. Nothing is charged for a sum that did not stand here before.

    A service that takes no orders now says here why, and what can be done instead.
    """
    found = fetch(Service.objects.with_parts().askable_by(request.user), service_id)
    require_before_writing(request)
    if found.freelancer_id == request.user.pk or found.state not in (Service.State.LIVE, Service.State.PAUSED):
        return redirect(found)
    queue = shown_queue(found)
    form = OrderForm(found, request.POST or None, initial=_wanted(request, found))
    sums = _sums(form)
    if form.is_valid() and "pay" in request.POST and sums is not None:
        if form.cleaned_data["seen"] != f"{sums.charge.amount}":
            messages.warning(request, _("The sum has changed. Look at it, then pay."))
        else:
            with form.refusing():
                return _to_payment(
                    request, ordering_actions.place_order(by=request.user, service_id=service_id, choice=form.choice())
                )
    context = {
        "service": found,
        "form": form,
        "sums": sums,
        "queue": queue,
        "open": takes_orders(found, queue),
        "similar": [] if takes_orders(found, queue) else similar_to(found, request.user),
        "percent": settings.LIFECYCLE.client_fee_percent,
    }
    status = form.status if "pay" in request.POST else 200
    return render(request, "services/order.html", context, status=status)


def _wanted(request: MemberRequest, found: Service) -> dict[str, object]:
    """The package that a link names, else the first one."""
    packages = {str(each.pk): each.pk for each in found.packages.all()}
    return {"package": packages.get(request.GET.get("package", ""), next(iter(packages.values()), None))}


def _sums(form: OrderForm) -> Bought | None:
    """What the choice comes to; None for one that cannot be."""
    package = form["package"].value()
    extras = form["extras"].value() or []
    known = {str(each.pk): each for each in form.service.packages.all()}
    added = {str(each.pk): each for each in form.service.extras.all()}
    if str(package) not in known:
        return None
    chosen = known[str(package)]
    chosen.service = form.service
    return Bought(chosen, [added[str(pk)] for pk in extras if str(pk) in added])


def _to_payment(request: MemberRequest, made: Order) -> HttpResponse:
    milestone_id = made.contract.milestones.values_list("pk", flat=True).get(position=1)
    try:
        funding = fund_milestone(by=request.user, milestone_id=milestone_id, site=site_of(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        messages.info(request, _("Your order is kept: you can pay it here."))
        return redirect(made)
    return HttpResponseRedirect(funding.checkout_url)


@signed_in
def order(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Leads to its place in the workroom."""
    orders = Order.objects.visible_to(request.user)
    return redirect(fetch(orders, orders.filter(contract=contract_id).values_list("pk", flat=True).first()))


@require_POST
@signed_in
def cancel_order(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Give an unpaid order up."""
    with pressing(request, _("The order is cancelled. Nothing was charged.")):
        ordering_actions.cancel_order(by=request.user, contract_id=contract_id)
    return redirect("contract", contract_id)


@signed_in
def answer_questions(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Answer what she asked and was not answered when ordering."""
    rows = Order.objects.visible_to(request.user).select_related("contract")
    found = fetch(rows, Order.objects.filter(contract=contract_id).values_list("pk", flat=True).first())
    if not found.unanswered or found.client_id != request.user.pk:
        return redirect(found)
    form = AnswersForm(found, request.POST or None)
    if form.is_valid():
        with form.refusing():
            answered = ordering_actions.answer_questions(
                by=request.user, contract_id=contract_id, answers=answers_of(form)
            )
            messages.success(request, _("Your answers stand in the workroom."))
            return redirect(answered)
    return render(request, "services/answers.html", {"order": found, "form": form}, status=form.status)
