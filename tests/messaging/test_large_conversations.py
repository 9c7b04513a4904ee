"""Opening a conversation of 10,000 messages costs as much as one of 50: what PostgreSQL reads for it is counted."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.core.base import clock
from market.messaging.actions import open_conversation
from market.messaging.models import Conversation, Member

FILL = """
INSERT INTO messaging_message (conversation_id, seq, sender_id, client_id, text, code, facts, created_at)
SELECT %s, n, (%s::bigint[])[1 + n %% 2], gen_random_uuid(), 'Message ' || n, '', '{}', %s FROM generate_series(1, %s) n
"""


def filled(people, count):
    conversation = open_conversation(title=f"With {count}", address="", people=people)
    with connection.cursor() as cursor:
        cursor.execute(FILL, [conversation.pk, [person.pk for person in people], clock.now(), count])
    Conversation.objects.filter(pk=conversation.pk).update(last_seq=count, last_message_at=clock.now())
    Member.objects.filter(conversation=conversation).update(read_seq=count - 10)
    return conversation


def rows_read(plan):
    """The rows that a plan's scans looked at."""
    own = 0
    if plan["Node Type"].endswith("Scan"):
        own = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return own + sum(rows_read(each) for each in plan.get("Plans", ()))


def cost(visit):
    """The most rows of messages that one statement of a visit reads, and the number of its statements."""
    with CaptureQueriesContext(connection) as queries:
        visit()
    counts = [0]
    for query in queries:
        if query["sql"].startswith("SELECT") and "messaging_message" in query["sql"] and "%s" not in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"].replace("%", "%%"), [])
                plan = cursor.fetchone()[0]
            counts.append(rows_read((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return max(counts), len(queries)


@pytest.fixture
def conversations(carla, rahim):
    both = [filled([carla, rahim], 50), filled([carla, rahim], 10_000)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_message, messaging_conversation, messaging_member")
    return both


@pytest.mark.parametrize(
    "address", ["/messages/{}/", "/messages/{}/?before=45", "/api/v1/conversations/{}/messages/", "/messages/"]
)
def test_a_long_conversation_costs_as_much_as_a_short_one(page, api, carla, conversations, address):
    browser = api(carla) if "api" in address else page(carla)
    browser.get("/messages/")  # what is read once in a process is known from here on
    small, large = (cost(lambda: browser.get(address.format(each.pk))) for each in conversations)  # noqa: B023
    assert 0 < small[0] <= 1000  # the planner may read small tables beside it as a whole
    assert large[0] <= small[0] + 20
    assert large[1] == small[1]
