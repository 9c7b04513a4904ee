"""Tickets for sockets."""

import pytest

from market.realtime.models import Ticket

URL = "/api/v1/ws-ticket/"


def test_anonymous_gets_401(api, db):
    assert api().post(URL).status_code == 401


def test_a_ticket_is_stored_as_a_digest_only(api, carla):
    response = api(carla).post(URL)
    assert response.status_code == 201
    ticket = Ticket.objects.get()
    assert ticket.user == carla
    assert response.data["ticket"] not in (ticket.digest, "")


def test_a_ticket_of_a_browser_stores_its_session_key(page, carla):
    browser = page(carla)
    assert browser.post(URL).status_code == 201
    assert Ticket.objects.get().session_key == browser.cookies["sessionid"].value


def test_a_repeated_request_gives_another_ticket(api, carla):
    client = api(carla)
    tickets = {client.post(URL, headers={"Idempotency-Key": "same"}).data["ticket"] for _ in range(2)}
    assert len(tickets) == 2


@pytest.mark.parametrize("times", [121])
def test_the_rate_limit_is_429_with_retry_after(api, carla, times):
    client = api(carla)
    responses = [client.post(URL) for _ in range(times)]
    if responses[-1].status_code == 201:  # a new minute began meanwhile
        responses += [client.post(URL) for _ in range(times)]
    assert responses[-1].status_code == 429
    assert int(responses[-1].headers["Retry-After"]) <= 60
