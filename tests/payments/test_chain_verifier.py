"""The verifier that strangers run, word for word: what it says of a whole chain, and of each fault."""

import hashlib
import json
import re
from typing import Any

import pytest

from market.payments.seals import verify_chain
from market.payments.seals.verify_chain import Broken, main

ZERO = "held/USD/-/5/7.00,provider/USD/-/-/-7.00/stripe"
BACK = "held/USD/-/5/-2.00,fees/USD/-/-/1.50,provider/USD/-/-/0.50/stripe"
TAKA = "payable/BDT/9/-/3.00,losses/BDT/-/-/-3.00"


def sha(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def block(number: int, previous: str, *legs: str) -> dict[str, Any]:
    contents = [f"funding\nkey-{number}\n{each}" for each in legs]
    hashes = [sha(each.encode()) for each in contents]
    seal = sha(bytes.fromhex(previous) + b"".join(map(bytes.fromhex, hashes)))
    row = {"block": number, "previous": previous, "count": len(hashes), "hash": seal}
    return row | {"hashes": hashes, "contents": contents}


def chain(*texts: tuple[str, ...]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, legs in enumerate(texts, 1):
        rows.append(block(number, rows[-1]["hash"] if rows else "", *legs))
    return rows


@pytest.fixture
def ran(tmp_path, capsys):
    """Runs the program on a file of these blocks; returns its exit code and what it says."""

    def run(blocks: list[dict[str, Any]], *words: str) -> tuple[int, list[str]]:
        file, head = tmp_path / "chain", {"format": verify_chain.FORMAT}
        file.write_text("".join(json.dumps(each) + "\n" for each in [head, *blocks]), encoding="utf-8")
        code = main([str(file), *words])
        out, err = capsys.readouterr()
        assert not (out and err and code != 1)
        return code, (err or out).splitlines()

    return run


def test_whole_chain(ran):
    one, two = rows = chain((ZERO, TAKA), (BACK,))
    sums = ["BDT losses: -3.00", "BDT payable: 3.00", "USD fees: 1.50", "USD held: 5.00", "USD provider: -6.50"]
    ends = f"First block 1, last block 2, its hash {two['hash']}."
    lines = ["The chain is whole: 2 blocks, 3 transactions.", ends, *sums]
    assert ran(rows) == (0, lines)
    wanted = one["hashes"][1].upper()
    found = [f"Block 1 seals the transaction {wanted}.", "Block 2 has the hash that you noted."]
    assert ran(rows, "--find", wanted, "--head", two["hash"].upper()) == (0, [*lines, *found])
    late = ["The chain is whole: 1 blocks, 1 transactions.", ends.replace("block 1", "block 2"), sums[2]]
    late.insert(2, "It does not begin at the first block: what is before was not checked.")
    assert ran([two]) == (0, [*late, "USD held: -2.00", "USD provider: 0.50"])
    bare = [{name: value for name, value in row.items() if name != "contents"} for row in rows]
    assert ran(bare) == (0, lines[:2])
    assert ran([{**row, "contents": []} for row in rows]) == (0, lines[:2])


def test_nothing_is_published(ran):
    assert ran([]) == (2, ["No day is published yet."])


def test_each_fault_in_its_words(ran):
    one, two = rows = chain((ZERO, TAKA), (BACK,))
    three = block(3, two["hash"], ZERO)
    for blocks, words in (
        ([one, three], "Blocks are missing between 1 and 3."),
        ([one, {**two, "previous": "00"}], "Block 2 does not follow the block before."),
        ([{**one, "previous": "00"}], "Block 1 does not follow the block before."),
        ([one, {**two, "count": 2}], "Block 2 seals 2 transactions, and names 1."),
        ([{**one, "hashes": None}], "Block 1 seals 2 transactions, and names 0."),
        ([one, {**two, "hash": "00"}], "Block 2 is not the seal of its transactions."),
        ([*rows, {**one, "count": 9}], "Block 1 stands there twice, with different content."),
        (chain(("held/USD/-/5/7.00,fees/USD/-/-/-6.00",)), "Transaction {} does not sum to zero: 1.00 USD."),
        (chain((BACK,)), "The account held/USD/-/5 ends at -2.00."),
        ([{**one, "contents": ["x", "y"]}], "Block 1: the content of transaction {} was altered."),
        ([{**one, "contents": one["contents"][:1]}], "Block 1: the content of transaction {} was altered."),
        ([{**one, "contents": [*one["contents"], "x"]}], "Block 1: the content of transaction {} was altered."),
    ):
        code, lines = ran(blocks)
        pattern = re.escape(f"BROKEN: {words}").replace(r"\{\}", "(?:[0-9a-f]{64})?")
        assert code == 1, words
        assert re.fullmatch(pattern, lines[0]), lines
    for option, words in (
        ("--find", "No block seals the transaction 00."),
        ("--head", "No block has the hash 00: the chain is not the one that you noted."),
    ):
        assert ran(rows, option, "00") == (1, [f"BROKEN: {words}"])
    assert ran([{"block": 1}])[0] == 1


def test_balance_of_the_site_may_end_below_zero():
    for kind in verify_chain.MAY_BE_BELOW_ZERO:
        verify_chain.check_balances(verify_chain.Balances(int, {(kind, "USD", "-", "-"): -1}))
    with pytest.raises(Broken):
        verify_chain.check_balances(verify_chain.Balances(int, {("payable", "USD", "9", "-"): -1}))
