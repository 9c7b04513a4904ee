"""A statement of ten thousand lines costs what one of twenty does: the same statements of SQL, and the balance after
each line is not added up from the first one on.
"""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.payments.story import contract, first

pytestmark = pytest.mark.django_db
LINES = """
SELECT count(*) FROM generate_series(%s, %s) n, LATERAL
       ledger_post('long:' || n, 'release', %s, now(), %s::jsonb, %s::jsonb)
"""


def add_lines(milestone, since: int, until: int) -> None:
    """Lines of a statement: a cent that was released, each."""
    freelancer = {"account": "clearing", "currency": "USD", "user": milestone.contract.freelancer_id, "amount": "0.01"}
    legs = [{**freelancer, "rail": ""}, {"account": "capital", "currency": "USD", "amount": "-0.01", "rail": ""}]
    facts = {"amount": "0.01", "fee": "0.00", "currency": "USD"}
    with connection.cursor() as cursor:
        cursor.execute(LINES, [since, until, milestone.pk, json.dumps(facts), json.dumps(legs)])
        cursor.execute("ANALYZE payments_ledgertransaction, payments_ledgerentry, payments_ledgeraccount")


def read(browser) -> tuple[str, list[str]]:
    """The page, and its statements of SQL."""
    browser.get("/money/")
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get("/money/")
    assert answer.status_code == 200
    return answer.content.decode(), [each["sql"] for each in captured.captured_queries]


def most_rows(sql: str) -> int:
    """The most rows that a step of the statement's plan has brought."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
        waiting, most = [cursor.fetchone()[0][0]["Plan"]], 0
    while waiting:
        step = waiting.pop()
        most = max(most, step["Actual Rows"] * step["Actual Loops"])
        waiting += step.get("Plans", [])
    return most


def test_long_statement_costs_what_a_short_one_does(page):
    milestone = first(contract("100.00"))
    browser = page(milestone.contract.freelancer)
    add_lines(milestone, 1, 25)
    _short, few = read(browser)
    add_lines(milestone, 26, 10_000)
    long, many = read(browser)
    assert len(many) == len(few)
    assert "$100.00" in long
    (balances,) = [each for each in many if each.startswith("-- What each ledger transaction changed")]
    assert most_rows(balances) < 100
