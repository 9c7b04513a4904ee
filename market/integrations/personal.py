"""What is kept of a person here."""

from market.accounts.personal import keeps
from market.integrations.models import Delivery, Endpoint

keeps(Endpoint, of="user", gone=True, secret=["sealed", "salt"])
keeps(Delivery, of="endpoint__user", gone=True)
