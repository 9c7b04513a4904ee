#!/usr/bin/env python3
"""Verify the sealed ledger of an Amar Kaj site. One file, Python 3.10 or later, nothing to install.

    python3 verify_chain.py https://the-site.example     all published days, read from the site
    python3 verify_chain.py FILE [FILE ...]              files that you have, in any order
    python3 verify_chain.py ... --find HASH              also: which block seals this transaction
    python3 verify_chain.py ... --head HASH              also: whether this is the hash of a block, as you noted it once

A block's hash is the SHA-256 of the hash of the block before and the hashes of its transactions. So nobody can change,
remove or insert a transaction without changing every head from that day on: who has noted one head can prove it.
Files with content (for auditors) are checked further: each content gives its hash, each transaction sums to zero in
each currency, and no account of a person or of a hold ends below zero.
"""

import argparse
import hashlib
import json
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

Block = dict[str, Any]
Balances = defaultdict[tuple[str, ...], Decimal]
FORMAT = "amar-kaj-ledger-1"
MAY_BE_BELOW_ZERO = {"provider", "fees", "provider_fees", "capital", "contested", "losses", "receivable", "exchange"}


class Broken(Exception):
    """The chain is not what it should be: a sentence that says where."""


class Unpublished(Exception):
    """There is nothing to verify yet."""


def read_lines(place: str) -> Iterator[str]:
    """The lines of a file, or of all published days of a site."""
    if not place.startswith(("http://", "https://")):
        with open(place, encoding="utf-8") as file:
            yield from file
        return
    page = place.rstrip("/") + "/api/v1/ledger/days/"
    while page:
        with urllib.request.urlopen(page, timeout=60) as answer:  # noqa: S310  # see above
            listed = json.load(answer)
        for day in listed["results"]:
            with urllib.request.urlopen(place.rstrip("/") + day["url"], timeout=600) as file:  # noqa: S310  # see above
                for line in file:
                    yield line.decode()
        page = listed["next"]


def read_blocks(places: Sequence[str]) -> list[Block]:
    """All blocks by number. Raises Broken for a line that is none, and for two blocks of one number."""
    blocks: dict[int, Block] = {}
    for place in places:
        for line in read_lines(place):
            row = json.loads(line)
            if "format" in row:
                if row["format"] != FORMAT:
                    raise Broken(f"{place}: this is no file of the ledger that this program can read.")
            elif blocks.setdefault(row["block"], row) != row:
                raise Broken(f"Block {row['block']} stands there twice, with different content.")
    return [blocks[number] for number in sorted(blocks)]


def check_block(row: Block, before: Block | None) -> None:
    """Raises Broken if a block does not seal what it names, or does not follow the one before (None: the first)."""
    number = row["block"]
    if before is not None and number != before["block"] + 1:
        raise Broken(f"Blocks are missing between {before['block']} and {number}.")
    if row["previous"] != (before["hash"] if before else row["previous"] if number > 1 else ""):
        raise Broken(f"Block {number} does not follow the block before.")
    hashes = [bytes.fromhex(each) for each in row["hashes"] or []]
    if len(hashes) != row["count"]:
        raise Broken(f"Block {number} seals {row['count']} transactions, and names {len(hashes)}.")
    if hashlib.sha256(bytes.fromhex(row["previous"]) + b"".join(hashes)).hexdigest() != row["hash"]:
        raise Broken(f"Block {number} is not the seal of its transactions.")


def check_content(row: Block, balances: Balances) -> None:
    """Add a block's transactions to the balances. Raises Broken for one that was altered or does not sum to zero."""
    for expected, content in zip_longest(row["hashes"], row["contents"], fillvalue=""):
        if hashlib.sha256(content.encode()).hexdigest() != expected:
            raise Broken(f"Block {row['block']}: the content of transaction {expected} was altered.")
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for leg in content.split("\n")[-1].split(","):
            kind, currency, person, milestone, amount, *rail = leg.split("/")
            sums[currency] += Decimal(amount)
            balances[kind, currency, person, milestone, *rail] += Decimal(amount)
        for currency, left in sums.items():
            if left:
                raise Broken(f"Transaction {expected} does not sum to zero: {left} {currency}.")


def check_balances(balances: Balances) -> None:
    """Raises Broken where what is owed to somebody ends below zero."""
    for account, value in balances.items():
        if value < 0 and account[0] not in MAY_BE_BELOW_ZERO:
            raise Broken(f"The account {'/'.join(account)} ends at {value}.")


def sums_by_kind(balances: Balances) -> list[tuple[tuple[str, str], Decimal]]:
    """What all accounts of a kind come to, per currency."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for account, value in balances.items():
        sums[account[1], account[0]] += value
    return sorted(sums.items())


def verify(places: Sequence[str], find: str = "", head: str = "") -> Iterator[str]:
    """Check all of it, and say what was checked, line by line. Raises Broken, Unpublished."""
    blocks, balances = read_blocks(places), Balances(Decimal)
    if not blocks:
        raise Unpublished("No day is published yet.")
    for row, before in zip(blocks, [None, *blocks], strict=False):
        check_block(row, before)
        if row.get("contents"):
            check_content(row, balances)
    if blocks[0]["block"] == 1:
        check_balances(balances)
    yield f"The chain is whole: {len(blocks)} blocks, {sum(row['count'] for row in blocks)} transactions."
    yield f"First block {blocks[0]['block']}, last block {blocks[-1]['block']}, its hash {blocks[-1]['hash']}."
    if blocks[0]["block"] != 1:
        yield "It does not begin at the first block: what is before was not checked."
    for (currency, kind), value in sums_by_kind(balances):
        yield f"{currency} {kind}: {value}"
    yield from [f"Block {block_with(blocks, find.lower())} seals the transaction {find}."] if find else []
    yield from [f"Block {block_called(blocks, head.lower())} has the hash that you noted."] if head else []


def block_with(blocks: Sequence[Block], content_hash: str) -> int:
    """The number of the block that seals a transaction. Raises Broken if none does."""
    for row in blocks:
        if content_hash in row["hashes"]:
            return int(row["block"])
    raise Broken(f"No block seals the transaction {content_hash}.")


def block_called(blocks: Sequence[Block], block_hash: str) -> int:
    """The number of the block with this hash. Raises Broken if none has it."""
    for row in blocks:
        if row["hash"] == block_hash:
            return int(row["block"])
    raise Broken(f"No block has the hash {block_hash}: the chain is not the one that you noted.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 if all is well, 1 if the chain is broken, 2 if nothing is published yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", metavar="FILE or ADDRESS")
    parser.add_argument("--find", default="", metavar="HASH")
    parser.add_argument("--head", default="", metavar="HASH")
    options = parser.parse_args(arguments)
    try:
        for line in verify(options.places, options.find, options.head):
            sys.stdout.write(line + "\n")
    except Unpublished as nothing:
        sys.stderr.write(f"{nothing}\n")
        return 2
    except (Broken, OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"BROKEN: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
