"""The local payment provider and SMS gateway on the desk of a development site."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.base.money import Money, from_cents
from market.core.web.slots import slot_renderer
from market.sandbox import disputes, ledger, magic_amounts
from market.sandbox.bkash import actions as bkash_actions
from market.sandbox.bkash import transfers as bkash_transfers
from market.sandbox.bkash.forms import DepositForm
from market.sandbox.bkash.models import BkashNotice, BkashPayment, BkashTransfer
from market.sandbox.faults import HOUSES
from market.sandbox.forms import FAULTS, FaultForm
from market.sandbox.models import Account, Delivery, Dispute, Fault, Session, ShortMessage
from market.sandbox.sslcommerz import slots as slots  # registers its own

SHOWN = 20


@slot_renderer("sandbox.desk", "sandbox/desk.html")
def simulated_payments(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The latest Checkouts, balances, disputes, planned faults, and the table of magic amounts."""
    names, houses = dict(FAULTS), dict(HOUSES)
    planned = Fault.objects.filter(left__gt=0).order_by("pk")[:SHOWN]
    return {
        "sessions": [_session_row(each) for each in Session.objects.select_related("payment_intent")[:SHOWN]],
        "balances": _balances(),
        "disputes": [(each, _money(each.amount, each.currency)) for each in Dispute.objects.all()[:SHOWN]],
        "open_disputes": disputes.OPEN,
        "fault_form": FaultForm(),
        "planned": [(f"{houses[fault.house]} · {names[Fault.Kind(fault.kind)]}", fault.left) for fault in planned],
        "waiting": Delivery.objects.filter(state=Delivery.State.WAITING).count(),
        "magic": magic_amounts.DESCRIPTIONS,
    }


@slot_renderer("sandbox.desk", "sandbox/bkash_desk.html", order=60)
def bkash_payments(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The latest payments at the local bKash, and what it holds."""
    return {
        "payments": [_bkash_row(each) for each in BkashPayment.objects.all()[:SHOWN]],
        "balance": Money(bkash_transfers.balance(), "BDT"),
        "transfers": [_transfer_row(each) for each in BkashTransfer.objects.all()[:SHOWN]],
        "deposit_form": DepositForm(),
        "waiting": BkashNotice.objects.filter(state=BkashNotice.State.WAITING).count(),
    }


def _transfer_row(transfer: BkashTransfer) -> dict[str, Any]:
    State = BkashTransfer.State
    state, kind = {
        State.PENDING: (_("on its way"), "wait"),
        State.COMPLETED: (_("arrived"), "good"),
        State.FAILED: (_("failed"), "bad"),
        State.REVERSED: (_("reversed"), "bad"),
    }[State(transfer.state)]
    return {"row": transfer, "amount": Money(transfer.amount, "BDT"), "state": state, "kind": kind}


def _bkash_row(payment: BkashPayment) -> dict[str, Any]:
    State = BkashPayment.State
    state, kind = {
        State.INITIATED: (_("open"), "wait"),
        State.AGREED: (_("agreed, not yet taken"), "wait"),
        State.COMPLETED: (_("paid"), "good"),
        State.FAILED: (_("refused"), "bad"),
        State.ENDED: (_("not paid"), ""),
    }[State(payment.state)]
    return {
        "invoice": payment.invoice,
        "trx_id": payment.trx_id,
        "created": payment.created,
        "amount": Money(payment.amount, "BDT"),
        "state": state,
        "kind": kind,
        "url": reverse("sandbox_bkash_page", args=[payment.payment_id]) if bkash_actions.is_payable(payment) else "",
    }


@slot_renderer("sandbox.messages", "sandbox/message_card.html")
def text_messages(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """The last SMS, and how many are late."""
    return {"rows": ShortMessage.objects.arrived()[:5], "late": ShortMessage.objects.under_way().count()}


def _session_row(session: Session) -> dict[str, Any]:
    is_open = session.status == Session.Status.OPEN
    declined = is_open and session.payment_intent is not None and bool(session.payment_intent.last_payment_error)
    state, kind = {
        Session.Status.OPEN: (_("declined, can be tried again"), "bad") if declined else (_("open"), "wait"),
        Session.Status.COMPLETE: (_("paid"), "good"),
        Session.Status.EXPIRED: (_("expired"), ""),
    }[Session.Status(session.status)]
    return {
        "title": session.line_items[0]["name"] if session.line_items else session.id,
        "created": session.created,
        "email": session.customer_email,
        "amount": _money(session.amount, session.currency),
        "charge": session.payment_intent.latest_charge_key if session.payment_intent and not is_open else "",
        "state": state,
        "kind": kind,
        "url": session.url if is_open else "",
    }


def _money(amount: int, currency: str) -> Money:
    return Money(from_cents(amount), currency.upper())


def _balances() -> list[dict[str, Any]]:
    """Balances of the platform, then of the newest accounts."""
    owners = [("", _("The site"))] + [(each.id, each.email or each.id) for each in Account.objects.all()[:SHOWN]]
    return [
        {
            "name": name,
            "available": _money(available, currency),
            "pending": _money(pending, currency),
        }
        for key, name in owners
        for currency, (available, pending) in ledger.balance(key).items()
    ]
