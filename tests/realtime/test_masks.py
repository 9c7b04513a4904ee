"""Contact data before a contract: over the socket, live, on her other device and read again, in order like all else."""

import pytest
from asgiref.sync import sync_to_async

from market.messaging.actions import open_contact, open_conversation
from market.messaging.models import Message
from tests.realtime.client import heard, say, send
from tests.realtime.test_socket import run

later = sync_to_async
TEXTS = ("Good day.", "Call 01711223344.", "Or so?")
MASKED = ["Good day.", "Call •••.", "Or so?"]


@pytest.fixture
def talk(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


def test_the_other_side_reads_a_mask_and_the_sender_what_she_wrote(served, talk, carla, rahim):
    async def texts(socket, count):
        return [(await heard(socket, "message.created"))["message"]["text"] for _each in range(count)]

    async def story():
        async with (
            await later(served.device)(carla) as hers,
            await later(served.device)(carla) as second,
            await later(served.device)(rahim) as his,
        ):
            for text in TEXTS:
                await say(hers, talk.pk, text)
            live = await texts(his, 3), await texts(second, 3)
            await send(his, type="resume", conversations={str(talk.pk): 0})
            again = await texts(his, 3)
            await heard(his, "resumed")
            await later(open_contact)([talk.pk])
            await send(his, type="resume", conversations={str(talk.pk): 0})
            return live, again, await texts(his, 3)

    (his, second), again, opened = run(story())
    assert (his, second, again, opened) == (MASKED, list(TEXTS), MASKED, list(TEXTS))
    assert list(Message.objects.order_by("seq").values_list("text", flat=True)) == list(TEXTS), "what is stored is raw"
