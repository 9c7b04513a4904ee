"""Rules that need no story, each at its edges: amounts and limits, files of the bank, names of reasons, ties."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from market.accounts.models import Device
from market.accounts.people.ties import ties_between
from market.contracts.models import Milestone
from market.contracts.proposals.actions import _require_share
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.core.models import AuditEntry
from market.documents.actions import set_billing_details
from market.documents.contents import Id, Names
from market.payments.documents.parties import client_party, freelancer_party, names_of
from market.payments.documents.release_documents import _subject
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.funding import checkout_actions
from market.payments.holidays import queries as banking
from market.payments.holidays.actions import HolidayKnown, add_holiday, remove_holiday
from market.payments.models import Funding, Holiday, Payout, PayoutAccount
from market.payments.payout_batches import return_file
from market.payments.payout_batches.return_file import ReturnLine, parse_returns, to_text
from market.payments.payout_methods.banks import Branch, branch_of
from market.payments.payout_methods.details import NAME_LENGTH, MethodDetails, cleaned
from market.payments.payout_quotes import fitting
from market.payments.payouts import bank
from market.payments.payouts.actions import PayoutAccountNotReady, _require_allowed, is_past_daily_limit
from market.payments.payouts.bank import BankPayoutTerms, cost_of
from market.payments.payouts.failures import stored_reason
from market.payments.proposals import fields
from market.payments.provider import bkash_payouts
from market.payments.provider.types import WalletLimits
from market.payments.refunds.failures import failure_sentence
from tests import make
from tests.payments.bank_story import taka
from tests.payments.story import usd

RATE = Decimal("100.00")
TERMS: Any = BankPayoutTerms(SimpleNamespace(kind="bkash", account_number="+8801711000321"), taka(10), clock.wall())


def refusal(act: Callable[[], object]) -> tuple[str, str, dict[str, list[str]]]:
    """Code, sentence and fields of what an act raises."""
    with pytest.raises(DomainError) as raised:
        act()
    return raised.value.code, str(raised.value), {at: [*map(str, each)] for at, each in raised.value.errors.items()}


@pytest.fixture
def limits(monkeypatch, settings):
    """A wallet gets 50 to 1,000 taka at a time and 1,500 a day; the site takes one per cent of what it exchanges."""
    monkeypatch.setattr(bkash_payouts, "limits", lambda: WalletLimits(Decimal(50), Decimal(1000), Decimal(1500)))
    settings.LIFECYCLE = type(settings.LIFECYCLE)(payout_quote_margin_percent=Decimal(1))


@pytest.mark.parametrize(
    ("sent", "before", "refused"),
    [
        ("50.00", "1450", ""),
        ("1000.00", "500", ""),
        ("49.99", "0", "One payout to a wallet is ৳50 to ৳1,000. Have a part paid out."),
        ("1000.01", "0", "One payout to a wallet is ৳50 to ৳1,000. Have a part paid out."),
        ("1000.00", "500.01", "A wallet gets ৳1,500 a day at most. Today ৳999.99 more can go to yours."),
        ("50.00", "1600", "A wallet gets ৳1,500 a day at most. Today ৳0 more can go to yours."),
    ],
)
def test_what_a_wallet_takes(limits, monkeypatch, sent, before, refused):
    monkeypatch.setattr(bank, "_sent_today", lambda _number: Decimal(before))
    if not refused:
        bank.require_fits(TERMS, Decimal(sent))
        return
    assert refusal(lambda: bank.require_fits(TERMS, Decimal(sent)))[1:] == (refused, {"amount": [refused]})


@pytest.mark.parametrize(
    ("taka_of_it", "before", "words"),
    [
        ("10.00", "0", "At least"),
        ("59.99", "0", "One payout to a wallet is ৳50 to ৳1,000. Take $0.61 to $10.20 at a time."),
        ("1010.01", "0", "One payout to a wallet is ৳50 to ৳1,000. Take $0.61 to $10.20 at a time."),
        ("900.00", "1000", "Today ৳500 more can go to yours: take $5.15 at most."),
        ("900.00", "1500", "Today ৳0 more can go to yours."),
    ],
)
def test_limits_of_a_quote_are_named_in_dollars(db, limits, farida, monkeypatch, taka_of_it, before, words):
    monkeypatch.setattr(bank, "_sent_today", lambda _number: Decimal(before))
    monkeypatch.setattr(type(fitting.settings.LIFECYCLE), "smallest_payout", lambda _self, _currency: Decimal(20))
    _code, sentence, errors = refusal(lambda: fitting.require_payable(farida, TERMS, Decimal(taka_of_it), RATE))
    assert words in sentence
    assert errors == {"amount": [sentence]}


def test_quote_needs_free_taka_and_counts_as_a_payout(db, limits, farida, monkeypatch):
    monkeypatch.setattr(fitting, "free_taka", lambda: Decimal("100.00"))
    monkeypatch.setattr(type(fitting.settings.LIFECYCLE), "smallest_payout", lambda _self, _currency: Decimal(20))
    fitting.require_payable(farida, TERMS, Decimal("100.00"), RATE)
    assert refusal(lambda: fitting.require_payable(farida, TERMS, Decimal("100.01"), RATE))[0] == "not_enough_taka"
    monkeypatch.setattr(fitting, "is_past_daily_limit", lambda _by: True)
    assert refusal(lambda: fitting.require_payable(farida, TERMS, Decimal("100.00"), RATE))[0] == "too_many_payouts"


def test_payouts_of_a_day_are_the_freelancers_own(db, farida, rina, settings, monkeypatch):
    now, most = clock.now(), settings.LIFECYCLE.payouts_per_day
    monkeypatch.setattr(clock, "now", lambda: now)
    row = {"amount_value": 5, "currency": "USD", "created_at": now - timedelta(days=1) + timedelta(seconds=1)}
    Payout.objects.bulk_create(Payout(freelancer=rina, **row) for _each in range(most))
    Payout.objects.bulk_create(Payout(freelancer=farida, **row) for _each in range(most - 1))
    old = Payout.objects.create(freelancer=farida, **row | {"created_at": now - timedelta(days=1)})
    assert (is_past_daily_limit(rina), is_past_daily_limit(farida)) == (True, False)
    Payout.objects.filter(pk=old.pk).update(created_at=now)
    assert is_past_daily_limit(farida)


def test_what_was_sent_today_to_a_wallet(db, farida):
    """What waits, and what was sent since midnight in Bangladesh; without costs, failed ones and other wallets."""
    today = clock.local(clock.wall()).replace(hour=0, minute=0, second=0, microsecond=0)
    row = {"freelancer": farida, "created_at": today, "currency": "BDT", "rail": "bkash", "account_number": "+8801"}
    for amount, more in (
        (100, {"asked_at": today}),
        (1000, {"asked_at": today - timedelta(seconds=1)}),
        (20, {}),
        (5000, {"asked_at": today, "state": "failed"}),
        (5000, {"state": "paid"}),
        (5000, {"account_number": "+8802"}),
        (5000, {"rail": "bank"}),
    ):
        Payout.objects.create(amount_value=amount, cost_value=3, **row | more)
    assert bank._sent_today("+8801") == 100 + 20 - 6
    assert bank._sent_today("+8803") == 0


def test_costs_of_a_transfer(settings):
    numbers = {"payout_wallet_cost_bdt": Decimal(5), "payout_cost_bdt": Decimal(15)}
    settings.LIFECYCLE = type(settings.LIFECYCLE)(**numbers)
    assert [cost_of(kind, "BDT") for kind in ("bkash", "bank")] == [taka(5), taka(15)]
    assert str(cost_of("bank", "USD").currency) == "USD"
    assert not cost_of("bank", "USD").amount


HEAD = "Reference,Status,Reason,Amount\n"
UNREADABLE = "This file cannot be read. Send it as CSV or as a workbook of Excel (.xlsx)."


def test_lines_of_a_return_file():
    text = HEAD + "AK1 , Credited ,,\n\nAK2,REJECTED,Account 123456789 closed,5\nAK3,later,12345678,x\n"
    assert parse_returns(text) == [
        ReturnLine(2, "AK1", "paid"),
        ReturnLine(4, "AK2", "failed", "Account … closed", Decimal(5)),
        ReturnLine(5, "AK3", "", "…", None, is_amount_readable=False),
    ]
    for mark in ";\t":
        assert parse_returns(HEAD.replace(",", mark) + f"AK1{mark}paid{mark}a,b{mark}") == [
            ReturnLine(2, "AK1", "paid", "a,b")
        ]
    assert parse_returns("reference,status\nAK1")[0] == ReturnLine(2, "AK1", "")
    assert len(parse_returns(HEAD + "AK1,failed," + "r" * 201)[0].reason) == 200
    assert parse_returns(HEAD + "AK1,failed,1234567")[0].reason == "1234567"
    assert len(parse_returns("reference,status\n" + "AK1,paid\n" * 5000)) == 5000


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (" \n", "The list is empty."),
        ("reference,status\n" + "AK1,paid\n" * 5001, "There are more than 5,000 lines."),
        ("name,status\nA,1", "The head line has to name the columns “reference” and “status”."),
        ("reference,status,result\nA,1,1", "The head line names the same column twice."),
        ('reference,status\n"' + "a" * 200_000, "This cannot be read as CSV."),
    ],
)
def test_return_file_that_is_refused_says_why(text, problem):
    assert refusal(lambda: parse_returns(text))[2] == {"text": [problem]}


def test_size_of_a_return_file(monkeypatch):
    monkeypatch.setattr(return_file, "MAX_BYTES", 10)
    monkeypatch.setattr(return_file, "MAX_TEXT", 8)
    assert to_text(b"a,b\r\nc,d") == "a,b\nc,d\n"
    assert to_text("\ufeffa;b".encode()) == "a,b\n"
    for content, problem in (
        (b"a" * 11, "The file is larger than 8 MB."),
        (b"a,b\nc,de", "The lines of the file come to more than 2 MB."),
        (b"a\xff", UNREADABLE),
        (b"a\x00", UNREADABLE),
        (b"PK\x03\x04 no", UNREADABLE),
    ):
        assert refusal(lambda: to_text(content))[2] == {"file": [problem]}  # noqa: B023
    asked: list[dict[str, int]] = []
    monkeypatch.setattr(return_file, "rows_of_workbook", lambda _content, **most: asked.append(most) or [])
    assert list(return_file._rows_of_workbook(b"")) == []
    assert asked == [{"most_rows": 5_002, "most_unpacked": return_file.MAX_UNPACKED}]


def test_amounts_choices_and_references_of_a_proposal():
    money = {"amount": "1,000.5", "currency": "BDT", "fee": ""}
    assert fields.parse_money(money) == {"amount": "1000.50", "currency": "BDT"}
    assert fields.parse_money(money, name="fee", may_be_zero=True) == {"fee": "0.00", "currency": "BDT"}
    assert fields.parse_reference({"reference": " TT \n 7 "}) == {"reference": "TT 7"}
    assert fields.parse_choice({"rail": "bank"}, "rail", {"bank": ""}) == {"rail": "bank"}
    wanted = {"reference": ["Write the reference of the transfer: it counts once by that."]}
    long = "r" * fields.REFERENCE_LENGTH
    assert fields.parse_reference({"reference": long})["reference"] == long
    for act, errors in (
        (lambda: fields.parse_money({"amount": "1"}), {"currency": ["Choose one of these."]}),
        (lambda: fields.parse_money(money | {"amount": "0"}), {"amount": ["Give an amount above zero."]}),
        (lambda: fields.parse_choice({}, "rail", {"bank": ""}), {"rail": ["Choose one of these."]}),
        (lambda: fields.parse_reference({}), wanted),
        (
            lambda: fields.parse_reference({"reference": long + "r"}),
            {"reference": [f"Use {fields.REFERENCE_LENGTH} characters at most."]},
        ),
    ):
        assert refusal(act)[2] == errors
    assert list(refusal(lambda: fields.parse_money({"currency": "USD"}))[2]) == ["amount"]
    assert list(refusal(lambda: fields.parse_money(money | {"amount": "$5"}))[2]) == ["amount"]
    assert [str(fields.rail_label(name)) for name in ("bank", "stripe", "other")] == ["Your bank", "Stripe", "other"]


def test_holidays_are_entered_by_operators(db, pavel):
    today = clock.local(clock.now()).date()
    add = {"by": pavel, "day": today, "name_en": " Eid ", "name_bn": " ঈদ "}
    row = add_holiday(**add)
    assert (row.day, row.name_en, row.name_bn, row.added_by) == (today, "Eid", "ঈদ", pavel)
    with pytest.raises(HolidayKnown):
        add_holiday(**add)
    for wrong, at in (
        ({"day": today - timedelta(days=1)}, ["day"]),
        ({"day": today + timedelta(days=3000), "name_en": ""}, ["day", "name_en"]),
        ({"day": today + timedelta(days=1), "name_bn": " "}, ["name_bn"]),
        ({"day": today + timedelta(days=1), "name_bn": "ঈ" * 200}, ["name_bn"]),
        ({"day": today + timedelta(days=1), "name_en": "E" * 200}, ["name_en"]),
    ):
        with pytest.raises(Invalid) as refused:
            add_holiday(**add | wrong)
        assert list(refused.value.errors) == at
    remove_holiday(by=pavel, holiday_id=row.pk)
    assert not Holiday.objects.exists()
    facts = {"day": today.isoformat(), "name": "Eid"}
    entries = AuditEntry.objects.filter(code__startswith="holiday.").order_by("pk")
    assert [(each.code, each.by, each.facts) for each in entries] == [
        (code, pavel, facts) for code in ("holiday.added", "holiday.removed")
    ]


def test_days_that_officers_entered_are_closed_with_both_ends(db, monkeypatch):
    days_read = []

    def entered(*days: date) -> list[tuple[date, date]]:
        days_read.append(days)
        return [(date(2027, 3, 2), date(2027, 3, 4)), (date(2027, 3, 9), date(2027, 3, 9))]

    monkeypatch.setattr(banking, "entered_holidays", entered)
    closed = banking.holidays_between(date(2027, 3, 1), date(2027, 3, 31))
    assert sorted(day.day for day in closed) == [2, 3, 4, 9]
    assert days_read == [(date(2027, 3, 1), date(2027, 3, 31))]


def test_reasons_of_failures():
    codes = ("lost_or_stolen_card", "expired_or_canceled_card", "charge_for_pending_refund_disputed", "declined")
    codes += ("insufficient_funds", "merchant_request", "unknown")
    sentences = [failure_sentence(code) for code in codes]
    assert len(set(sentences)) == len(codes)
    assert all(each.endswith(".") for each in sentences)
    assert "stolen" in sentences[0]
    assert "expired" in sentences[1]
    assert "asked to give" in sentences[2]
    assert "declined" in sentences[3]
    assert "suffice" in sentences[4]
    assert "our request" in sentences[5]
    assert "no reason" in sentences[6]
    assert failure_sentence("Another.") == "Another."
    assert stored_reason("no_account", "x") == "The bank has no account with these details."
    assert (stored_reason("new", "Closed."), stored_reason("new", "")) == ("Closed.", "new")


def test_branch_that_the_list_does_not_know_counts_by_its_bank():
    assert branch_of("225999999") == Branch("CITY BANK PLC", "", is_payable=True)
    assert branch_of("999999999") == Branch("", "", is_payable=False)


def test_what_ties_two_operators(db, pavel, settings, monkeypatch):
    ola, now = make.make_person("Ola", roles=["operator"]), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    since = now - timedelta(days=settings.LIFECYCLE.staff_proposal_days)
    one, other = (
        Device.objects.create(user=user, mark=mark, network="10.0", first_seen_at=now, signed_in_at=now, seen_at=now)
        for user, mark in ((pavel, "a"), (ola, "b"))
    )

    def tied(**columns: object) -> list[bool]:
        Device.objects.filter(pk=one.pk).update(**columns)
        ties.update(ties_between(pavel, ola))
        return [each.is_one_person for each in ties_between(pavel, ola)]

    ties: set[object] = set()
    assert tied() == [False]
    assert tied(network="10.1") == tied(network="") == []
    assert tied(network="10.0", is_shared=True) == [True]
    assert tied(signed_in_at=since) == [False]
    assert tied(signed_in_at=since + timedelta(seconds=1)) == [True]
    assert tied(is_shared=False, mark="b") == [True]
    assert tied(is_shared=True, network="") == []
    assert other.user == ola
    pavel.email = "ola+pavel@demo.test"
    assert tied() == [True]
    assert {str(each.sentence) for each in ties} == {
        "Both accounts have the same mailbox.",
        "Both accounts have signed in with the same browser.",
        "One account has lately signed in on a shared browser, in the other one's network.",
        "Both accounts have signed in from the same network.",
    }


def test_name_of_the_holder_has_a_length(settings):
    settings.PAY_OUT = ["bkash"]
    details = MethodDetails("bkash", "01711000321", "R" * NAME_LENGTH)
    assert cleaned(details).holder_name == details.holder_name
    code, _, fields = refusal(lambda: cleaned(replace(details, holder_name="R" * (NAME_LENGTH + 1))))
    assert (code, [*fields]) == ("invalid", ["holder_name"])


def test_checkout_is_abandoned_after_its_limit(monkeypatch):
    now = clock.now()
    monkeypatch.setattr(checkout_actions.clock, "now", lambda: now)
    funding = Funding(state=Funding.State.PENDING, created_at=now - checkout_actions.OPENING_LIMIT)
    assert not checkout_actions.is_abandoned(funding)
    funding.created_at -= timedelta(microseconds=1)
    assert checkout_actions.is_abandoned(funding)
    funding.state = Funding.State.OPEN
    assert not checkout_actions.is_abandoned(funding)


def test_share_of_a_settlement_is_of_what_is_held():
    held = SimpleNamespace(pk=7, state="submitted", title="Part 1", held_value=Decimal(10), held=usd("10.00"))
    for share in ("0", "10.00"):
        _require_share(held, {7: Decimal(share)})
    for share in ("-0.01", "10.01"):
        _, _, fields = refusal(lambda share=share: _require_share(held, {3: Decimal(1), 7: Decimal(share)}))
        assert fields == {"split.1.release": ["Release nothing, or up to what is held: $10.00."]}


def test_payout_needs_an_account_of_ones_own(farida, rina):
    PayoutAccount.objects.create(
        user=rina, state=PayoutAccount.State.ACTIVE, account_id="acct_rina", created_at=clock.now()
    )
    with pytest.raises(PayoutAccountNotReady):
        _require_allowed(farida, [], None, "USD", is_again=False)
    assert Payout().account_end == ""


def test_wallet_is_a_number_in_bangladesh(settings):
    settings.PAY_OUT = ["bkash"]
    assert cleaned(MethodDetails("bkash", "01711000321", "Rina")).account_number == "+8801711000321"
    for number in ("+447911123456", "017", "Rina"):
        code, _, fields = refusal(lambda number=number: cleaned(MethodDetails("bkash", number, "Rina")))
        assert (code, [*fields]) == ("invalid", ["account_number"])


def test_rate_of_a_day_has_limits(db):
    today = clock.local(clock.now()).date()
    fits: Any = {"day": today, "taka_per_dollar": Decimal(10), "source": "s" * 300}
    for values in (fits, fits | {"taka_per_dollar": Decimal(1000)}, fits | {"day": date(2020, 1, 1)}):
        row = record_exchange_rate(**values)
        row.refresh_from_db()
        assert (row.day, row.taka_per_dollar, row.source) == (*values.values(),)
    for wrong in ({"taka_per_dollar": Decimal(text)} for text in ("9.9999", "1000.0001", "NaN", "Infinity")):
        assert [*refusal(lambda wrong=wrong: record_exchange_rate(**fits | wrong))[2]] == ["taka_per_dollar"]
    for wrong in ({"source": " "}, {"source": "s" * 301}, {"day": today + timedelta(days=1)}):
        assert [*refusal(lambda wrong=wrong: record_exchange_rate(**fits | wrong))[2]] == [*wrong]


def test_people_stand_on_documents_by_their_names(carla, farida, rina):
    for name, other_name in (("Farida", "ফরিদা"), ("ফরিদা", "Farida")):
        farida.display_name, farida.other_name = name, other_name
        assert names_of(farida) == Names("Farida", "ফরিদা")
    set_billing_details(by=carla, name="Tea Ltd", address="1 Market Street\nLondon", tax_number="GB 123")
    party = ("client", "Tea Ltd", ["1 Market Street", "London", ("tax_number", "GB 123")])
    assert client_party("client", carla) == party
    assert client_party("client", rina) == ("client", names_of(rina), [])
    for kind, label in (("work", "milestone"), ("bonus", "bonus")):
        assert _subject(Milestone(pk=5, kind=kind)) == (label, Id("5"))
    serial = farida.certificate.serial
    assert freelancer_party("freelancer", farida, with_serial=True)[2] == [("certificate", serial)]
    assert freelancer_party("freelancer", farida) == ("freelancer", Names("Farida Private", ""), [])
    assert freelancer_party("freelancer", carla, with_serial=True) == ("freelancer", names_of(carla), [])
