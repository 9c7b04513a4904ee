"""Malformed headers and cookies."""

import pytest

QUOTED = '"\\000abc"'  # a NUL, as a quoted cookie names it


@pytest.mark.parametrize("place", ["/", "/my-work/", "/accounts/login/", "/api/v1/me/"])
def test_nul_in_a_header_or_cookie_is_no_server_error(page, carla, place):
    browser = page(carla)
    names = ("sessionid", "language", "csrftoken", *browser.cookies)
    cookies = "; ".join(f"{name}={QUOTED}" for name in names)
    for headers in ({"user-agent": "a\0b", "referer": "/\0", "accept-language": "bn\0"}, {"cookie": cookies}):
        assert browser.get(place, headers=headers).status_code < 500
