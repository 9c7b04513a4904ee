"""Hiring and working with one account: the switch between the client's and the freelancer's side."""

from market.accounts.models import User


def test_client_without_a_profile_has_no_side_switch(page, carla):
    text = page(carla).get("/my-work/").content.decode()
    assert "Switch to" not in text
    assert "Find talent" in text
    assert "Find work" in text


def test_freelancer_switches_to_the_client_side_and_it_is_saved(page, farida):
    farida.refresh_from_db()
    assert farida.side == User.Side.FREELANCER
    text = page(farida).get("/my-work/").content.decode()
    assert "Switch to hiring" in text
    assert "Find talent" not in text
    assert page(farida).post("/settings/side/", {"side": "client"}).url == "/my-work/"
    text = page(farida).get("/my-work/").content.decode()
    assert "Switch to working" in text
    assert "Find talent" in text
    assert 'href="/jobs/"' not in text.split("</header>")[0]


def test_invalid_side_and_anonymous_are_refused(page, api, farida):
    assert page(farida).post("/settings/side/", {"side": "both"}).status_code == 400
    assert page(farida).get("/settings/side/").status_code == 302
    assert page().post("/settings/side/", {"side": "client"}).status_code == 302
    assert api(farida).patch("/api/v1/me/", {"side": "client"}).json()["side"] == "client"
    assert api(farida).patch("/api/v1/me/", {"side": "both"}).json()["errors"].keys() == {"side"}
