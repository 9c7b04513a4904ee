"""The ledger: database constraints on every posting, and the verifier that finds tampering by the tables' owner."""

import re
from decimal import Decimal
from pathlib import Path
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from market.core.base import clock
from market.core.base.money import Money
from market.payments.ledger import postings, verification
from market.payments.ledger.kinds import KINDS
from market.payments.ledger.postings import Event, Leg, Overdrawn, post
from market.payments.models import LedgerAccount, LedgerBalance, LedgerBlock, LedgerEntry, LedgerTransaction
from tests.payments.story import assert_books_whole, contract, first, usd

Kind = LedgerAccount.Kind


def post_hold(key: str, amount: str = "10.00", milestone: int | None = None) -> bool:
    """Post money from the provider into a milestone's held balance."""
    return post(
        Event(key, "test", usd(amount), milestone),
        Leg(Kind.HELD, Decimal(amount), milestone=milestone),
        Leg(Kind.PROVIDER, -Decimal(amount), rail="stripe"),
    )


def run_sql(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def milestone(db):
    return first(contract("100.00"))


def balance(milestone, kind=Kind.HELD) -> Decimal:
    return LedgerBalance.objects.get(account__milestone=milestone, account__kind=kind).value


def test_posting_updates_balances(milestone):
    assert post_hold("a", "10.00", milestone.pk)
    assert post_hold("b", "2.50", milestone.pk)
    assert balance(milestone) == Decimal("12.50")
    assert not LedgerBalance.objects.filter(account__kind=Kind.PROVIDER).exists()


def test_posting_the_same_key_twice_is_idempotent(milestone):
    assert post_hold("a", "10.00", milestone.pk)
    assert not post_hold("a", "10.00", milestone.pk)
    assert balance(milestone) == Decimal("10.00")
    assert LedgerTransaction.objects.filter(key="a").count() == 1


def test_reusing_a_key_for_another_event_is_an_integrity_error(milestone):
    post_hold("a", "10.00", milestone.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        post_hold("a", "10.01", milestone.pk)
    assert balance(milestone) == Decimal("10.00")


def test_posting_that_does_not_sum_to_zero_cannot_commit(milestone):
    post(Event("a", "test", usd(10)), Leg(Kind.PROVIDER, Decimal(10), rail="stripe"), Leg(Kind.FEES, Decimal("-9.99")))
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def test_manually_inserted_entries_must_sum_to_zero(milestone):
    post_hold("a", "10.00", milestone.pk)
    post_hold("b", "10.00", first(contract("100.00")).pk)
    other, _provider = LedgerAccount.objects.filter(entries__transaction__key="b").order_by("kind")
    one = LedgerTransaction.objects.get(key="a")
    LedgerEntry.objects.create(transaction=one, account=other, amount=Decimal("0.01"))
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def test_two_legs_of_an_account_count_together(milestone):
    """Also where one of them alone would take the balance below zero."""
    m = milestone.pk
    legs = [Leg(Kind.HELD, Decimal(amount), milestone=m) for amount in (-3, 5)]
    assert post(Event("a", "test", usd(2), m), *legs, Leg(Kind.PROVIDER, Decimal(-2), rail="stripe"))
    assert balance(milestone) == 2


def test_posting_without_legs_is_an_integrity_error(db):
    with pytest.raises(IntegrityError, match="no legs"), transaction.atomic():
        post(Event("a", "test", usd(10)), Leg(Kind.FEES, Decimal(0)))


def test_held_balance_cannot_go_below_zero(milestone):
    post_hold("a", "10.00", milestone.pk)
    with pytest.raises(Overdrawn), transaction.atomic():
        post(
            Event("b", "test", usd("10.01")),
            Leg(Kind.HELD, Decimal("-10.01"), milestone=milestone.pk),
            Leg(Kind.PROVIDER, Decimal("10.01"), rail="stripe"),
        )
    assert balance(milestone) == Decimal("10.00")


@pytest.mark.parametrize("kind", [Kind.CLEARING, Kind.PAYABLE, Kind.IN_TRANSIT, Kind.CLIENT_CREDIT])
def test_user_balance_cannot_go_below_zero(milestone, kind):
    freelancer_id = milestone.contract.freelancer_id
    with pytest.raises(Overdrawn), transaction.atomic():
        post(
            Event("a", "test", usd(1)),
            Leg(kind, Decimal(-1), user=freelancer_id),
            Leg(Kind.PROVIDER, Decimal(1), rail="stripe"),
        )


def test_ledger_account_needs_its_owner_and_a_known_kind(milestone):
    for leg in (Leg(Kind.HELD, Decimal(1)), Leg(Kind.PAYABLE, Decimal(1)), Leg("made_up", Decimal(1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            post(Event("a", "test", usd(1)), leg, Leg(Kind.PROVIDER, Decimal(-1), rail="stripe"))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE payments_ledgertransaction SET facts = '{}'",
        "UPDATE payments_ledgerentry SET amount = amount + 1",
        "UPDATE payments_ledgeraccount SET currency = 'BDT'",
        "DELETE FROM payments_ledgerentry",
        "DELETE FROM payments_ledgertransaction",
        "DELETE FROM payments_ledgeraccount",
        "DELETE FROM payments_ledgerbalance",
        "TRUNCATE payments_ledgerentry",
        "TRUNCATE payments_ledgertransaction CASCADE",
        "TRUNCATE payments_ledgerblock",
        "TRUNCATE payments_ledgerbalance",
        "TRUNCATE payments_ledgeraccount CASCADE",
    ],
)
def test_ledger_rows_are_append_only(milestone, sql):
    post_hold("a", "10.00", milestone.pk)
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        run_sql(sql)


def test_recording_capital_is_idempotent(db):
    assert postings.post_capital("bank-1", usd(50))
    assert not postings.post_capital("bank-1", usd(50))
    call_command("record_capital", "bank-2", "5.00", "USD")
    call_command("record_capital", "bank-2", "5.00", "USD")
    with pytest.raises(CommandError):
        call_command("record_capital", "bank-3", "0", "USD")
    with pytest.raises(CommandError):
        call_command("record_capital", "bank-3", "x", "USD")
    assert_books_whole()


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("access")  # whose world is a transaction of many minutes, for which a seal would wait
class TestSeals:
    """Seals, with real commits: a block covers committed transactions only."""

    def post_three(self) -> None:
        for number in range(3):
            postings.post_capital(f"seal-{number}", usd(10 + number))
        wait_until_sealable()

    def test_blocks_cover_every_transaction_once(self):
        self.post_three()
        assert postings.next_seal() is not None
        assert postings.seal_ledger() >= 3
        assert postings.next_seal() is None
        assert postings.seal_ledger() == 0
        self.post_more()
        assert postings.seal_ledger() == 1
        first_block, second = LedgerBlock.objects.order_by("number")
        assert bytes(second.previous_hash) == bytes(first_block.block_hash)
        call_command("verify_ledger")

    def post_more(self) -> None:
        postings.post_capital("seal-more", usd(1))
        wait_until_sealable()

    def test_seal_waits_for_a_running_transaction(self, second_connection):
        wait_until_sealable()
        postings.seal_ledger()
        second_connection.execute("BEGIN")
        second_connection.execute("SELECT pg_current_xact_id()")
        postings.post_capital("seal-0", usd(10))
        assert postings.seal_ledger() == 0
        second_connection.execute("COMMIT")
        wait_until_sealable()
        assert postings.seal_ledger() == 1

    @pytest.mark.parametrize(
        ("sql", "fault"),
        [
            (
                "UPDATE payments_ledgertransaction SET facts = jsonb_set(facts, '{fee}', '1') WHERE key = %s",
                "altered",
            ),
            ("UPDATE payments_ledgertransaction SET at = at + interval '1 microsecond' WHERE key = %s", "altered"),
            ("UPDATE payments_ledgertransaction SET kind = 'capitaL' WHERE key = %s", "altered"),
            (
                "UPDATE payments_ledgerentry SET amount = amount * 2 FROM payments_ledgertransaction t "
                "WHERE t.id = transaction_id AND t.key = %s",
                "altered",
            ),
            (
                "UPDATE payments_ledgertransaction SET content_hash = content_hash || 'x' WHERE key = %s",
                "broken",
            ),
            (
                "UPDATE payments_ledgerblock SET block_hash = block_hash || 'x' WHERE %s <> ''",
                "broken",
            ),
            ("UPDATE payments_ledgerblock SET number = number + 1 WHERE %s <> ''", "broken"),
            ("UPDATE payments_ledgertransaction SET xid = '9000000000' WHERE key = %s", "broken"),
        ],
    )
    def test_verifier_finds_altered_rows(self, sql, fault):
        self.post_three()
        postings.seal_ledger()
        assert verification.first_fault() is None
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(sql, ["capital:seal-1"])
        assert fault in str(verification.first_fault())
        with pytest.raises(CommandError):
            call_command("verify_ledger")

    def test_verifier_finds_a_deleted_transaction(self):
        self.post_three()
        postings.seal_ledger()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM payments_ledgerentry e USING payments_ledgertransaction t "
                "WHERE t.id = e.transaction_id AND t.key = 'capital:seal-1'"
            )
            cursor.execute("DELETE FROM payments_ledgertransaction WHERE key = 'capital:seal-1'")
        assert "broken" in str(verification.first_fault())

    def test_verifier_reports_a_late_seal(self, monkeypatch):
        self.post_three()
        postings.seal_ledger()  # includes the initial capital, which may be older than a minute
        self.post_more()
        assert verification.first_fault() is None
        later = clock.wall().replace(microsecond=0)
        monkeypatch.setattr(clock, "wall", lambda: later.replace(year=later.year + 1))
        assert "not sealed" in str(verification.first_fault())

    def test_verifier_finds_a_changed_balance(self):
        milestone = first(contract("100.00"))
        post_hold("a", "10.00", milestone.pk)
        LedgerBalance.objects.filter(account__milestone=milestone).update(value=Decimal("11.00"))
        assert "Balance of held" in str(verification.first_fault())

    def test_verifier_finds_insolvency(self):
        milestone = first(contract("100.00"))
        post(
            Event("a", "test", usd(5000), milestone.pk),
            Leg(Kind.HELD, Decimal(5000), milestone=milestone.pk),
            Leg(Kind.PROVIDER_FEES, Decimal(-5000)),
        )
        assert verification.insolvency() is not None
        assert "record_capital" in str(verification.insolvency())


def test_verifier_finds_a_milestone_that_does_not_add_up_to_its_charge(milestone):
    post_hold("a", "10.00", milestone.pk)
    assert "Milestone" in str(verification.broken_promise())
    assert "figures" in str(verification.wrong_figures())


def wait_until_sealable() -> None:
    """Wait until no transaction of the server is open, also of parallel tests: a seal waits for all of them."""
    for _ in range(1800):
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(bool_and(is_sealable), true) FROM ledger_unsealed")
            if cursor.fetchone()[0]:
                return
        sleep(0.1)
    pytest.fail("a transaction never ends")


def as_owner() -> "TriggersOff":
    """A context with the rights of the tables' owner: triggers are off inside it."""
    return TriggersOff()


class TriggersOff:
    """See `as_owner`."""

    def __enter__(self) -> None:
        run_sql("SET session_replication_role = replica")

    def __exit__(self, *failure: object) -> None:
        run_sql("SET session_replication_role = DEFAULT")


def test_balances_at_providers_are_apart(db):
    """Each rail has an account of its own; an old leg's form, which named no rail, is that of Stripe."""
    for rail in ("stripe", "bkash"):
        post(
            Event(f"at-{rail}", "test", Money(5, "BDT")),
            Leg(Kind.PROVIDER, Decimal(-5), rail=rail),
            Leg(Kind.FEES, Decimal(5)),
        )
    accounts = LedgerAccount.objects.filter(kind="provider", currency="BDT")
    assert {"stripe", "bkash"} <= set(accounts.values_list("rail", flat=True))
    assert verification.altered_transaction() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_leg('provider', 'BDT', NULL, NULL, 5, 'stripe')")
        assert cursor.fetchone() == ("provider/BDT/-/-/5.00",)
    with pytest.raises(IntegrityError), transaction.atomic():
        post(Event("at-none", "test", usd(5)), Leg(Kind.PROVIDER, Decimal(-5)), Leg(Kind.FEES, Decimal(5)))


def test_every_kind_of_transaction_has_words():
    """The kinds that the posting functions write, read from their source."""
    folder = Path(postings.__file__).parent
    texts = [path.read_text() for path in folder.glob("*postings.py")]
    kinds = {kind for text in texts for kind in re.findall(r'[Ee]vent\([^()]*?"(\w+)"', text)}
    assert {"funding", "conversion_in", "chargeback_won", "debt_paid", "capital_out"} <= kinds
    assert kinds <= KINDS.keys()
