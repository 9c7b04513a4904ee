import pytest

from market.payments.provider import stripe


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """A machine that is busy must not make the provider look dead: the same steps have to give the same result."""
    stripe._client.cache_clear()
    monkeypatch.setattr(stripe, "TIMEOUT", 120)
    yield
    stripe._client.cache_clear()
