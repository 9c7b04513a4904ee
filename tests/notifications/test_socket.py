"""Notifications over the socket: a page that shows their object marks them as read."""

import asyncio

import pytest

from market.core.base.errors import Invalid, NotFound
from market.notifications.frames import seen
from market.notifications.models import Notification
from market.realtime import frames


class Socket:
    """The part of a socket that the handler uses."""

    def __init__(self, user):
        self.user = user


@pytest.fixture
def send_seen(monkeypatch):
    """`send_seen(user, notification=…)`: runs the handler in this thread, inside the transaction of the test."""

    async def here(work, *args, **kwargs):
        return work(*args, **kwargs)

    monkeypatch.setattr("market.notifications.frames.in_thread", here)

    def send(user, **frame):
        coroutine = seen(Socket(user), {"type": "notification.seen", **frame})
        while True:
            try:
                coroutine.send(None)
            except StopIteration:
                return

    return send


def test_the_frame_is_registered():
    assert frames.handlers["notification.seen"] is seen
    assert asyncio.iscoroutinefunction(seen)


def test_a_seen_frame_marks_one_notification_as_read(carla, tell, send_seen):
    first, second = tell(carla), tell(carla)
    send_seen(carla, notification=first.pk)
    assert list(Notification.objects.visible_to(carla).unread()) == [second]


def test_another_users_notification_is_not_found(carla, omar, tell, send_seen):
    notification = tell(carla)
    with pytest.raises(NotFound):
        send_seen(omar, notification=notification.pk)
    assert Notification.objects.visible_to(carla).unread().exists()


@pytest.mark.parametrize("value", [None, "1", True, 0, -1, 2**63, [1]])
def test_an_invalid_id_is_refused(carla, send_seen, value):
    with pytest.raises(Invalid):
        send_seen(carla, notification=value)
