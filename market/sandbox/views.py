"""Pages of the provider: Checkout, authentication, onboarding; and the desk's forms.

Their forms have no CSRF token: like Stripe's own pages they have no session with the site, and test programs
post to them directly. They exist on a development site only, which binds 127.0.0.1.
"""

from django.contrib import messages
from django.db.transaction import atomic
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from market.core.base import clock
from market.core.base.money import Money, from_cents
from market.sandbox import actions, connect_actions, disputes
from market.sandbox.errors import ProviderError
from market.sandbox.faults import STRIPE
from market.sandbox.forms import AuthenticateForm, DecideForm, FaultForm, OnboardingForm, PayForm
from market.sandbox.models import (
    AccountLink,
    Charge,
    Delivery,
    Dispute,
    Fault,
    PaymentIntent,
    Session,
    SslcommerzNotice,
)

DESK = "/sandbox/#provider"  # a page of the site, which this app does not know


def _get_session(key: str) -> Session:
    session = Session.objects.select_related("payment_intent").filter(id=key).first()
    if session is None:
        raise Http404
    return session


def _render_session(
    request: HttpRequest, session: Session, form: PayForm | AuthenticateForm, template: str
) -> HttpResponse:
    intent = session.payment_intent
    declined = intent is not None and bool(intent.last_payment_error)
    for line in session.line_items:
        line["money"] = Money(from_cents(line["unit_amount"] * line["quantity"]), session.currency.upper())
    context = {
        "session": session,
        "amount": Money(from_cents(session.amount), session.currency.upper()),
        "declined": declined and session.status == Session.Status.OPEN,
        "payable": session.status == Session.Status.OPEN and session.expires_at > clock.now(),
    }
    return render(request, template, context, status=form.status)


@csrf_exempt
def sandbox_checkout(request: HttpRequest, key: str) -> HttpResponse:
    """The Checkout page. Its form posts `outcome` = succeed | decline | authenticate | abandon to its own address.

    `card` is the number of another card than the payer's own: the same number is the same card for all payers.
    """
    session = _get_session(key)
    form = PayForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_session(request, session, form, "sandbox/checkout.html")
    outcome, card = form.cleaned_data["outcome"], form.cleaned_data["card"]
    if card:
        actions.set_card(key, card)
    if outcome == "abandon":
        return redirect(session.cancel_url or session.url)
    if outcome == "authenticate" and actions.require_authentication(key):
        return redirect("sandbox_authenticate", key)
    if outcome == "succeed" and actions.complete_payment(key):
        return redirect(session.success_url)
    if outcome == "decline":
        actions.decline_payment(key)
    return redirect("sandbox_checkout", key)


@csrf_exempt
def sandbox_authenticate(request: HttpRequest, key: str) -> HttpResponse:
    """The bank's page (3-D Secure). Its form posts `outcome` = succeed | decline to its own address."""
    session = _get_session(key)
    waiting = session.payment_intent and session.payment_intent.status == PaymentIntent.Status.NEEDS_ACTION
    if not waiting or session.status != Session.Status.OPEN:
        return redirect("sandbox_checkout", key)
    form = AuthenticateForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _render_session(request, session, form, "sandbox/authenticate.html")
    if form.cleaned_data["outcome"] == "succeed" and actions.complete_payment(key):
        return redirect(session.success_url)
    if form.cleaned_data["outcome"] == "decline":
        actions.decline_payment(key, actions.NOT_AUTHENTICATED)
    return redirect("sandbox_checkout", key)


@csrf_exempt
def sandbox_onboarding(request: HttpRequest, token: str) -> HttpResponse:
    """The onboarding page. Its form posts `outcome` = complete | more_needed to its own address.

    A link that was used, or is older than five minutes, redirects to its `refresh_url`, as at Stripe.
    """
    link = AccountLink.objects.select_related("account").filter(token=token).first()
    if link is None:
        raise Http404
    if link.used_at or link.expires_at <= clock.now():
        return redirect(link.refresh_url)
    form = OnboardingForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "sandbox/onboarding.html", {"account": link.account}, status=form.status)
    with atomic():
        connect_actions.finish_onboarding(link.account_id, outcome=form.cleaned_data["outcome"])
        AccountLink.objects.filter(pk=link.pk).update(used_at=clock.now())
    return redirect(link.return_url)


@csrf_exempt
def sandbox_dispute(request: HttpRequest, key: str) -> HttpResponse:
    """POST: dispute a charge as its cardholder; then back to the desk."""
    if not Charge.objects.filter(id=key).exists():
        raise Http404
    if request.method == "POST":
        try:
            disputes.open_dispute(key)
        except ProviderError:  # a second click, mostly
            messages.error(request, _("The bank was asked for this payment before, or it has gone back already."))
        else:
            messages.success(request, _("The bank is asked. Operators find it under “Chargebacks” in a moment."))
    return redirect(DESK)


@csrf_exempt
def sandbox_decide(request: HttpRequest, key: str) -> HttpResponse:
    """POST `outcome` = won | lost: the bank decides a dispute; then back to the desk."""
    if not Dispute.objects.filter(id=key).exists():
        raise Http404
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_won = form.cleaned_data["outcome"] == "won"
        disputes.decide_dispute(key, won=is_won)
        done = _("The bank has refused it.") if is_won else _("The bank has paid it back.")
        messages.success(request, done)
    return redirect(DESK)


@csrf_exempt
def sandbox_faults(request: HttpRequest) -> HttpResponse:
    """POST `kind`, `house`, `times`, `seconds`: plan a fault for the next events or calls; then back to the desk."""
    form = FaultForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        fault = form.cleaned_data
        columns = {"kind": fault["kind"], "left": fault["times"], "seconds": fault["seconds"] or 0}
        Fault.objects.create(house=fault["house"] or STRIPE, at=clock.wall(), **columns)
    elif form.is_bound:
        return render(request, "sandbox/faults.html", {"fault_form": form}, status=form.status)
    return redirect(DESK)


@csrf_exempt
def sandbox_forget_faults(request: HttpRequest) -> HttpResponse:
    """POST: cancel every planned fault and make late webhooks due now; then back to the desk."""
    if request.method == "POST":
        Fault.objects.filter(left__gt=0).update(left=0)
        Delivery.objects.filter(state=Delivery.State.WAITING).update(due_at=clock.wall(), is_held=False)
        SslcommerzNotice.objects.filter(state=SslcommerzNotice.State.WAITING).update(due_at=clock.wall())
    return redirect(DESK)
