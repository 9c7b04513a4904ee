"""The chain of blocks as lines of JSON: what `verify_chain` reads.

The first line names the format; each further one is a block with the hashes of its transactions, in their order. With
content, what each hash was made of stands beside it.
"""

import json
from collections.abc import Iterator

from django.db import connection

FORMAT = "amar-kaj-ledger-1"
AT_ONCE = 500
CONTENT = """
concat_ws(E'\\n', t.key, t.kind, coalesce(t.milestone_id::text, '-'), extract(epoch FROM t.at)::text, t.facts::text,
          extract(epoch FROM t.posted_at)::text,
          (SELECT string_agg(ledger_leg(a.kind, a.currency, a.user_id, a.milestone_id, e.amount, a.rail), ','
                             ORDER BY e.id)
             FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id
            WHERE e.transaction_id = t.id))
"""
BLOCKS = f"""
SELECT b.number, b.transactions, encode(b.previous_hash, 'hex'), encode(b.block_hash, 'hex'), c.hashes, c.contents
  FROM payments_ledgerblock b
  CROSS JOIN LATERAL (
       SELECT array_agg(encode(t.content_hash, 'hex') ORDER BY t.xid, t.id) AS hashes,
              CASE WHEN %(content)s THEN array_agg({CONTENT} ORDER BY t.xid, t.id) END AS contents
         FROM payments_ledgertransaction t
        WHERE t.xid < b.horizon
          AND t.xid >= coalesce((SELECT p.horizon FROM payments_ledgerblock p WHERE p.number = b.number - 1), '0'::xid8)
       ) c
 WHERE b.number > %(after)s AND b.number <= %(last)s ORDER BY b.number LIMIT {AT_ONCE}
"""  # noqa: S608  # our own words
NO_END = 2**62


def chain_lines(*, first: int = 1, last: int = NO_END, has_content: bool = False, **facts: str) -> Iterator[str]:
    """The lines of the blocks from `first` to `last`; `facts` stand in the first line."""
    yield json.dumps({"format": FORMAT, **facts}) + "\n"
    after = first - 1
    while rows := _blocks(after, last, has_content):
        for number, count, previous, block, hashes, contents in rows:
            line = {"block": number, "count": count, "previous": previous, "hash": block, "hashes": hashes}
            yield json.dumps(line | ({"contents": contents} if has_content else {})) + "\n"
            after = number


def _blocks(after: int, last: int, has_content: bool) -> list[tuple[int, int, str, str, list[str], list[str] | None]]:
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS, {"after": after, "last": last, "content": has_content})
        rows: list[tuple[int, int, str, str, list[str], list[str] | None]] = cursor.fetchall()
        return rows
