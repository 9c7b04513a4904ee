"""The stand-in on the desk of a development site."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from market.core.base.money import Money
from market.core.web.slots import slot_renderer
from market.sandbox.sslcommerz import actions
from market.sandbox.sslcommerz.models import SslcommerzNotice, SslcommerzPayment, SslcommerzSession

SHOWN = 20


@slot_renderer("sandbox.desk", "sandbox/sslcommerz_desk.html", order=60)
def taka_payments(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The latest sessions, what was paid on them, and the balance."""
    rows = SslcommerzSession.objects.prefetch_related("payments").order_by("-pk")[:SHOWN]
    return {
        "sessions": [_row(each) for each in rows],
        "balance": Money(actions.balance(), "BDT"),
        "waiting": SslcommerzNotice.objects.filter(state=SslcommerzNotice.State.WAITING).count(),
    }


def _row(session: SslcommerzSession) -> dict[str, Any]:
    is_open = actions.is_open(session)
    paid = [each for each in session.payments.all() if each.status in SslcommerzPayment.PAID]
    state, kind = (_("open"), "wait") if is_open else (_("paid"), "good") if paid else (_("expired"), "")
    return {
        "key": session.sessionkey if is_open or not paid else "",
        "title": session.product_name,
        "created": session.created,
        "amount": Money(session.amount, session.currency),
        "state": state,
        "kind": kind,
        "risky": [each.pk for each in paid if each.risk_level],
    }
