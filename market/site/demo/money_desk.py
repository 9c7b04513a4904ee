"""Stories of the operators' money desk: a proposal that waits, one that was refused, a difference with its cause."""

from collections.abc import Callable
from decimal import Decimal

from market.core.base import clock
from market.payments.models import Funding, Reconciliation, ReconciliationDifference
from market.payments.proposals.actions import approve_staff_proposal, propose, refuse_staff_proposal
from market.payments.provider.reconciliation import expected_balances
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story

UNKNOWN_FEE = Decimal("0.30")
FOR_FEES = "Stripe kept more in fees this month than we had paid in. The bank confirmed the transfer today."
FOR_TAKA = "Freelancers who take their dollars in taka are paid from this."
TWICE = "The bank's statement of Monday shows this amount a second time."
ONCE = "It is the same transfer: the statement has two pages, and the sum stands on both."


def proposed(stage: Stage) -> Story:
    """Priya proposes to book capital, which waits for Pavel; he has refused another one of hers."""
    priya, pavel = stage.cast["priya"], stage.cast["pavel"]
    capital = {"amount": "250.00", "currency": "USD", "rail": "stripe"}
    yield DAYS - 4
    row = propose(by=priya, kind="capital_in", parameters=capital | {"reference": "TT 2611-2"}, reason=TWICE)
    yield 1
    refuse_staff_proposal(by=pavel, proposal_id=row.pk, reason=ONCE)
    yield 2
    propose(by=priya, kind="capital_in", parameters=capital | {"reference": "TT 3011"}, reason=FOR_FEES)


def taka_paid_in(stage: Stage) -> Story:
    """Priya has paid taka of the site's own into its bank account, and Pavel has approved it."""
    priya, pavel = stage.cast["priya"], stage.cast["pavel"]
    taka = {"amount": "200000.00", "currency": "BDT", "rail": "bank", "reference": "TT 2411-1"}
    yield DAYS - 7
    row = propose(by=priya, kind="capital_in", parameters=taka, reason=FOR_TAKA)
    yield 1
    approve_staff_proposal(by=pavel, proposal_id=row.pk)


def fee_explained(stage: Stage) -> Story:
    """The provider kept a fee that nobody knew when the payment was booked."""
    yield DAYS - 0.5
    payment = Funding.objects.filter(rail="stripe", currency="USD", state=Funding.State.PAID).order_by("-pk").first()
    if payment is None:
        return
    ours = expected_balances("stripe").get("USD", Decimal(0))
    row = Reconciliation.objects.create(
        rail="stripe", currency="USD", at=clock.now(), ours=ours, theirs=ours - UNKNOWN_FEE
    )
    cause = ReconciliationDifference.Cause.FEE
    ReconciliationDifference.objects.create(reconciliation=row, cause=cause, amount_value=-UNKNOWN_FEE, funding=payment)


STORIES: tuple[Callable[[Stage], Story], ...] = (proposed, taka_paid_in, fee_explained)
