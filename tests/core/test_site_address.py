import pytest

from market.core.web.site_address import path_within

HOST = "http://testserver"


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (f"{HOST}/talent/?q=logo", "/talent/?q=logo"),
        ("/talent/", "/talent/"),
        (f"{HOST}//evil.test/x", "/evil.test/x"),
        (f"{HOST}/\\evil.test", "/evil.test"),
        ("//evil.test/x", "/home/"),
        ("http://[bad", "/home/"),
        ("", "/home/"),
    ],
)
def test_no_address_leads_to_another_site(rf, place, path):
    assert path_within(rf.get("/"), place, "/home/") == path
