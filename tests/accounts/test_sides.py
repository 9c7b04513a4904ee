"""Hiring and working with one account: one switch turns the site."""

from market.accounts.models import User


def test_who_only_hires_has_no_switch(page, carla):
    text = page(carla).get("/my-work/").content.decode()
    assert "Switch to" not in text
    assert "Find talent" in text
    assert "Find work" in text


def test_a_graduate_turns_the_site_and_it_stays(page, farida):
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


def test_nonsense_and_nobody(page, api, farida):
    assert page(farida).post("/settings/side/", {"side": "both"}).status_code == 400
    assert page(farida).get("/settings/side/").status_code == 302
    assert page().post("/settings/side/", {"side": "client"}).status_code == 302
    assert api(farida).patch("/api/v1/me/", {"side": "client"}).json()["side"] == "client"
    assert api(farida).patch("/api/v1/me/", {"side": "both"}).json()["errors"].keys() == {"side"}
