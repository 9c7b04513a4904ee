"""Operations on money, each with what comes before it. `act` is what is broken off, and what people or jobs do again;
it looks first, where a second time would be another act. `finish` follows once it is through.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from market.contracts.models import Milestone
from market.contracts.proposals.actions import agree_proposal, ask_to_end
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.money import Money
from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.offer_actions import accept_offer, offer_split
from market.files.actions import keep_upload
from market.payments.chargebacks.evidence_actions import accept_chargeback, answer_chargeback, forgive_chargeback
from market.payments.chargebacks.file_actions import add_evidence_file
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.checkout_actions import settle_funding
from market.payments.ledger import postings
from market.payments.models import Chargeback, Payout, PayoutAccount, PayoutBatch, Refund
from market.payments.payout_batches.actions import approve_payout_batch, make_payout_batch, send_payout_batch
from market.payments.payout_batches.return_actions import apply_returns
from market.payments.payouts.actions import request_payout
from market.payments.payouts.onboarding_actions import start_onboarding, sync_payout_account
from market.payments.payouts.sending_actions import settle_bank_payout, settle_payout
from market.payments.refunds.actions import give_refund, send_refund
from market.payments.refunds.repayment_actions import repay_refund, set_destination
from market.payments.releases.actions import approve_milestone, clear_release, release_by_silence, release_part
from market.sandbox.models import Fault
from market.sandbox.models import Payout as BankPayout
from tests.access.probe import png
from tests.payments.bank_story import return_lines
from tests.payments.story import SITE, ready_account, submit
from tests.properties.steps import pass_time, run_jobs
from tests.properties.world import PAYS, Steps, World


def open_page_by(rail: str) -> Callable[[World], Steps]:
    def prepare(world: World) -> Steps:
        milestone = world.milestone(rail)
        return Steps(lambda: world.open_page(milestone, rail), lambda: world.fund_and_pay(milestone, rail))

    return prepare


def record_payment_by(rail: str, outcome: str = "") -> Callable[[World], Steps]:
    def prepare(world: World) -> Steps:
        funding = world.paid_page(world.milestone(rail), rail, outcome)
        return Steps(lambda: (settle_funding(funding_id=funding.pk), run_jobs()))

    return prepare


def close_page_by(rail: str) -> Callable[[World], Steps]:
    def prepare(world: World) -> Steps:
        milestone = world.milestone(rail)
        funding = world.open_page(milestone, rail)
        close = lambda: settle_funding(funding_id=funding.pk, closing=True)  # noqa: E731
        return Steps(close, lambda: world.fund_and_pay(milestone, rail))

    return prepare


def refund_by(rail: str, amount: str = "") -> Callable[[World], Steps]:
    def prepare(world: World) -> Steps:
        milestone = world.funded(rail, amount)
        return Steps(lambda: (give_refund(by=world.freelancer, milestone_id=milestone.pk), run_jobs()))

    return prepare


SLOW_REFUND = {
    "bkash": {"kind": "bkash_refund_late"},
    "sslcommerz": {"kind": "refund_pending", "house": "sslcommerz"},
}


def follow_refund_by(rail: str) -> Callable[[World], Steps]:
    """One that took its time at the provider, and is through there by now."""

    def prepare(world: World) -> Steps:
        milestone = world.funded(rail, "63.46" if rail == "stripe" else "")
        if rail != "stripe":
            kind, house = {"bkash": ("bkash_refund_late", "stripe"), "sslcommerz": ("refund_pending", "sslcommerz")}[
                rail
            ]
            Fault.objects.create(kind=kind, house=house, left=1, at=clock.wall())
        give_refund(by=world.freelancer, milestone_id=milestone.pk)
        run_jobs()
        pass_time(timedelta(days=2))
        refund = Refund.objects.get(milestone=milestone, state="pending")
        return Steps(lambda: send_refund(refund_id=refund.pk))

    return prepare


def approve(world: World) -> Steps:
    milestone = submit(world.funded())
    return Steps(lambda: approve_milestone(by=world.client, milestone_id=milestone.pk))


def release_some(world: World) -> Steps:
    milestone, part = world.funded(), Money(Decimal("70.01"), "USD")

    def act() -> None:
        if not milestone.releases.exists():
            release_part(by=world.client, milestone_id=milestone.pk, amount=part)

    return Steps(act)


def silence(world: World) -> Steps:
    milestone = submit(world.funded())
    Milestone.objects.filter(pk=milestone.pk).update(review_due_at=clock.now())
    return Steps(lambda: release_by_silence(milestone_id=milestone.pk))


def clear(world: World) -> Steps:
    release = world.released()
    return Steps(lambda: clear_release(release_id=release.pk))


def pay_out_by_stripe(world: World) -> Steps:
    world.payable()
    return Steps(lambda: (request_payout(by=world.freelancer), run_jobs()))


def payout_arrives(amount: str) -> Callable[[World], Steps]:
    def prepare(world: World) -> Steps:
        payout = world.sent(amount).freelancer.payouts.latest("pk")
        pass_time(timedelta(days=6))
        return Steps(lambda: (settle_payout(payout_id=payout.pk), run_jobs()))

    return prepare


def learn_of_arrival(world: World) -> Steps:
    world.sent("200.00")
    pass_time(timedelta(days=6))
    account = str(PayoutAccount.objects.get(user=world.freelancer).account_id)
    payout = BankPayout.objects.get(account=account)
    return Steps(lambda: settle_bank_payout(account_id=account, payout_id=payout.id))


def pay_out_by_bank(*outcomes: str) -> Callable[[World], Steps]:
    """A batch from its making to the outcomes that the bank's files tell, one file after the other."""

    def prepare(world: World) -> Steps:
        world.payable("bkash")
        one, other = world.operators

        def act() -> None:
            payout = Payout.objects.filter(rail="bank").first() or request_payout(by=world.freelancer, currency="BDT")
            batch = PayoutBatch.objects.first() or make_payout_batch(by=one)
            if batch.state == PayoutBatch.State.PREPARED:
                batch = approve_payout_batch(by=other, batch_id=batch.pk)
            if batch.state == PayoutBatch.State.APPROVED:
                send_payout_batch(by=one, batch_id=batch.pk, reference="EFT-77")
            payout.refresh_from_db()
            for outcome in outcomes if payout.state != Payout.State.FAILED else ():
                lines = return_lines((payout, outcome, "The account is closed"))
                apply_returns(by=other, batch_id=batch.pk, lines=lines, without_wrong=True)

        return Steps(act)

    return prepare


def settle_with_the_bank(world: World) -> Steps:
    def act() -> None:
        with atomic():
            postings.post_settlement("7", Money(Decimal(900), "BDT"), Decimal(9), source="bkash", target="bank")
        with atomic():
            postings.post_capital("7", Money(Decimal(50), "BDT"), rail="bank")

    return Steps(act)


def repay(world: World) -> Steps:
    milestone = world.funded(amount="63.47")
    give_refund(by=world.freelancer, milestone_id=milestone.pk)
    clock.advance(timedelta(days=2), between=run_jobs)
    refund = Refund.objects.get(milestone=milestone, state="failed")
    set_destination(by=world.operators[0], refund_id=refund.pk, destination="An account in Turin")
    facts = {"by": world.operators[0], "refund_id": refund.pk, "reference": "EFT-1", "note": "Agreed by telephone."}
    return Steps(lambda: repay_refund(**facts))


def learn_of_dispute(outcome: str = "") -> Callable[[World], Steps]:
    """About money that is held; the client's bank has decided already, or has not."""

    def prepare(world: World) -> Steps:
        dispute = world.contested(world.funded(), outcome)
        return Steps(lambda: sync_dispute(dispute_id=dispute))

    return prepare


def lose_what_is_payable(world: World) -> Steps:
    dispute = world.contested(world.payable().milestone, "lost")
    return Steps(lambda: sync_dispute(dispute_id=dispute))


def lose_what_is_on_its_way(world: World) -> Steps:
    dispute = world.contested(world.sent().milestone, "lost")
    return Steps(lambda: sync_dispute(dispute_id=dispute))


def lose_what_has_arrived(world: World) -> Steps:
    release = world.sent()
    clock.advance(timedelta(days=3), between=run_jobs)
    dispute = world.contested(release.milestone, "lost")

    def act() -> None:
        sync_dispute(dispute_id=dispute)
        debt = Chargeback.objects.get(dispute_id=dispute)
        forgive_chargeback(by=world.operators[0], chargeback_id=debt.pk, reason="Nothing is to be had.")

    return Steps(act)


def answer_the_bank(world: World) -> Steps:
    sync_dispute(dispute_id=world.contested(world.funded()))
    row = Chargeback.objects.get()
    file = keep_upload(by=world.operators[0], file=png())
    add_evidence_file(by=world.operators[0], chargeback_id=row.pk, kind="receipt", file_ids=[file.pk])
    return Steps(lambda: answer_chargeback(by=world.operators[0], chargeback_id=row.pk, text="It was delivered."))


def accept_the_chargeback(world: World) -> Steps:
    sync_dispute(dispute_id=world.contested(world.funded()))
    row = Chargeback.objects.get()
    return Steps(lambda: (accept_chargeback(by=world.operators[0], chargeback_id=row.pk), run_jobs()))


def end_early(world: World) -> Steps:
    milestone = world.funded("bkash")
    proposal = ask_to_end(by=world.client, contract_id=milestone.contract_id, shares={milestone.pk: Decimal("7000.01")})
    return Steps(lambda: (agree_proposal(by=world.freelancer, proposal_id=proposal.pk), run_jobs()))


def split_a_dispute(world: World) -> Steps:
    milestone = submit(world.funded("sslcommerz"))
    claim, content = milestone.held, StatementContent("See for yourself.")
    dispute = open_dispute(by=world.client, milestone_id=milestone.pk, claim=claim, content=content)
    offer = offer_split(by=world.client, dispute_id=dispute.pk, to_freelancer=Money(Decimal("333.33"), "BDT"))
    return Steps(lambda: (accept_offer(by=world.freelancer, offer_id=offer.pk), run_jobs()))


def set_up_account(world: World) -> Steps:
    return Steps(
        lambda: start_onboarding(by=world.freelancer, site=SITE),
        lambda: ready_account(world.provider, world.freelancer),
    )


def learn_of_account(world: World) -> Steps:
    world.provider.onboard(start_onboarding(by=world.freelancer, site=SITE))
    account = str(PayoutAccount.objects.get(user=world.freelancer).account_id)
    return Steps(lambda: sync_payout_account(account_id=account))


OPERATIONS: dict[str, Callable[[World], Steps]] = {
    **{f"open a page by {rail}": open_page_by(rail) for rail in PAYS},
    **{f"record a payment by {rail}": record_payment_by(rail) for rail in PAYS},
    **{f"close a page by {rail}": close_page_by(rail) for rail in PAYS},
    **{f"refund by {rail}": refund_by(rail) for rail in PAYS},
    **{f"follow a refund by {rail}": follow_refund_by(rail) for rail in PAYS},
    "return what was paid twice": record_payment_by("sslcommerz", "pay_twice"),
    "a refund that the card refuses": refund_by("stripe", "63.47"),
    "repay a failed refund": repay,
    "approve": approve,
    "release a part": release_some,
    "release by silence": silence,
    "clear": clear,
    "pay out by Stripe": pay_out_by_stripe,
    "a payout arrives": payout_arrives("200.00"),
    "learn of an arrival": learn_of_arrival,
    "a payout is refused by the bank": payout_arrives("66.67"),
    "pay out by the bank": pay_out_by_bank("paid"),
    "pay out by the bank, which refuses": pay_out_by_bank("failed"),
    "pay out by the bank, which sends it back": pay_out_by_bank("paid", "returned"),
    "settle with the bank": settle_with_the_bank,
    "learn of a dispute": learn_of_dispute(),
    "win a dispute": learn_of_dispute("won"),
    "lose what is held": learn_of_dispute("lost"),
    "lose what is payable": lose_what_is_payable,
    "lose what is on its way": lose_what_is_on_its_way,
    "lose what has arrived": lose_what_has_arrived,
    "answer the client's bank": answer_the_bank,
    "accept a chargeback": accept_the_chargeback,
    "end a contract early": end_early,
    "split a dispute": split_a_dispute,
    "set up an account": set_up_account,
    "learn of an account": learn_of_account,
}
