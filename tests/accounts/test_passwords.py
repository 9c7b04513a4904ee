"""Passwords with the site's name are refused; the demo password is accepted on a development site."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from market.accounts.models import User

NADIA = User(email="nadia.islam77@demo.test", name="নাদিয়া ইসলাম", display_name="Nadia")


@pytest.mark.parametrize(
    "password",
    [
        "AmarKaj2026!",
        "my.amar_kaj.77",
        "4m4r-k4j-boat",
        "myamarkajword",
        "আমার-কাজ-২০২৬",
        "আমারকাজ২০২৬",
    ],
)
def test_password_with_the_sites_name_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, NADIA)


@pytest.mark.parametrize("password", ["tea-and-toast-9", "Kajal-tin-1990", "আমার-নদীর-কাজ-৭", "amar-kaj-demo"])
def test_other_passwords_are_accepted(password):
    validate_password(password, NADIA)


def test_password_error_is_explained_in_both_languages(api, page, db):
    body = {"email": "nadia@demo.test", "password": "amar-kaj-2027", "name": "Nadia Islam"}
    for language, sentence in (("en", "The name of this site is guessed first"), ("bn", "এই সাইটের নাম")):
        answer = api().post("/api/v1/accounts/", body, headers={"accept-language": language})
        assert answer.status_code == 400
        assert sentence in str(answer.json()["errors"]["password"])
        form = {
            "email": body["email"],
            "name": body["name"],
            "password1": body["password"],
            "side": "client",
            "consent": "on",
        }
        page_response = page().post("/accounts/signup/", form, headers={"accept-language": language})
        assert sentence in page_response.content.decode()
    assert not User.objects.filter(email=body["email"]).exists()
