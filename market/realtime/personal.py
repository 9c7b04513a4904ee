"""What is kept of a person here."""

from market.accounts.personal import keeps
from market.realtime.models import Ticket

keeps(Ticket, of="user", gone=True, secret=["digest", "session_key", "token_digest"])
