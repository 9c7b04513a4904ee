"""Applying the bank's return file to a batch: looked at as a whole first, then line by line, each in a transaction of
its own. The same file again changes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError
from market.payments.models import Payout, PayoutBatch
from market.payments.payout_batches.actions import OwnPayout, WrongBatchState, has_acted
from market.payments.payout_batches.queries import OPEN, payout_of_reference
from market.payments.payout_batches.return_file import FAILED, PAID, RETURN_CODES, RETURNED, ReturnLine
from market.payments.payouts.failures import stored_reason
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid

State = PayoutBatch.State
AT_BANK = (State.SENT, State.ENDED)
Problem = str | Promise
# By the state of a payout: which outcomes it can take. What stands in neither table contradicts it.
OUTCOMES = {Payout.State.IN_TRANSIT: (PAID, FAILED, RETURNED), Payout.State.PAID: (RETURNED,)}
RECORDED = {Payout.State.PAID: (PAID,), Payout.State.FAILED: (FAILED, RETURNED)}


# Who brought a batch to the bank does not alone give its money back to be paid out once more.
SENT_BY_YOU = _("You marked this batch as sent: another operator imports lines that failed or came back.")


class WrongReturnLines(DomainError):
    help = "payouts#setup"
    code = "wrong_return_lines"
    sentence = _("Some lines are wrong, so nothing was applied. Put them right, or leave them out knowingly.")


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line with its payout. `problem`: why it cannot be applied, or ""; `is_recorded`: the books say it already."""

    line: ReturnLine
    payout: Payout | None
    problem: Problem = ""
    is_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did: lines that were new, that stood in the books already, and that were left out."""

    new: int
    recorded: int
    left_out: int


def check_returns(batch: PayoutBatch, lines: Sequence[ReturnLine], *, by: User) -> list[CheckedLine]:
    """What is right and wrong with each line that `by` imports. Reads only."""
    numbered = [(each, payout_of_reference(each.reference)) for each in lines]
    times, is_sender = Counter(pk for _line, pk in numbered), has_acted(by, batch, "sent")
    payouts = Payout.objects.in_bulk([pk for pk in times if pk is not None])
    checked = []
    for line, pk in numbered:
        payout = payouts.get(pk) if pk is not None else None
        problem = _problem(batch, line, payout, is_repeated=pk is not None and times[pk] > 1)
        if payout is not None and payout.freelancer_id == by.pk and not problem:
            problem = OwnPayout.sentence
        if not problem and line.status != PAID and is_sender and not _is_recorded(payout, line):
            problem = SENT_BY_YOU
        recorded = not problem and _is_recorded(payout, line)
        checked.append(CheckedLine(line, payout, problem, recorded))
    return checked


def _problem(batch: PayoutBatch, line: ReturnLine, payout: Payout | None, *, is_repeated: bool) -> Problem:
    if not line.reference:
        return _("The reference is missing.")
    if payout is None:
        return _("No payout has this reference.")
    if payout.batch_id != batch.pk:
        return _("This payout is not in this batch.")
    if is_repeated:
        return _("This reference stands in several lines.")
    return _problem_of_outcome(line, payout)


def _problem_of_outcome(line: ReturnLine, payout: Payout) -> Problem:
    if not line.status:
        return _("The status has to be paid, failed or returned.")
    if line.status != PAID and not line.reason:
        return _("The reason is missing: the freelancer reads it.")
    if not line.is_amount_readable or line.amount not in (None, payout.sent.amount):
        return _("The amount is not that of the payout.")
    if _is_recorded(payout, line) or line.status in OUTCOMES.get(Payout.State(payout.state), ()):
        return ""
    if payout.state == Payout.State.PAID:
        return _("This payout is paid already. If the bank sent the money back, the status is “returned”.")
    return _("This payout has ended already, in another way.")


def _is_recorded(payout: Payout | None, line: ReturnLine) -> bool:
    return payout is not None and line.status in RECORDED.get(Payout.State(payout.state), ())


def apply_returns(*, by: User, batch_id: int, lines: Sequence[ReturnLine], without_wrong: bool = False) -> Applied:
    """Apply the lines that are new: all of them, or with `without_wrong` those that are right.

    Raises NotFound, NotAllowed, NotInAnEmergency, WrongBatchState before the bank has the batch, WrongReturnLines.
    """
    batch = fetch(PayoutBatch.objects.visible_to(by), batch_id)
    require_own_role(by, User.Role.OPERATOR)
    if batch.state not in AT_BANK:
        raise WrongBatchState
    checked = check_returns(batch, lines, by=by)
    wrong = [each for each in checked if each.problem]
    if wrong and not without_wrong:
        raise WrongReturnLines
    new = 0
    for each in checked:
        if each.payout is not None and not each.problem:
            new += _apply_line(by, batch, each.payout.pk, each.line)
    applied = Applied(new, len(checked) - len(wrong) - new, len(wrong))
    _close(by, batch.pk, applied)
    return applied


@atomic
def _apply_line(by: User, batch: PayoutBatch, payout_id: int, line: ReturnLine) -> bool:
    """Whether it was new; another import may have been faster, or have said something else.

    Raises WrongBatchState where the batch was refused meanwhile.
    """
    if lock(PayoutBatch.objects.all(), batch.pk).state not in AT_BANK:
        raise WrongBatchState
    payout = lock(Payout.objects.all(), payout_id)
    if payout.batch_id != batch.pk or line.status not in OUTCOMES.get(Payout.State(payout.state), ()):
        return False
    if line.status == PAID:
        mark_payout_paid(payout_id=payout_id)
    else:
        code = RETURN_CODES.get(line.reason.lower(), "")
        fail_payout(payout_id=payout_id, failure=stored_reason(code, line.reason))
    audit("payout.outcome", by=by, on=payout, status=line.status, reason=line.reason, batch=batch.pk)
    return True


@atomic
def _close(by: User, batch_id: int, applied: Applied) -> None:
    """Note the import, and end a batch of which no line is open any more."""
    batch = lock(PayoutBatch.objects.all(), batch_id)
    facts: Mapping[str, object] = {"new": applied.new, "recorded": applied.recorded, "left_out": applied.left_out}
    audit("payout_batch.returns", by=by, on=batch, **facts)
    if batch.state == State.SENT and not batch.payouts.filter(state__in=OPEN).exists():
        batch.state, batch.ended_at = State.ENDED, clock.now()
        batch.save(update_fields=["state", "ended_at"])
