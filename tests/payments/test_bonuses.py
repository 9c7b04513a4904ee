"""Bonuses: paid like a milestone, released at once, and in no list of what was agreed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.privacy.registry import registered
from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import NotTheClient
from market.core.base.errors import Invalid, NotFound
from market.documents.models import Document
from market.notifications.models import Notification
from market.payments.bonuses.actions import give_bonus
from market.payments.bonuses.terms import BonusTooSmall, FreelancerGone, NothingReleased
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.documents.release_documents import fee_key, invoice_key
from market.payments.funding.actions import open_checkout
from market.payments.funding.checkout_actions import settle_funding
from market.payments.models import Chargeback, Refund
from market.payments.queries import spending_of
from market.payments.releases.actions import approve_milestone
from market.payments.tasks import lapse_unpaid_bonuses
from market.safety.actions import NotReachable, block_person
from tests.payments.story import SITE, assert_books_whole, contract, first, pay, released, submit, usd

pytestmark = pytest.mark.django_db
NOTE = "You saved our opening day."


def open_bonus(contract: Contract, amount: str = "20.00", note: str = NOTE, **more):
    return give_bonus(
        by=more.pop("by", contract.client), contract_id=contract.pk, amount=usd(amount), note=note, site=SITE, **more
    )


def paid_bonus(provider, contract: Contract, amount: str = "20.00") -> Milestone:
    funding = open_bonus(contract, amount)
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    return Milestone.everything.get(pk=funding.milestone_id)


@pytest.fixture
def over(provider) -> Contract:
    """A completed contract of Carla and Farida, 100 USD released."""
    return released(provider, "100.00").milestone.contract


def test_bonus_is_released_at_once_and_changes_nothing_of_the_contract(provider, over, page):
    bonus = paid_bonus(provider, over)
    release = bonus.releases.get()
    over.refresh_from_db()
    assert (bonus.state, bonus.held_value, bonus.released_value) == ("released", 0, 20)
    assert (release.state, release.reason, release.fee_value) == ("clearing", "bonus", Decimal("1.00"))
    assert (over.state, [each.position for each in over.milestones.all()]) == ("completed", [1])
    spent = spending_of(over.client)[0]
    assert (spent.charged, spent.released, spent.fee) == (usd(126), usd(120), usd(6))
    told = Notification.objects.filter(kind__startswith="bonus.").values_list("kind", "user")
    assert set(told) == {("bonus.released", over.freelancer_id), ("bonus.receipt", over.client_id)}
    for path in (f"/contracts/{over.pk}/", f"/contracts/{over.pk}/record/", "/money/", "/notifications/"):
        for person in (over.client, over.freelancer):
            assert page(person).get(path).status_code == 200
    room = page(over.freelancer).get(f"/contracts/{over.pk}/").content.decode()
    assert NOTE in room
    assert f'id="bonus-{bonus.pk}"' in room
    assert NOTE in page(over.freelancer).get(f"/contracts/{over.pk}/record/").content.decode()
    invoice, fee = (Document.objects.get(key=key(release.pk)) for key in (invoice_key, fee_key))
    for document in (invoice, fee):
        assert f"Bonus: {bonus.full_title}" in str(document.content)
        assert "'label': 'milestone'" not in str(document.content)
    assert "note_bonus_fee" in str(fee.content)
    assert_books_whole()


def test_bonus_while_the_contract_runs_leaves_its_milestones_alone(provider):
    agreed = contract("40.00", "60.00")
    milestone = submit(pay(provider, first(agreed)))
    with pytest.raises(NothingReleased):
        open_bonus(agreed)
    approve_milestone(by=agreed.client, milestone_id=milestone.pk)
    due = agreed.milestones.get(position=2).funding_due_at
    paid_bonus(provider, agreed)
    agreed.refresh_from_db()
    second = agreed.milestones.get(position=2)
    assert (agreed.state, second.state, second.funding_due_at) == ("active", "awaiting_funding", due)
    paid_bonus(provider, agreed, "30.00")  # as often as the client likes
    assert_books_whole()


def test_same_bonus_keeps_its_page_and_another_replaces_it(provider, over):
    lead = open_bonus(over)
    assert open_bonus(over).pk == lead.pk
    other = open_bonus(over, "25.00")
    assert other.milestone_id != lead.milestone_id
    assert Milestone.everything.get(pk=lead.milestone_id).state == "lapsed"
    provider.pay(other.checkout_url)
    settle_funding(funding_id=other.pk)
    settle_funding(funding_id=lead.pk)
    assert Milestone.everything.filter(kind="bonus", released_value__gt=0).count() == 1
    assert_books_whole()


def test_unpaid_bonus_is_given_up_and_a_late_payment_goes_back(provider, over, travel):
    funding = open_bonus(over)
    bonus = Milestone.everything.get(pk=funding.milestone_id)
    travel(timedelta(days=1, minutes=1))
    lapse_unpaid_bonuses()
    bonus.refresh_from_db()
    over.refresh_from_db()
    assert (bonus.state, over.state) == ("lapsed", "completed")
    assert not Notification.objects.filter(kind__startswith="bonus.").exists()
    assert_books_whole()


def test_payment_of_a_replaced_bonus_goes_back(provider, over):
    funding = open_bonus(over)
    provider.pay(funding.checkout_url)
    open_bonus(over, "25.00")  # before the news of the payment
    settle_funding(funding_id=funding.pk)
    states = dict(Milestone.everything.filter(kind="bonus").values_list("amount_value", "state"))
    assert states[Decimal("20.00")] in ("released", "lapsed")
    assert Refund.objects.filter(reason="late_payment").count() == (states[Decimal("20.00")] == "lapsed")
    assert_books_whole()


@pytest.mark.parametrize(
    ("amount", "note", "refusal"),
    [
        ("4.99", NOTE, BonusTooSmall),
        ("-20", NOTE, BonusTooSmall),
        ("20.00", "  ", Invalid),
        ("20.00", "x" * 1001, Invalid),
    ],
)
def test_amounts_and_notes_that_are_refused(over, amount, note, refusal):
    with pytest.raises(refusal):
        open_bonus(over, amount, note)
    assert not Milestone.everything.filter(kind="bonus", released_value__gt=0).exists()


def test_who_may_not_give_and_to_whom(over, rina):
    with pytest.raises(NotTheClient):
        open_bonus(over, by=over.freelancer)
    with pytest.raises(NotFound):
        open_bonus(over, by=rina)
    block_person(by=over.client, person_id=over.freelancer_id)
    with pytest.raises(NotReachable):
        open_bonus(over)
    type(over.freelancer).objects.filter(pk=over.freelancer_id).update(is_active=False)
    with pytest.raises(FreelancerGone):
        open_bonus(over)


def test_bonus_is_not_paid_to_somebody_who_has_left_meanwhile(over):
    bonus = Milestone.everything.get(pk=open_bonus(over).milestone_id)
    type(over.freelancer).objects.filter(pk=over.freelancer_id).update(is_active=False)
    with pytest.raises(FreelancerGone):
        open_checkout(over.client, [bonus.pk], SITE, "")


def test_bonus_is_no_work(provider, over, page, api):
    bonus = paid_bonus(provider, over)
    for act in ("approve", "submit", "refund", "fund", "agree-refund", "refuse-refund", "cancel-notice"):
        answer = api(over.client).post(f"/api/v1/milestones/{bonus.pk}/{act}/", {}, format="json")
        assert answer.status_code == 404, (act, answer.json())
    body = {"claim": {"amount": "20.00", "currency": "USD"}, "statement": "I want it back.", "reason": "quality"}
    assert api(over.client).post(f"/api/v1/milestones/{bonus.pk}/disputes/", body, format="json").status_code == 404


def test_bank_can_take_a_bonus_back(provider, over, page):
    bonus = paid_bonus(provider, over)
    bank_dispute = provider.want_back(bonus.fundings.get().charge_id)
    sync_dispute(dispute_id=bank_dispute.id)
    row = Chargeback.objects.get()
    assert "of the client's own will" in draft_evidence(row)
    provider.decide(bank_dispute, "lost")
    sync_dispute(dispute_id=bank_dispute.id)
    bonus.refresh_from_db()
    row.refresh_from_db()
    assert (bonus.state, bonus.charged_back_value, row.earned_value) == ("released", 20, 20)
    assert page(over.client).get(f"/contracts/{over.pk}/").status_code == 200
    assert_books_whole()


def test_page_leads_to_the_payment_and_back(provider, over, page):
    browser = page(over.client)
    assert "Say thank you with a bonus" in browser.get(f"/contracts/{over.pk}/").content.decode()
    assert "$5.00 or more." in browser.get(f"/contracts/{over.pk}/bonus/").content.decode()
    wrong = browser.post(f"/contracts/{over.pk}/bonus/", {"amount": "1", "note": NOTE})
    assert (wrong.status_code, NOTE in wrong.content.decode()) == (400, True)
    to_pay = browser.post(f"/contracts/{over.pk}/bonus/", {"amount": "$20", "note": NOTE})
    assert to_pay.status_code == 302
    bonus = Milestone.everything.get(kind="bonus")
    unpaid = browser.get(f"/milestones/{bonus.pk}/funded/?unpaid=1")
    assert unpaid["Location"] == f"/contracts/{over.pk}/bonus/"
    again = browser.get(unpaid["Location"]).content.decode()
    assert NOTE in again  # nothing is typed twice
    assert 'value="20"' in again
    provider.pay(to_pay["Location"])
    back = browser.get(f"/milestones/{bonus.pk}/funded/")
    assert back["Location"].endswith(f"#bonus-{bonus.pk}")
    assert page(over.freelancer).get(f"/contracts/{over.pk}/bonus/").status_code == 403


def test_note_of_a_bonus_is_personal_data_of_the_client(provider, over):
    bonus = paid_bonus(provider, over)
    (entry,) = (each for each in registered() if each.model is Milestone and "note" in each.scrub)
    assert bonus in entry.rows(over.client)
    assert bonus in entry.exported(over.client)
