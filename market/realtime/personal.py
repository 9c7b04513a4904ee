"""Personal data of this app."""

from market.accounts.privacy.registry import register
from market.realtime.models import Ticket

register(Ticket, of="user", delete=True, secret=["digest", "session_key", "token_digest"])
