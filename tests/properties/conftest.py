import pytest

from market.payments.provider import stripe


@pytest.fixture(autouse=True)
def _long_timeout(monkeypatch):
    """Long provider timeout: on a busy machine the same steps must give the same result, without timeouts."""
    stripe._client.cache_clear()
    monkeypatch.setattr(stripe, "TIMEOUT", 120)
    yield
    stripe._client.cache_clear()
