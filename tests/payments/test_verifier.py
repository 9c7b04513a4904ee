"""What the program for anybody says of a published chain that is broken, block by block."""

import hashlib
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from market.payments.seals.verify_chain import Broken, check_balances, check_block, check_content


def block(number: int, previous: str, **changes: Any) -> dict[str, Any]:
    """An empty block with its seal."""
    seal = hashlib.sha256(bytes.fromhex(previous)).hexdigest()
    return {"block": number, "previous": previous, "hash": seal, "hashes": [], "count": 0, **changes}


FIRST = block(1, "")
SECOND = block(2, FIRST["hash"])


@pytest.mark.parametrize(
    ("row", "before", "says"),
    [
        (block(3, FIRST["hash"]), FIRST, "Blocks are missing between 1 and 3."),
        (block(2, "ab"), FIRST, "Block 2 does not follow the block before."),
        (block(1, "ab"), None, "Block 1 does not follow the block before."),
        (block(2, FIRST["hash"], count=1), FIRST, "Block 2 seals 1 transactions, and names 0."),
        (block(2, FIRST["hash"], hash="ab"), FIRST, "Block 2 is not the seal of its transactions."),
    ],
)
def test_a_broken_block_is_named(row, before, says):
    with pytest.raises(Broken) as raised:
        check_block(row, before)
    assert str(raised.value) == says


@pytest.mark.parametrize(("row", "before"), [(FIRST, None), (SECOND, FIRST), (SECOND, None)])
def test_whole_blocks_are_whole(row, before):
    check_block(row, before)  # a file may begin with a later block


@pytest.mark.parametrize(
    ("account", "value", "says"),
    [
        (("payable", "USD", "7", "-"), "0.00", ""),
        (("payable", "USD", "7", "-"), "-0.01", "The account payable/USD/7/- ends at -0.01."),
        (("provider", "USD", "-", "-"), "-9.00", ""),
    ],
)
def test_nobody_is_owed_less_than_nothing(account, value, says):
    balances = defaultdict(Decimal, {account: Decimal(value)})
    if not says:
        return check_balances(balances)
    with pytest.raises(Broken) as raised:
        check_balances(balances)
    assert str(raised.value) == says
    return None


def test_transaction_of_a_block_sums_to_zero_as_it_was_sealed():
    """By leg: kind, currency, person, milestone, amount and, where there is one, rail."""
    whole = "capital:T\nheld/USD/-/7/5.00,fees/USD/-/-/0.25,provider/USD/-/-/-5.25/stripe"
    balances: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for text, says in (
        (whole, ""),
        (f"{whole},fees/BDT/-/-/1.00", "Transaction {} does not sum to zero: 1.00 BDT."),
        (whole.replace("0.25", "0.24"), "Transaction {} does not sum to zero: -0.01 USD."),
    ):
        seal = hashlib.sha256(text.encode()).hexdigest()
        row = block(3, "ab", hashes=[seal], contents=[text])
        if says:
            with pytest.raises(Broken) as raised:
                check_content(row, defaultdict(Decimal))
            assert str(raised.value) == says.format(seal)
        else:
            check_content(row, balances)
    assert balances == {
        ("held", "USD", "-", "7"): Decimal("5.00"),
        ("fees", "USD", "-", "-"): Decimal("0.25"),
        ("provider", "USD", "-", "-", "stripe"): Decimal("-5.25"),
    }
    with pytest.raises(Broken) as raised:
        check_content(block(3, "ab", hashes=["cd"], contents=[whole]), balances)
    assert str(raised.value) == "Block 3: the content of transaction cd was altered."
