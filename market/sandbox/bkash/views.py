"""The page where a person agrees to a payment, and what the local topic serves: its certificate and confirmations.

The page has no CSRF token and no session with the site, as bKash's has none. It exists on a development site only,
which binds 127.0.0.1.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from market.core.base.money import Money
from market.sandbox.bkash import actions, key, notices, transfers
from market.sandbox.bkash.calls import callback
from market.sandbox.bkash.forms import BkashForm, DepositForm
from market.sandbox.bkash.models import BkashNotice, BkashPayment

DESK = "/sandbox/#bkash"  # a page of the site, which this app does not know
STATUS = {"succeed": "success", "poor": "success", "decline": "failure", "expire": "failure", "cancel": "cancel"}


@csrf_exempt
def sandbox_bkash_page(request: HttpRequest, payment_id: str) -> HttpResponse:
    """The page of a payment. Its form posts `outcome` (succeed, poor, decline, expire or cancel) and perhaps `wallet`
    to its own address; then the payer is led back to the site, as by bKash."""
    payment = BkashPayment.objects.filter(payment_id=payment_id).first()
    if payment is None:
        raise Http404
    form = BkashForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        if outcome in ("succeed", "poor"):
            done = actions.agree(payment_id, wallet=form.cleaned_data["wallet"], is_poor=outcome == "poor")
        else:
            done = actions.end(payment_id)
        return redirect(callback(payment, STATUS[outcome])) if done else redirect("sandbox_bkash_page", payment_id)
    context = {
        "payment": payment,
        "amount": Money(payment.amount, "BDT"),
        "wallet": payment.wallet or actions.default_wallet(payment),
        "payable": actions.is_payable(payment),
        "agreed": payment.state in (BkashPayment.State.AGREED, BkashPayment.State.COMPLETED),
        "back": callback(payment, "success"),
        "form": form,
    }
    return render(request, "sandbox/bkash.html", context, status=form.status)


@csrf_exempt
def sandbox_bkash_subscribe(request: HttpRequest) -> HttpResponse:
    """POST with `send`: ask the site to confirm the topic; then back to the desk."""
    if request.POST.get("send"):
        notices.ask_to_subscribe()
    return redirect(DESK)


@csrf_exempt
def sandbox_bkash_deposit(request: HttpRequest) -> HttpResponse:
    """POST `amount`: the site pays money into its account, from which payouts go to wallets; then back to the desk."""
    form = DepositForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        transfers.deposit(form.cleaned_data["amount"])
    elif form.is_bound:
        return render(request, "sandbox/bkash_deposit.html", {"deposit_form": form}, status=form.status)
    return redirect(DESK)


@require_GET
def sandbox_bkash_certificate(request: HttpRequest, name: str) -> HttpResponse:
    """The certificate by which the topic signs."""
    if name != key.certificate_name():
        raise Http404
    return HttpResponse(key.certificate(), content_type="application/x-pem-file")


@require_GET
def sandbox_bkash_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm a subscription: `Action=ConfirmSubscription`, `TopicArn`, `Token`."""
    token = request.GET.get("Token", "")
    is_requested = token and BkashNotice.objects.filter(kind="SubscriptionConfirmation", token=token).exists()
    fields = (request.GET.get("Action"), request.GET.get("TopicArn"))
    if not is_requested or fields != ("ConfirmSubscription", settings.BKASH_TOPIC_ARN):
        return HttpResponse("<ErrorResponse/>", status=400, content_type="text/xml")
    arn = f"{settings.BKASH_TOPIC_ARN}:{token}"
    body = f"<ConfirmSubscriptionResponse><SubscriptionArn>{arn}</SubscriptionArn></ConfirmSubscriptionResponse>"
    return HttpResponse(body, content_type="text/xml")
