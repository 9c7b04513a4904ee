"""A password that whoever knows the site tries first is refused; the demonstration's is taken on a development site."""

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
def test_a_password_holds_no_name_of_the_site(password):
    with pytest.raises(ValidationError):
        validate_password(password, NADIA)


@pytest.mark.parametrize("password", ["tea-and-toast-9", "Kajal-tin-1990", "আমার-নদীর-কাজ-৭", "amar-kaj-demo"])
def test_other_words_are_taken(password):
    validate_password(password, NADIA)


def test_the_refusal_says_which_in_both_languages(api, page, db):
    sent = {"email": "nadia@demo.test", "password": "amar-kaj-2027", "name": "Nadia Islam"}
    for language, sentence in (("en", "The name of this site is guessed first"), ("bn", "এই সাইটের নাম")):
        answer = api().post("/api/v1/accounts/", sent, headers={"accept-language": language})
        assert answer.status_code == 400
        assert sentence in str(answer.json()["errors"]["password"])
        form = {"email": sent["email"], "name": sent["name"], "password1": sent["password"], "consent": "on"}
        shown = page().post("/accounts/signup/", form, headers={"accept-language": language})
        assert sentence in shown.content.decode()
    assert not User.objects.filter(email=sent["email"]).exists()
