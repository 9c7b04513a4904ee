"""Tickets for sockets."""

import pytest

from market.realtime.models import Ticket

URL = "/api/v1/ws-ticket/"


def test_nobody_gets_none(api, db):
    assert api().post(URL).status_code == 401


def test_a_ticket_is_kept_as_a_digest_alone(api, carla):
    answer = api(carla).post(URL)
    assert answer.status_code == 201
    ticket = Ticket.objects.get()
    assert ticket.user == carla
    assert answer.data["ticket"] not in (ticket.digest, "")


def test_a_browsers_ticket_ends_with_its_session(page, carla):
    browser = page(carla)
    assert browser.post(URL).status_code == 201
    assert Ticket.objects.get().session_key == browser.cookies["sessionid"].value


def test_a_repeated_request_gives_another_ticket(api, carla):
    program = api(carla)
    given = {program.post(URL, headers={"Idempotency-Key": "same"}).data["ticket"] for _ in range(2)}
    assert len(given) == 2


@pytest.mark.parametrize("times", [121])
def test_past_the_limit_she_is_told_when_to_come_back(api, carla, times):
    program = api(carla)
    answers = [program.post(URL) for _ in range(times)]
    if answers[-1].status_code == 201:  # the minute turned meanwhile
        answers += [program.post(URL) for _ in range(times)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) <= 60
