"""What is kept of a person here."""

from market.accounts.privacy.registry import register
from market.integrations.models import Delivery, Endpoint

register(Endpoint, of="user", delete=True, secret=["sealed", "salt"])
register(Delivery, of="endpoint__user", delete=True)
