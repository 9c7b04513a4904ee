"""Which language and digits a user gets: on pages, in the API, in errors and in texts for other users."""

from types import SimpleNamespace

import pytest
from django.template import engines

from market.accounts.people.actions import change_settings
from market.accounts.tokens.actions import keep_password_token
from market.core.api.problems import problem
from market.core.base.errors import DomainError, TooMany
from market.core.base.money import Money
from market.core.base.payloads import render_payload
from market.core.base.time_zones import zone_choices
from market.core.text.locale import activate_for, has_bangla_digits, localize_digits, localize_numbers, override
from market.core.web.forms import Form, WholeNumberField

SETTINGS = [("bn", "bangla", "৬০"), ("bn", "latin", "60"), ("en", "bangla", "60"), ("en", "latin", "60")]


class Full(DomainError):
    sentence = "%(most)s"


class Limited(Form):
    days = WholeNumberField(max_value=60)


@pytest.mark.parametrize(("language", "digits", "sixty"), SETTINGS)
def test_every_number_format_follows_the_active_digits(language, digits, sixty):
    page = engines["jinja2"].env.from_string("{{ 60|number }} {{ '60'|digits }} {{ '60 x'|localized }} {{ it|money }}")
    with override(language, digits):
        assert page.render(it=Money("60", "USD")) == f"{sixty} {sixty} {sixty} x ${sixty}.00".replace(
            ".00", ".০০" if sixty == "৬০" else ".00"
        )
        assert str(Full(most=60)) == sixty
        assert sixty in Limited({"days": "61"}).errors["days"][0]
        assert sixty in str(TooMany(retry_after=3600))
        assert problem(409, "x", "60", {"days": ["60"]}).data["errors"] == {"days": [sixty]}
        assert render_payload({"most": 60}) == {"most": sixty}
        assert sixty[0] == localize_digits(6)
        assert localize_numbers("A-60 60") == f"A-60 {sixty}"
        offset = dict(zone_choices())["Asia/Dhaka"]
        assert ("০৬" in offset) == (sixty == "৬০")


def test_activate_for_uses_the_digits_of_the_user_and_restores_them():
    other = SimpleNamespace(language="bn", digits="bangla", zone="Asia/Dhaka")
    with override("bn", "latin"):
        with activate_for(other):
            assert localize_digits(7) == "৭"
        assert localize_digits(7) == "7"
    assert has_bangla_digits()


def test_fragment_cache_varies_by_digits():
    part = engines["jinja2"].env.from_string("{% call fragment('digits of a test') %}{{ 5|number }}{% endcall %}")
    with override("bn"):
        assert part.render() == "৫"
    with override("bn", "latin"):
        assert part.render() == "5"


@pytest.fixture
def token_client(api, farida):
    """An API client with a token of Farida, whose settings are Bangla with Latin digits."""
    change_settings(by=farida, language="bn", digits="latin")
    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {keep_password_token(farida)[1]}")
    return client


@pytest.mark.parametrize("digits", ["latin", "bangla"])
def test_api_token_uses_language_and_digits_of_its_user(token_client, farida, digits):
    change_settings(by=farida, digits=digits)
    answer = token_client.patch("/api/v1/me/", {"display_name": "x" * 500})
    assert answer.status_code == 400
    assert answer["content-language"] == "bn"
    text = str(answer.json()["errors"])
    assert any("ঀ" <= letter <= "৿" for letter in text)
    assert any(letter in ("0123456789" if digits == "latin" else "০১২৩৪৫৬৭৮৯") for letter in text)
    assert not any(letter in ("০১২৩৪৫৬৭৮৯" if digits == "latin" else "0123456789") for letter in text)
    assert token_client.get("/api/v1/me/", headers={"accept-language": "en"})["content-language"] == "en"
    assert has_bangla_digits()


@pytest.mark.parametrize(("digits", "shown"), [("latin", "8"), ("bangla", "৮")])
def test_page_form_uses_the_digits_of_its_user(page, farida, digits, shown):
    change_settings(by=farida, language="bn", digits=digits)
    text = page(farida).get("/accounts/password/change/").content.decode()
    hint = text.split("অন্তত ")[1]
    assert hint.startswith(shown)
