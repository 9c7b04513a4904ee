"""What sockets say to who is suspended or limited: she reads on, and what she writes is refused."""

import pytest
from asgiref.sync import sync_to_async

from market.accounts.models import FOR_GOOD, User
from market.core.base import clock
from market.messaging.actions import open_conversation, post_message
from market.messaging.models import Message
from tests.realtime.client import heard, say
from tests.realtime.test_socket import run

later = sync_to_async


@pytest.fixture
def talk(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


@pytest.mark.parametrize(
    ("column", "code", "year"),
    [("suspended_until", "suspended", 2999), ("suspended_until", "banned", 9999), ("limited_until", "limited", 2999)],
)
def test_an_open_socket_writes_no_more_and_reads_on(served, talk, carla, rahim, column, code, year):
    until = FOR_GOOD if year == FOR_GOOD.year else clock.now().replace(year=year)

    async def story():
        async with await later(served.device)(carla) as hers:
            await later(User.objects.filter(pk=carla.pk).update)(**{column: until})
            client_id = await say(hers, talk.pk, "Pay me outside.")
            error = await heard(hers, "error")
            await later(post_message)(by=rahim, conversation_id=talk.pk, text="Good day.")
            return client_id, error, await heard(hers, "message.created")

    client_id, error, read = run(story())
    assert (error["code"], error["client_id"]) == (code, client_id)
    assert read["message"]["text"] == "Good day."
    assert list(Message.objects.values_list("sender", flat=True)) == [rahim.pk]


def test_who_is_limited_answers_who_wrote(served, talk, carla, rahim):
    until = clock.now().replace(year=2999)
    post_message(by=rahim, conversation_id=talk.pk, text="Good day.")
    User.objects.filter(pk=carla.pk).update(limited_until=until)

    async def story():
        async with await later(served.device)(carla) as hers:
            await say(hers, talk.pk, "Good day!")
            return await heard(hers, "message.acknowledged")

    assert run(story())["seq"] == 2
