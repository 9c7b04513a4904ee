"""What is kept of a person here."""

from market.accounts.personal import keeps
from market.search.models import SavedProfile, SavedService

keeps(SavedProfile, of="user", gone=True)
keeps(SavedService, of="user", gone=True)
