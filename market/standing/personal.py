"""What is kept of a person here: what her deeds came to. It goes with her; whom to count anew is nobody's business."""

from market.accounts.personal import keeps
from market.standing.models import Recount, Score

keeps(Score, of="user", gone=True)
keeps(Recount, of="user", gone=True, in_copy=False)
