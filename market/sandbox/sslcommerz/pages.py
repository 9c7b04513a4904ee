"""Pages of the stand-in: where a person pays and goes back to the site, and the merchant's approval on the desk.

They have no CSRF token: like SSLCOMMERZ's own they have no session with the site, and test programs post to them. They
exist on a development site only, which binds 127.0.0.1.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.core.base.money import CENT, Money
from market.sandbox.sslcommerz import actions
from market.sandbox.sslcommerz.forms import SslcommerzForm
from market.sandbox.sslcommerz.models import SslcommerzPayment, SslcommerzSession

DESK = "/sandbox/#sslcommerz"  # a page of the site, which this app does not know


@csrf_exempt
@never_cache
def sandbox_sslcommerz(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a session. Its form posts `outcome` (see `forms.OUTCOMES`) to its own address, and is answered with
    a page that posts the browser back to the site, with the signed fields of what happened."""
    session = SslcommerzSession.objects.filter(sessionkey=key).first()
    if session is None:
        raise Http404
    form = SslcommerzForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        last = session.payments.order_by("-pk").first()
        is_declined = last is not None and last.status == SslcommerzPayment.Status.FAILED
        context = {
            "session": session,
            "amount": Money(session.amount, session.currency),
            "is_open": actions.is_open(session),
            "is_declined": is_declined and actions.is_open(session),
        }
        return render(request, "sandbox/sslcommerz.html", context, status=form.status)
    outcome = form.cleaned_data["outcome"]
    fields = _happen(session, outcome)
    if fields is None or outcome == "time_out":
        return redirect("sandbox_sslcommerz", key)
    if outcome in actions.ENDS:
        address = session.cancel_url if outcome == "cancel" else session.fail_url
    else:
        address = session.success_url
    context = {"address": address, "fields": fields, "is_paid": outcome not in actions.ENDS}
    return render(request, "sandbox/sslcommerz_back.html", context)


def _happen(session: SslcommerzSession, outcome: str) -> dict[str, str] | None:
    key = session.sessionkey
    if outcome in actions.ENDS:
        return actions.end_try(key, outcome)
    if outcome == "pay_twice":
        return actions.pay_twice(key)
    amount = session.amount - CENT if outcome == "pay_less" else None
    return actions.pay(key, amount=amount, risk=int(outcome == "pay_risky"), late=outcome == "pay_late")


@csrf_exempt
@require_POST
def sandbox_sslcommerz_approve(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Approve a risky payment, as the merchant does in SSLCOMMERZ's panel; then back to the desk."""
    if not SslcommerzPayment.objects.filter(pk=payment_id).exists():
        raise Http404
    actions.approve(payment_id)
    return redirect(DESK)
