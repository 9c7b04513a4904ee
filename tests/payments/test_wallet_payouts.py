"""Payouts to bKash wallets: sent once, whatever becomes of the answer, and ended in exactly one way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.people.two_person_actions import OnePerson, SamePerson
from market.core.base import clock
from market.core.base.errors import Invalid
from market.notifications.models import Notification
from market.payments.models import LedgerEntry, Payout
from market.payments.payout_batches.actions import OwnPayout
from market.payments.payout_batches.queries import reference_of
from market.payments.payout_methods.actions import link_key, set_payout_method, stop_payout_method
from market.payments.payouts import wallet_decision_actions
from market.payments.payouts.actions import request_payout
from market.payments.payouts.bank import MoreThanWalletTakes, MoreThanWalletTakesToday, PayoutMethodNotReady
from market.payments.payouts.wallet_actions import LONGEST_CALL, send_wallet_payout, settle_wallet_payout
from market.payments.provider import bkash_payouts, bkash_token
from market.payments.provider.bkash_http import PAYOUTS
from market.payments.provider.port import LowBalance
from market.payments.queries import balances_of
from market.sandbox.bkash import transfers
from market.sandbox.models import BkashTransfer
from tests import make
from tests.payments.bank_story import details, in_bangla, payable_taka, taka
from tests.payments.story import assert_books_whole

WALLET = "01711000321"
REASON = "Nothing in the portal under our number, looked on two days."


@pytest.fixture(autouse=True)
def _taka(settings, bkash_desk):
    """Clients pay in taka, by card; payouts go to wallets, from money that the site has paid into bKash."""
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    settings.PAY_OUT = {"bank": ["BDT"], "bkash": ["BDT"]}
    transfers.deposit(Decimal(100000))
    bkash_token.keep(bkash_token.grant(PAYOUTS), PAYOUTS)


@pytest.fixture
def asked(provider, travel, farida):
    """A payout of 5,000 taka to Farida's wallet, for which nobody has called yet."""

    def ask(amount: str = "5000.00") -> Payout:
        payable_taka(provider, travel, amount, freelancer=farida)
        if not farida.payout_methods.exists():
            set_payout_method(by=farida, details=details(kind="bkash", account_number=WALLET, routing_number=""))
        return request_payout(by=farida, currency="BDT")

    return ask


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


def moved_at_bkash():
    """What came to our balance at bKash, beside the capital of a development site."""
    rows = LedgerEntry.objects.filter(account__kind="provider", account__rail="bkash")
    return -sum(rows.exclude(transaction__kind="capital").values_list("amount", flat=True), Decimal(0))


def payable(user):
    return next(each for each in balances_of(user) if each.currency == "BDT").payable


def sent(payout):
    send_wallet_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    return payout


def settled(payout):
    settle_wallet_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    return payout


def test_payout_reaches_the_wallet_once(asked, farida, run_jobs, page):
    payout = asked()
    text = page(farida).get("/money/").content.decode()
    assert "To the wallet …0321 (bKash account)." in text
    assert "It arrives within minutes." in text
    run_jobs()
    sent(payout)
    settled(payout)
    transfer = BkashTransfer.objects.get()
    assert (transfer.receiver, transfer.amount, transfer.invoice) == (WALLET, 5000, reference_of(payout))
    assert (payout.rail, payout.state, payout.transfer_id) == ("bkash", "paid", transfer.trx_id)
    assert moved_at_bkash() == -5025, "the amount and bKash's fee"
    assert Notification.objects.filter(user=farida, kind="payout.paid").count() == 1
    assert transfer.trx_id in page(farida).get(f"/money/payouts/{payout.pk}/").content.decode()
    assert_books_whole()


def test_lost_answer_is_never_sent_again_and_is_found_by_its_number(asked, farida, pavel, bkash_desk, run_jobs, page):
    bkash_desk.plan("lost_answer")
    payout = sent(asked())
    assert (payout.state, payout.hold_up) == ("in_transit", "unclear")
    for _time in range(2):
        run_jobs()
        sent(payout)
        settled(payout)
    transfer = BkashTransfer.objects.get()
    assert Notification.objects.filter(user=pavel, kind="payout.unclear").count() == 1
    browser, address = page(pavel), f"/staff/wallet-payouts/{payout.pk}/"
    assert "Find out what became of a payout to a wallet" in browser.get("/my-work/").content.decode()
    assert reference_of(payout) in browser.get(address).content.decode()
    assert "bKash has not confirmed this transfer yet" in page(farida).get(payout.get_absolute_url()).content.decode()
    assert browser.post(f"{address}confirm/", {"number": "NOTHING123"}).status_code != 302
    assert browser.post(f"{address}confirm/", {"number": transfer.trx_id.lower()}).status_code == 302
    payout.refresh_from_db()
    assert (payout.state, payout.transfer_id, payout.hold_up) == ("paid", transfer.trx_id, "")
    assert moved_at_bkash() == -5000, "bKash tells its fee only when it makes a transfer"
    assert_books_whole()


def test_transfer_of_another_payout_confirms_nothing(asked, pavel, bkash_desk):
    one = sent(asked())
    other = asked()
    bkash_desk.plan("error")
    sent(other)
    assert other.hold_up == "unclear"
    with pytest.raises(wallet_decision_actions.TransferDiffers):
        wallet_decision_actions.confirm_wallet_transfer(by=pavel, payout_id=other.pk, number=one.transfer_id)


def test_number_that_another_payout_has_just_got_confirms_nothing(asked, pavel, bkash_desk, monkeypatch):
    payouts = []
    for fault in ("lost_answer", "error"):
        bkash_desk.plan(fault)
        payouts.append(sent(asked()))
    number, looked = BkashTransfer.objects.get().trx_id, wallet_decision_actions._is_of

    def confirmed_meanwhile(payout, transfer):
        is_of = looked(payout, transfer)
        if payout == payouts[1]:
            wallet_decision_actions.confirm_wallet_transfer(by=pavel, payout_id=payouts[0].pk, number=number)
        return is_of

    monkeypatch.setattr(wallet_decision_actions, "_is_of", confirmed_meanwhile)
    with pytest.raises(wallet_decision_actions.TransferDiffers) as refused:
        wallet_decision_actions.confirm_wallet_transfer(by=pavel, payout_id=payouts[1].pk, number=number)
    assert "number" in refused.value.errors
    payouts[1].refresh_from_db()
    assert (payouts[1].hold_up, payouts[1].transfer_id) == ("unclear", "")


def test_one_operator_alone_makes_no_payout_fail(asked, farida, pavel, bkash_desk):
    bkash_desk.plan("lost_answer")
    payout = sent(asked())
    BkashTransfer.objects.update(state="failed")
    call = {"by": pavel, "payout_id": payout.pk, "number": BkashTransfer.objects.get().trx_id}
    with pytest.raises(wallet_decision_actions.TransferFailed):
        wallet_decision_actions.confirm_wallet_transfer(**call)
    assert payable(farida) == taka(0)


def test_two_operators_deny_a_transfer(asked, farida, pavel, ola, bkash_desk):
    bkash_desk.plan("error")
    payout = sent(asked())
    assert (payout.hold_up, BkashTransfer.objects.count()) == ("unclear", 0)
    call = {"payout_id": payout.pk, "reason": REASON}
    with pytest.raises(wallet_decision_actions.TooEarlyToDeny):
        wallet_decision_actions.deny_wallet_transfer(by=pavel, **call)
    Payout.objects.update(asked_at=clock.wall() - timedelta(hours=2))
    with pytest.raises(Invalid):
        wallet_decision_actions.deny_wallet_transfer(by=pavel, payout_id=payout.pk, reason="no")
    assert wallet_decision_actions.deny_wallet_transfer(by=pavel, **call).state == "in_transit"
    with pytest.raises(SamePerson):
        wallet_decision_actions.deny_wallet_transfer(by=pavel, **call)
    assert payable(farida) == taka(0)
    twin = make.make_person("Pavel+two", roles=["operator"])
    with pytest.raises(OnePerson):
        wallet_decision_actions.deny_wallet_transfer(by=twin, **call)
    assert wallet_decision_actions.deny_wallet_transfer(by=ola, **call).state == "failed"
    assert payable(farida) == taka(5000)
    with pytest.raises(wallet_decision_actions.PayoutNotUnclear):
        wallet_decision_actions.deny_wallet_transfer(by=ola, **call)
    assert_books_whole()


def test_operator_decides_nothing_of_a_payout_to_themselves(asked, farida, bkash_desk):
    bkash_desk.plan("error")
    payout = sent(asked())
    farida.roles = [*farida.roles, "operator"]
    farida.save(update_fields=["roles"])
    with pytest.raises(OwnPayout):
        wallet_decision_actions.deny_wallet_transfer(by=farida, payout_id=payout.pk, reason=REASON)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("no_wallet", "This number has no wallet at bKash"), ("over_limit", "bKash does not take this amount.")],
)
def test_refusal_gives_the_money_back_with_its_reason(asked, farida, bkash_desk, fault, reason):
    bkash_desk.plan(fault)
    payout = sent(asked())
    assert (payout.state, payout.hold_up) == ("failed", "")
    assert payout.reason.startswith(reason)
    assert payable(farida) == taka(5000)
    assert request_payout(by=farida, currency="BDT").pk != payout.pk
    assert_books_whole()


@pytest.mark.parametrize(("fault", "why"), [("low_balance", "low_balance"), ("token", "unavailable")])
def test_what_nothing_was_sent_of_waits_and_goes_later(asked, farida, pavel, bkash_desk, page, fault, why):
    bkash_desk.plan(fault)
    payout = sent(asked())
    assert (payout.state, payout.hold_up, payout.asked_at) == ("pending", why, None)
    assert "It could not be sent yet" in page(farida).get(payout.get_absolute_url()).content.decode()
    assert "1 payout to a wallet does not move" in page(pavel).get("/staff/payout-batches/").content.decode()
    task = (
        "Pay money into bKash: payouts wait for it" if fault == "low_balance" else "Find out why bKash takes no payouts"
    )
    assert task in page(pavel).get("/my-work/").content.decode()
    assert payout.check_at is not None
    assert settled(payout).state == "paid"
    assert BkashTransfer.objects.count() == 1
    assert_books_whole()


def test_transfer_that_fails_later_and_one_that_is_taken_back(asked, farida, travel, bkash_desk):
    bkash_desk.plan("payout_failed")
    late = sent(asked())
    assert (late.state, late.hold_up) == ("in_transit", "")
    travel(timedelta(days=1, minutes=1))
    transfers.settle(BkashTransfer.objects.get().pk)
    assert settled(late).state == "failed"
    bkash_desk.plan("payout_back")
    back = sent(request_payout(by=farida, currency="BDT"))
    assert back.state == "paid"
    travel(timedelta(days=1, minutes=1))
    transfers.settle(BkashTransfer.objects.get(trx_id=back.transfer_id).pk)
    assert (settled(back).state, back.reason) == ("failed", "bKash took the transfer back.")
    assert payable(farida) == taka(5000)
    assert_books_whole()


def test_process_that_ends_in_the_call_leaves_an_unclear_payout(asked, monkeypatch):
    payout = asked()
    monkeypatch.setattr("market.payments.provider.bkash_payouts.pay_out", interrupted)
    with pytest.raises(KeyboardInterrupt):
        send_wallet_payout(payout_id=payout.pk)
    assert settled(payout).state == "pending", "somebody may still be calling"
    Payout.objects.update(asked_at=clock.wall() - LONGEST_CALL - timedelta(seconds=1))
    assert settled(payout).hold_up == "unclear"


def interrupted(_request):
    raise KeyboardInterrupt


def test_limits_of_a_wallet(asked, farida, travel, settings):
    settings.BKASH_PAYOUT_DAY_LARGEST = Decimal(25500)
    with pytest.raises(MoreThanWalletTakes) as refused:
        asked("26000.00")
    assert "25,000" in str(refused.value.errors["amount"])
    assert sent(request_payout(by=farida, amount=taka(20000))).state == "paid"
    assert request_payout(by=farida, amount=taka(5000)).state == "pending"
    with pytest.raises(MoreThanWalletTakesToday) as today:
        request_payout(by=farida, amount=taka(1000))
    assert "500" in str(today.value.errors["amount"])
    Payout.objects.exclude(asked_at=None).update(asked_at=clock.wall() - timedelta(days=1))
    Payout.objects.filter(asked_at=None).update(created_at=clock.now() - timedelta(days=1))
    settings.BKASH_PAYOUT_DAY_LARGEST = Decimal(5999)
    with pytest.raises(MoreThanWalletTakesToday):  # the 5,000 of yesterday are sent today
        request_payout(by=farida, amount=taka(1000))
    settings.BKASH_PAYOUT_DAY_LARGEST = Decimal(6000)
    assert request_payout(by=farida, amount=taka(1000)).state == "pending"
    assert_books_whole()


def test_stopped_wallet_gets_nothing(asked):
    payout = asked()
    stop_payout_method(key=link_key(payout.method))
    payout.refresh_from_db()
    assert payout.state == "failed"
    assert sent(payout).state == "failed"
    assert not BkashTransfer.objects.exists()


def test_wallet_that_is_stopped_during_the_call_gets_nothing_later(asked, bkash_desk, monkeypatch):
    """The owner of the account stops the wallet of a thief in the moment in which bKash has too little money for it."""
    payout = asked()

    def stop_meanwhile(_request):
        stop_payout_method(key=link_key(payout.method))
        raise LowBalance

    with monkeypatch.context() as patched:
        patched.setattr(bkash_payouts, "pay_out", stop_meanwhile)
        sent(payout)
    assert settled(payout).state == "failed"
    assert not BkashTransfer.objects.exists()
    assert_books_whole()


def test_wallets_that_are_turned_off_take_no_new_payout(asked, farida, settings, provider, travel):
    sent(asked())
    settings.PAY_OUT = {"bank": ["BDT"]}
    payable_taka(provider, travel, "5000.00", freelancer=farida)
    with pytest.raises(PayoutMethodNotReady):
        request_payout(by=farida, currency="BDT")


def test_pages_in_bangla(asked, farida, pavel, bkash_desk, page):
    bkash_desk.plan("error")
    payout = sent(asked())
    assert "বিকাশ" in page(in_bangla(farida)).get(payout.get_absolute_url()).content.decode()
    assert "বিকাশ" in page(in_bangla(pavel)).get(f"/staff/wallet-payouts/{payout.pk}/").content.decode()
