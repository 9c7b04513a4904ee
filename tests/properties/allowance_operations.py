"""Operations on allowances: the fund, a list that is approved and paid, and what fails, comes back or is given back."""

from collections.abc import Callable

from market.payments.allowances.approving_actions import approve_allowance_list
from market.payments.allowances.paying_actions import pay_allowance, return_allowance
from market.payments.models import Allowance, Payout, PayoutBatch, StaffProposal
from market.payments.payout_batches.actions import approve_payout_batch, make_payout_batch, send_payout_batch
from market.payments.payout_batches.return_actions import apply_returns
from market.payments.proposals.actions import approve_staff_proposal, propose
from market.training.models import AllowanceList
from tests import make
from tests.payments import allowance_story as story
from tests.payments.bank_story import return_lines
from tests.properties.world import Steps, World


def fund(world: World) -> Steps:
    """Two operators put money into the fund."""
    one, other = world.operators
    values = {"amount": "5000", "rail": "bank", "reference": "EFT-9"}
    row = propose(by=one, kind="fund_in", parameters=values, reason="From the programme's grant.")

    def act() -> None:
        if StaffProposal.objects.get(pk=row.pk).state == StaffProposal.State.OPEN:
            approve_staff_proposal(by=other, proposal_id=row.pk)

    return Steps(act)


def _listed(*, has_account: bool) -> tuple[AllowanceList, Callable[[], None]]:
    """A list that waits, and what approves it and begins the payouts, whatever of it was done before."""
    oli, onu = (make.make_person(name, roles=["officer"]) for name in ("Oli", "Onu"))
    batch = story.batch_of_last_month(oli, classes=1)
    trainee = story.trainee_of(batch, make.make_person("Nasrin"), 1).trainee
    story.rule(batch, oli, onu)
    story.fund()
    if has_account:
        story.account_of(trainee)
    row = story.listed(batch, oli)

    def approve() -> None:
        row.refresh_from_db()
        if row.state == AllowanceList.State.PREPARED:
            approve_allowance_list(by=onu, list_id=row.pk, version=row.version)
        for allowance in Allowance.objects.due().exclude(pay_at=None):
            pay_allowance(allowance_id=allowance.pk)

    return row, approve


def pay_by_bank(*outcomes: str) -> Callable[[World], Steps]:
    """From its approval to the outcomes that the bank's files tell, one file after the other."""

    def prepare(world: World) -> Steps:
        _row, approve = _listed(has_account=True)
        one, other = world.operators

        def act() -> None:
            approve()
            batch = PayoutBatch.objects.first() or make_payout_batch(by=one)
            if batch.state == PayoutBatch.State.PREPARED:
                batch = approve_payout_batch(by=other, batch_id=batch.pk)
            if batch.state == PayoutBatch.State.APPROVED:
                send_payout_batch(by=one, batch_id=batch.pk, reference="EFT-78")
            payout = Payout.objects.get(rail="bank")
            for outcome in outcomes if payout.state != Payout.State.FAILED else ():
                lines = return_lines((payout, outcome, "The account is closed"))
                apply_returns(by=other, batch_id=batch.pk, lines=lines, without_wrong=True)

        return Steps(act)

    return prepare


def give_back(world: World) -> Steps:
    """The trainee, who has no account, does not want it."""
    _row, approve = _listed(has_account=False)
    approve()
    allowance = Allowance.objects.get()
    return Steps(lambda: return_allowance(by=allowance.trainee, allowance_id=allowance.pk))


ALLOWANCE_OPERATIONS: dict[str, Callable[[World], Steps]] = {
    "put money into the fund": fund,
    "pay an allowance by the bank": pay_by_bank("paid"),
    "pay an allowance by the bank, which refuses": pay_by_bank("failed"),
    "pay an allowance by the bank, which sends it back": pay_by_bank("paid", "returned"),
    "give an allowance back": give_back,
}
