import pytest

from market.payments.provider import stripe_client


@pytest.fixture(autouse=True)
def _long_timeout(monkeypatch):
    """Long provider timeout: on a busy machine the same steps must give the same result, without timeouts."""
    stripe_client._client.cache_clear()
    monkeypatch.setattr(stripe_client, "TIMEOUT", 120)
    yield
    stripe_client._client.cache_clear()
