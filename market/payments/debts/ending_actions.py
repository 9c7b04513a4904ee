"""Two operators end what a freelancer promised to give back to a client and does not earn."""

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.contracts.workroom.actions import locked_milestone
from market.core.base.db import atomic, lock
from market.core.base.errors import NotFound
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.payments.chargebacks.evidence_actions import NothingOwed
from market.payments.debts.actions import owed_releases, take_off_debt
from market.payments.debts.events import DebtToClientEnded
from market.payments.models import Debt


@atomic
def end_debt_to_client(*, by: User, debt_id: int, reason: str) -> Debt:
    """What is left of it is owed no more, once another operator has proposed that (`proposals.debt_to_client`). What
    earnings have paid of it goes to the client still; nobody pays the rest. Raises NotFound, NotAllowed, NothingOwed.
    """
    require_own_role(by, User.Role.OPERATOR)
    milestone_id = Debt.objects.filter(pk=debt_id).values_list("give_back__milestone", flat=True).first()
    if milestone_id is None:
        raise NotFound
    milestone = locked_milestone(milestone_id)
    releases = owed_releases(milestone)
    debt = lock(Debt.objects.select_related("freelancer"), debt_id)
    if not debt.left_value:
        raise NothingOwed
    ended = debt.left
    take_off_debt(debt, releases, ended.amount)
    event = DebtToClientEnded(title=milestone.full_title, amount=ended, reason=Written(by, reason))
    emit(event, on=debt, by=by, to=[debt.freelancer, milestone.contract.client], page=milestone)
    return debt
