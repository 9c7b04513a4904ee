"""What is kept of a person here: what her deeds came to. It goes with her; whom to count anew is nobody's business."""

from market.accounts.privacy.registry import register
from market.standing.models import Recount, Score

register(Score, of="user", delete=True)
register(Recount, of="user", delete=True, in_export=False)
