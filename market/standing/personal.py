"""Personal data of this app: scores, deleted with the account. Scheduled recounts are not in the copy."""

from market.accounts.personal import keeps
from market.standing.models import Recount, Score

keeps(Score, of="user", gone=True)
keeps(Recount, of="user", gone=True, in_copy=False)
