"""What the served site takes in: sockets up to their number, files of those who may send them."""

import asyncio
from contextlib import AsyncExitStack
from importlib import import_module

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from knox.models import AuthToken
from websockets.exceptions import InvalidStatus

from market.accounts.models import Device
from market.accounts.sign_in.sessions import SessionStore
from market.accounts.tokens.actions import create_api_token
from market.core.base import clock
from market.core.web.clients import mark_of
from market.runtime import connection_limits
from market.runtime.connection_limits import ConnectionLimit
from market.runtime.http_protocol import BoundedProtocol
from tests.realtime.client import Site, session_of
from tests.realtime.conftest import Threaded

TWO_MB = b"x" * 2_000_000
later = sync_to_async


@pytest.fixture
def site(transactional_db):
    """The whole site, pages as well, behind our protocol."""
    server = Threaded(import_module("market.asgi").application, http=BoundedProtocol)
    server.start()
    yield Site(server.port)
    server.stop()


@pytest.fixture
def three_places(monkeypatch):
    monkeypatch.setattr(connection_limits, "sockets", ConnectionLimit("sockets", 3, 3))


def test_sockets_beyond_their_number_are_refused_and_pages_answer(site, three_places, carla, caplog):
    page = f"http://127.0.0.1:{site.port}"

    async def story():
        async with AsyncExitStack() as stack:
            for _ in range(3):
                socket = await stack.enter_async_context(await later(site.device)(carla))
            with pytest.raises(InvalidStatus) as refused:
                await (await later(site.device)(carla))
            async with httpx.AsyncClient() as browser:
                answers = [await browser.get(page + "/healthz"), await browser.get(page + "/readyz")]
            await socket.close()
            async with asyncio.timeout(10):
                while connection_limits.sockets.is_full:
                    await asyncio.sleep(0.01)
            async with await later(site.device)(carla):
                return refused.value.response, answers

    refused, (alive, ready) = asyncio.run(story())
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert alive.status_code == 200
    assert ready.json()["sockets"] == "3 of 3"
    assert "All 3 places for sockets are taken" in caplog.text


def test_a_large_body_goes_to_views_that_take_files_from_people_who_are_signed_in(site, carla):
    page = f"http://127.0.0.1:{site.port}"
    files = {"file": ("notes.txt", TWO_MB)}
    bearer = {"Authorization": f"Bearer {create_api_token(by=carla, name='Shop', scopes=['work'], days=7)[1]}"}
    cookies = {"sessionid": session_of(carla)}
    assert httpx.post(page + "/jobs/new/", files=files).status_code == 401
    assert httpx.post(page + "/api/v1/uploads/", files=files).json()["code"] == "not_taken_in"
    assert httpx.post(page + "/api/v1/uploads/", files=files, headers=bearer).status_code == 201
    unlisted = {"Authorization": f"Bearer {AuthToken.objects.create(user=carla)[1]}"}
    assert httpx.post(page + "/api/v1/uploads/", files=files, headers=unlisted).json()["code"] == "not_taken_in"
    assert httpx.post(page + "/api/v1/jobs/", files=files, headers=bearer).status_code == 413
    assert httpx.post(page + "/accounts/login/", files=files, cookies=cookies).status_code == 413
    assert httpx.post(page + "/jobs/new/", files=files, cookies=cookies).status_code == 403  # Django: no form token
    assert httpx.post(page + "/jobs/new/", files=files, cookies={"sessionid": "invented"}).status_code == 401


def test_words_beside_files_sent_after_the_session_ended_are_kept(site, carla):
    page, session, device, token = f"http://127.0.0.1:{site.port}", session_of(carla), "d" * 32, "t" * 32
    at = dict.fromkeys(("first_seen_at", "signed_in_at", "seen_at"), clock.wall())
    Device.objects.create(user=carla, mark=mark_of(device), session_key=session, **at)
    Session.objects.filter(session_key=session).update(expire_date=clock.wall())
    cookies = {"sessionid": session, "device": device, "csrftoken": token}
    late = {"data": {"title": "A logo for my shop", "csrfmiddlewaretoken": token}, "files": {"file": ("a.txt", TWO_MB)}}
    with httpx.Client(base_url=page, cookies=cookies, headers={"Origin": page}) as browser:
        answer = browser.post("/jobs/new/", **late)
        assert answer.headers["Location"] == "/accounts/login/?next=%2Fkept%2F"
        waits = SessionStore(answer.cookies["sessionid"])["kept_form"]
        assert (waits["writer"], waits["fields"], waits["has_files"]) == (
            carla.pk,
            [["title", "A logo for my shop"]],
            True,
        )
        assert browser.post("/api/v1/uploads/", **late).json()["code"] == "not_taken_in"
    stranger = {**cookies, "device": "e" * 32}
    assert httpx.post(page + "/jobs/new/", cookies=stranger, headers={"Origin": page}, **late).status_code == 401
