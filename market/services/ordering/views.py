"""Pages of orders: a client orders, cancels and answers questions; a freelancer's list of the orders of a service."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.people.restraint_actions import require_before_writing
from market.core.base.db import fetch
from market.core.base.errors import DomainError
from market.core.web.buttons import pressing
from market.core.web.sign_in_reasons import sign_in_to
from market.core.web.site_address import site_of
from market.core.web.uploads import takes_files
from market.files.forms import AttachingForm
from market.payments.funding.actions import fund_milestone
from market.payments.provider.rails import rails_of
from market.services.models import Order, Service
from market.services.offering.queries import similar_to
from market.services.offering.refusals import NotYourService
from market.services.ordering import actions as ordering_actions
from market.services.ordering.actions import Basket
from market.services.ordering.forms import AnswersForm, OrderForm, answers_of
from market.services.ordering.queries import orders_of, shown_queue, takes_orders


@takes_files
@signed_in
@sign_in_to(_lazy("To order this service, sign in first."))
def order_service(request: MemberRequest, service_id: int) -> HttpResponse:
    """The form to choose, answer, see the sum, and pay. A sum that has changed since it was shown is shown again first.

    For a service that takes no orders now the page says why, and shows similar ones.
    """
    service = fetch(Service.objects.with_parts().orderable_by(request.user), service_id)
    require_before_writing(request)
    if service.freelancer_id == request.user.pk or service.state not in (Service.State.LIVE, Service.State.PAUSED):
        return redirect(service)
    queue = shown_queue(service)
    form = OrderForm(service, request.POST or None, request.FILES or None, initial=_initial_choice(request, service))
    _keep_files(request, form)
    sums = _basket(form)
    if form.is_valid() and "pay" in request.POST and sums is not None:
        if form.cleaned_data["seen"] != f"{sums.charge.amount}":
            messages.warning(request, _("The sum has changed. Look at it, then pay."))
        else:
            with form.refusing():
                placed = ordering_actions.place_order(by=request.user, service_id=service_id, choice=form.choice())
                return _go_to_payment(request, placed)
    context = {
        "service": service,
        "form": form,
        "attached": form.attached(request.user),
        "sums": sums,
        "queue": queue,
        "open": takes_orders(service, queue),
        "similar": [] if takes_orders(service, queue) else similar_to(service, request.user),
        "rails": rails_of(request.user, service.currency),
        "percent": settings.LIFECYCLE.client_fee_percent,
    }
    status = form.status if "pay" in request.POST else 200
    return render(request, "services/order.html", context, status=status)


def _keep_files(request: MemberRequest, form: AttachingForm) -> None:
    """Store uploaded files before the form is validated, so that an error loses none."""
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)


def _initial_choice(request: MemberRequest, service: Service) -> dict[str, object]:
    """Initial values: the package of the link (`?package=7`), else the first one."""
    packages = {str(each.pk): each.pk for each in service.packages.all()}
    return {"package": packages.get(request.GET.get("package", ""), next(iter(packages.values()), None))}


def _basket(form: OrderForm) -> Basket | None:
    """The chosen rows, for their sums; None for an unknown package."""
    package = form["package"].value()
    extra_ids = form["extras"].value() or []
    packages = {str(each.pk): each for each in form.service.packages.all()}
    extras_by_id = {str(each.pk): each for each in form.service.extras.all()}
    if str(package) not in packages:
        return None
    chosen = packages[str(package)]
    chosen.service = form.service
    return Basket(chosen, [extras_by_id[str(pk)] for pk in extra_ids if str(pk) in extras_by_id])


def _go_to_payment(request: MemberRequest, order: Order) -> HttpResponse:
    milestone_id = order.contract.milestones.values_list("pk", flat=True).get(position=1)
    try:
        funding = fund_milestone(
            by=request.user, milestone_id=milestone_id, site=site_of(request), rail=request.POST.get("rail", "")
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        messages.info(request, _("Your order is saved: you can pay it here."))
        return redirect(order)
    return HttpResponseRedirect(funding.checkout_url)


@signed_in
def order(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Redirect to the order's workroom."""
    orders = Order.objects.visible_to(request.user)
    return redirect(fetch(orders, orders.filter(contract=contract_id).values_list("pk", flat=True).first()))


@require_POST
@signed_in
def cancel_order(request: MemberRequest, contract_id: int) -> HttpResponse:
    """Cancel an unpaid order."""
    with pressing(request, _("The order is cancelled. Nothing was charged.")):
        ordering_actions.cancel_order(by=request.user, contract_id=contract_id)
    return redirect("contract", contract_id)


@takes_files
@signed_in
def answer_questions(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The form for questions that were left open when ordering."""
    rows = Order.objects.visible_to(request.user).select_related("contract")
    order = fetch(rows, Order.objects.filter(contract=contract_id).values_list("pk", flat=True).first())
    if not order.unanswered or order.client_id != request.user.pk:
        return redirect(order)
    form = AnswersForm(order, request.POST or None, request.FILES or None)
    _keep_files(request, form)
    if form.is_valid():
        with form.refusing():
            answered = ordering_actions.answer_questions(
                by=request.user, contract_id=contract_id, answers=answers_of(form), file_ids=form.upload_ids
            )
            messages.success(request, _("Your answers stand in the workroom."))
            return redirect(answered)
    context = {"order": order, "form": form, "attached": form.attached(request.user)}
    return render(request, "services/answers.html", context, status=form.status)


@signed_in
def service_orders(request: MemberRequest, service_id: int) -> HttpResponse:
    """The paid orders of one of the user's services."""
    row = fetch(Service.objects.visible_to(request.user), service_id)
    if row.freelancer_id != request.user.pk:
        raise NotYourService
    page = Paginator(orders_of(row), 20).get_page(request.GET.get("page"))
    return render(request, "services/orders.html", {"service": row, "page": page})
