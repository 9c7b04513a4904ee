"""News over the socket: an open page that shows what they are about has read them."""

import asyncio

import pytest

from market.core.base.errors import Invalid, NotFound
from market.notifications.frames import seen
from market.notifications.models import Notification
from market.realtime import frames


class Socket:
    """As much of a socket as the handler asks for."""

    def __init__(self, user):
        self.user = user


@pytest.fixture
def now(monkeypatch):
    """The handler's call in this very thread, so that it sees what the test wrote."""

    async def here(work, *args, **kwargs):
        return work(*args, **kwargs)

    monkeypatch.setattr("market.notifications.frames.in_thread", here)

    def send(user, **frame):
        story = seen(Socket(user), {"type": "notification.seen", **frame})
        while True:
            try:
                story.send(None)
            except StopIteration:
                return

    return send


def test_the_frame_is_registered():
    assert frames.handlers["notification.seen"] is seen
    assert asyncio.iscoroutinefunction(seen)


def test_seen_is_read_and_only_that_one(carla, tell, now):
    first, second = tell(carla), tell(carla)
    now(carla, notification=first.pk)
    assert list(Notification.objects.visible_to(carla).unread()) == [second]


def test_another_cannot_read_it(carla, omar, tell, now):
    told = tell(carla)
    with pytest.raises(NotFound):
        now(omar, notification=told.pk)
    assert Notification.objects.visible_to(carla).unread().exists()


@pytest.mark.parametrize("value", [None, "1", True, 0, -1, 2**63, [1]])
def test_what_is_no_number_is_refused(carla, now, value):
    with pytest.raises(Invalid):
        now(carla, notification=value)
