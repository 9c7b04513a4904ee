"""Hiding that one is here: nobody sees it, and whoever hides sees it of nobody."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async

from market.accounts.people.actions import change_settings
from market.messaging.actions import open_conversation
from tests.realtime.client import receive, send

in_thread = sync_to_async


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


async def until_pong(socket):
    """Whose presence it was told of until now."""
    await send(socket, type="ping")
    frames = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["type"] != "pong":
            frames.append(json.loads(await socket.recv()))
    return [(frame["user"], frame["online"]) for frame in frames if frame["type"] == "presence"]


def test_who_hides_is_seen_by_nobody_and_sees_nobody(served, conversation, carla, rahim):
    change_settings(by=rahim, is_presence_hidden=True)

    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            async with await in_thread(served.device)(rahim) as other:
                await until_pong(other)
                seen = await until_pong(phone), await until_pong(other)
            return [*seen, await until_pong(phone)]

    assert asyncio.run(scenario()) == [[], [], []]


def test_hiding_takes_back_what_is_shown_and_showing_again_brings_it(served, conversation, carla, rahim):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone, await in_thread(served.device)(rahim) as other:
            before = [(await receive(phone, "presence"))["online"], (await receive(other, "presence"))["online"]]
            await in_thread(change_settings)(by=rahim, is_presence_hidden=True)
            hidden = [await receive(phone, "presence"), await receive(other, "presence")]
            await in_thread(change_settings)(by=rahim, is_presence_hidden=False)
            async with await in_thread(served.device)(rahim):
                again = await receive(phone, "presence")
            return before, [(each["user"], each["online"]) for each in hidden], again["online"]

    expected = [True, True], [(rahim.pk, False), (carla.pk, False)], True
    assert asyncio.run(scenario()) == expected


def test_the_setting_of_page_and_api(page, api, carla):
    browser = page(carla)
    assert "Do not show others when I am here" in browser.get("/settings/").content.decode()
    assert api(carla).patch("/api/v1/me/", {"is_presence_hidden": True}).json()["is_presence_hidden"] is True
    assert 'name="is_presence_hidden"' in browser.get("/settings/").content.decode()
    fields = {"display_name": "Carla", "name": "Carla", "language": "en", "digits": "latin", "time_zone": "Asia/Dhaka"}
    assert browser.post("/settings/", fields).status_code == 302
    carla.refresh_from_db()
    assert not carla.is_presence_hidden
