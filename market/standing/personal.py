"""Personal data of this app: scores, deleted with the account. Scheduled recounts are not in the copy."""

from market.accounts.privacy.registry import register
from market.standing.models import Recount, Score

register(Score, of="user", delete=True)
register(Recount, of="user", delete=True, in_export=False)
