"""Limits of the served site: the number of sockets, and large request bodies."""

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
from market.files.resumable.api import BYTES
from market.runtime import connection_limits
from market.runtime.connection_limits import ConnectionLimit
from market.runtime.http_protocol import BoundedProtocol
from tests.realtime.client import Site, session_of
from tests.realtime.conftest import ThreadedServer

TWO_MB = b"x" * 2_000_000
in_thread = sync_to_async


@pytest.fixture
def site(transactional_db):
    """The whole site with its pages, behind BoundedProtocol."""
    server = ThreadedServer(import_module("market.asgi").application, http=BoundedProtocol)
    server.start()
    yield Site(server.port)
    server.stop()


@pytest.fixture
def limit_of_three(monkeypatch):
    monkeypatch.setattr(connection_limits, "sockets", ConnectionLimit("sockets", 3, 3))


def test_sockets_over_the_limit_get_503_and_pages_still_answer(site, limit_of_three, carla, caplog):
    page = f"http://127.0.0.1:{site.port}"

    async def scenario():
        async with AsyncExitStack() as stack:
            for _ in range(3):
                socket = await stack.enter_async_context(await in_thread(site.device)(carla))
            with pytest.raises(InvalidStatus) as refused:
                await (await in_thread(site.device)(carla))
            async with httpx.AsyncClient() as browser:
                responses = [await browser.get(page + "/healthz"), await browser.get(page + "/readyz")]
            await socket.close()
            async with asyncio.timeout(10):
                while connection_limits.sockets.is_full:
                    await asyncio.sleep(0.01)
            async with await in_thread(site.device)(carla):
                return refused.value.response, responses

    refused, (alive, ready) = asyncio.run(scenario())
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert alive.status_code == 200
    assert ready.json()["sockets"] == "3 of 3"
    assert "All 3 places for sockets are taken" in caplog.text


def test_large_bodies_are_accepted_only_by_upload_views_when_signed_in(site, carla):
    page = f"http://127.0.0.1:{site.port}"
    files = {"file": ("notes.txt", TWO_MB)}
    bearer = {"Authorization": f"Bearer {create_api_token(by=carla, name='Shop', scopes=['work'], days=7)[1]}"}
    cookies = {"sessionid": session_of(carla)}
    assert httpx.post(page + "/jobs/new/", files=files).status_code == 401
    assert httpx.post(page + "/api/v1/uploads/", files=files).json()["code"] == "not_taken_in"
    assert httpx.post(page + "/api/v1/uploads/", files=files, headers=bearer).status_code == 201
    unlisted = {"Authorization": f"Bearer {AuthToken.objects.create(user=carla)[1]}"}
    tus = {**bearer, "Tus-Resumable": "1.0.0", "Upload-Length": str(len(TWO_MB)), "Content-Type": BYTES}
    assert httpx.post(page + "/api/v1/uploads/resumable/", content=TWO_MB, headers=tus).status_code == 201
    assert httpx.post(page + "/api/v1/uploads/", files=files, headers=unlisted).json()["code"] == "not_taken_in"
    assert httpx.post(page + "/api/v1/jobs/", files=files, headers=bearer).status_code == 413
    assert httpx.post(page + "/accounts/login/", files=files, cookies=cookies).status_code == 413
    assert httpx.post(page + "/jobs/new/", files=files, cookies=cookies).status_code == 403  # Django: no CSRF token
    assert httpx.post(page + "/jobs/new/", files=files, cookies={"sessionid": "invented"}).status_code == 401


def test_form_fields_are_saved_when_the_session_expired_during_an_upload(site, carla):
    page, session, device, token = f"http://127.0.0.1:{site.port}", session_of(carla), "d" * 32, "t" * 32
    at = dict.fromkeys(("first_seen_at", "signed_in_at", "seen_at"), clock.wall())
    Device.objects.create(user=carla, mark=mark_of(device), session_key=session, **at)
    Session.objects.filter(session_key=session).update(expire_date=clock.wall())
    cookies = {"sessionid": session, "device": device, "csrftoken": token}
    upload = {
        "data": {"title": "A logo for my shop", "csrfmiddlewaretoken": token},
        "files": {"file": ("a.txt", TWO_MB)},
    }
    with httpx.Client(base_url=page, cookies=cookies, headers={"Origin": page}) as browser:
        response = browser.post("/jobs/new/", **upload)
        assert response.headers["Location"] == "/accounts/login/?next=%2Fkept%2F"
        saved_form = SessionStore(response.cookies["sessionid"])["kept_form"]
        assert (saved_form["writer"], saved_form["fields"], saved_form["has_files"]) == (
            carla.pk,
            [["title", "A logo for my shop"]],
            True,
        )
        assert browser.post("/api/v1/uploads/", **upload).json()["code"] == "not_taken_in"
    stranger = {**cookies, "device": "e" * 32}
    assert httpx.post(page + "/jobs/new/", cookies=stranger, headers={"Origin": page}, **upload).status_code == 401
