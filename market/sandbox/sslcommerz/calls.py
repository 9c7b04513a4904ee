"""The API of the stand-in, under SSLCOMMERZ's own paths. It answers 200 also where it refuses, as theirs does.

Programs call it without cookies, so it has no CSRF token. It exists on a development site only, which binds 127.0.0.1.
"""

import time
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from market.core.base import clock
from market.sandbox.actions import page_origin
from market.sandbox.faults import SSLCOMMERZ
from market.sandbox.models import Fault
from market.sandbox.sslcommerz import actions, shapes
from market.sandbox.sslcommerz.models import SslcommerzPayment, SslcommerzRefund, SslcommerzSession
from market.sandbox.webhooks import take_fault

LEAST, MOST = Decimal("10.00"), Decimal("500000.00")
MOST_SECONDS = 30
# What opens a session, and the most characters of each.
NEEDED = {
    **{"total_amount": 13, "currency": 3, "tran_id": 30, "success_url": 255, "fail_url": 255, "cancel_url": 255},
    **{"cus_name": 50, "cus_email": 50, "cus_add1": 50, "cus_city": 50, "cus_postcode": 30, "cus_country": 50},
    **{"cus_phone": 20, "shipping_method": 50, "product_name": 255, "product_category": 100, "product_profile": 100},
}
CARRIED_MOST = {"ipn_url": 255, "value_a": 255, "value_b": 255, "value_c": 255, "value_d": 255}
PROFILES = (
    *("general", "physical-goods", "non-physical-goods"),
    *("airline-tickets", "travel-vertical", "telecom-vertical"),
)
REFUSED = {"status": "FAILED", "failedreason": "Refused, as the desk asked for."}
BAD_STORE = "Store Credential Error Or Store is De-active"
View = Callable[[HttpRequest], HttpResponse]


def _with_faults(view: View) -> View:
    """A call at which planned faults strike: it is slow, fails before or after its work, or is refused."""

    @wraps(view)
    def failing(request: HttpRequest) -> HttpResponse:
        if slow := _fault(Fault.Kind.SLOW):
            time.sleep(min(slow.seconds, MOST_SECONDS))
        if _fault(Fault.Kind.API_ERROR):
            return HttpResponse("Internal Server Error", status=500, content_type="text/plain")
        if _fault(Fault.Kind.API_REFUSED):
            return JsonResponse({**REFUSED, "APIConnect": "INVALID_REQUEST", "errorReason": REFUSED["failedreason"]})
        answer = view(request)
        if _fault(Fault.Kind.LOST_ANSWER):
            return HttpResponse("Bad Gateway", status=502, content_type="text/plain")
        return answer

    return failing


@atomic
def _fault(kind: Fault.Kind) -> Fault | None:
    return take_fault(kind, SSLCOMMERZ)


def _is_store(fields: QueryDict) -> bool:
    is_password = constant_time_compare(fields.get("store_passwd", ""), settings.SSLCOMMERZ_STORE_PASSWORD)
    return fields.get("store_id") == settings.SSLCOMMERZ_STORE_ID and is_password


@csrf_exempt
@require_POST
@_with_faults
def sandbox_sslcommerz_session(request: HttpRequest) -> HttpResponse:
    """Open a session: a form with the store, the amount, the addresses and the payer. Answers with its page."""
    sent = request.POST
    if not _is_store(sent):
        return _no_session(BAD_STORE)
    if wrong := _wrong_field(sent):
        return _no_session(f"Invalid Information! '{wrong}' is missing, empty or too long.")
    amount = _amount(sent["total_amount"])
    if amount is None or not LEAST <= amount <= MOST:
        return _no_session("Transaction amount is not allowed as per admin configuration!")
    if sent["currency"] != "BDT":
        return _no_session("Currency is not allowed for this store.")
    session = actions.open_session({name: str(sent[name]) for name in sent}, amount)
    page = page_origin(session.success_url) + reverse("sandbox_sslcommerz", args=[session.sessionkey])
    return JsonResponse(shapes.session(session, page))


def _wrong_field(sent: QueryDict) -> str:
    for name, most in NEEDED.items():
        if not 0 < len(sent.get(name, "")) <= most:
            return name
    for name, most in CARRIED_MOST.items():
        if len(sent.get(name, "")) > most:
            return name
    return "" if sent["product_profile"] in PROFILES else "product_profile"


def _no_session(reason: str) -> JsonResponse:
    return JsonResponse({"status": "FAILED", "failedreason": reason, "sessionkey": "", "GatewayPageURL": ""})


@csrf_exempt
@require_GET
@_with_faults
def sandbox_sslcommerz_validation(request: HttpRequest) -> HttpResponse:
    """Validate a payment by its `val_id`: VALID the first time, VALIDATED from then on."""
    if not _is_store(request.GET):
        return JsonResponse({"status": "INVALID_TRANSACTION", "APIConnect": "FAILED"})
    payment = actions.validate(request.GET.get("val_id", ""))
    if payment is None:
        return JsonResponse({"status": "INVALID_TRANSACTION", "APIConnect": "DONE"})
    validated = {"APIConnect": "DONE", "validated_on": shapes.written(payment.validated_on), "gw_version": ""}
    return JsonResponse({**shapes.transaction(payment), **validated})


@csrf_exempt
@require_GET
@_with_faults
def sandbox_sslcommerz_transactions(request: HttpRequest) -> HttpResponse:
    """Four calls at one address, by what is sent: begin a refund (`bank_tran_id`), a refund's state (`refund_ref_id`),
    a session (`sessionkey`), the tries of a number (`tran_id`)."""
    sent = request.GET
    if not _is_store(sent):
        return JsonResponse({"APIConnect": "FAILED"})
    for name, answer in (
        ("bank_tran_id", _begin_refund),
        ("refund_ref_id", _refund),
        ("sessionkey", _session),
        ("tran_id", _transactions),
    ):
        if sent.get(name):
            return JsonResponse(answer(sent))
    return _invalid("Nothing was asked for.")


def _begin_refund(sent: QueryDict) -> shapes.Shape:
    amount, number, remarks = _amount(sent.get("refund_amount", "")), sent.get("refund_trans_id", ""), "refund_remarks"
    if amount is None or amount <= 0 or not 0 < len(number) <= 30 or not 0 < len(sent.get(remarks, "")) <= 255:
        return {"APIConnect": "INVALID_REQUEST", "errorReason": "A field of the refund is missing or not valid."}
    with atomic():
        paid = SslcommerzPayment.objects.filter(status__in=SslcommerzPayment.PAID, bank_tran_id=sent["bank_tran_id"])
        payment = paid.select_related("session").select_for_update(of=("self",), no_key=True).first()
        if payment is None:
            return _refused_refund(sent, "There is no such bank_tran_id.")
        earlier = SslcommerzRefund.objects.filter(refund_trans_id=number).first()
        if earlier is not None and earlier.payment_id != payment.pk:
            return _refused_refund(sent, "This refund_trans_id is of another payment.")
        row = earlier or actions.refund(payment, number=number, amount=amount, remarks=sent.get(remarks, ""))
        if row is None:
            return _refused_refund(sent, "Refund amount is greater than what is left.")
    return {
        "APIConnect": "DONE",
        "bank_tran_id": payment.bank_tran_id,
        "trans_id": payment.session.tran_id,
        "refund_ref_id": row.refund_ref_id,
        "status": "processing" if earlier else "success",
        "errorReason": "",
    }


def _refused_refund(sent: QueryDict, reason: str) -> shapes.Shape:
    numbers = {"bank_tran_id": sent["bank_tran_id"], "trans_id": "", "refund_ref_id": ""}
    return {"APIConnect": "DONE", **numbers, "status": "failed", "errorReason": reason}


def _refund(sent: QueryDict) -> shapes.Shape:
    rows = SslcommerzRefund.objects.select_related("payment__session")
    row = rows.filter(refund_ref_id=sent["refund_ref_id"]).first()
    return shapes.refund(row) if row else {"APIConnect": "INVALID_REQUEST", "errorReason": "No such refund."}


def _session(sent: QueryDict) -> shapes.Shape:
    row = SslcommerzSession.objects.filter(sessionkey=sent["sessionkey"]).first()
    if row is None:
        return {"APIConnect": "DONE", "status": "FAILED", "sessionkey": sent["sessionkey"]}
    last = row.payments.select_related("session").order_by("-pk").first()
    shape = shapes.transaction(last) if last else shapes.waiting(row)
    return {"APIConnect": "DONE", "sessionkey": row.sessionkey, **shape}


def _transactions(sent: QueryDict) -> shapes.Shape:
    element: list[Any] = []
    for session in SslcommerzSession.objects.filter(tran_id=sent["tran_id"]).order_by("pk"):
        tries = [shapes.transaction(each) for each in session.payments.select_related("session").order_by("pk")]
        is_over = session.expires_at <= clock.now()
        element += tries or ([] if is_over else [shapes.waiting(session)])
    return {"APIConnect": "DONE", "no_of_trans_found": str(len(element)), "element": element}


def _invalid(reason: str) -> JsonResponse:
    return JsonResponse({"APIConnect": "INVALID_REQUEST", "errorReason": reason})


def _amount(text: str) -> Decimal | None:
    """An amount with two decimals at most; None for anything else."""
    try:
        amount = Decimal(text)
        return amount.quantize(Decimal("0.01")) if amount == amount.quantize(Decimal("0.01")) else None
    except InvalidOperation:
        return None
