"""What apps of codes and security keys call the site: its name in the reader's language."""

import pytest
from allauth.core.context import request_context
from allauth.mfa.adapter import get_adapter
from django.utils import translation


@pytest.mark.parametrize(("language", "name"), [("en", "Amar Kaj"), ("bn", "আমার কাজ")])
def test_the_site_has_its_name(language, name, rf):
    with translation.override(language), request_context(rf.get("/", headers={"host": "localhost:8000"})):
        assert get_adapter().get_totp_issuer() == name
        assert get_adapter().get_public_key_credential_rp_entity() == {"id": "localhost", "name": name}
