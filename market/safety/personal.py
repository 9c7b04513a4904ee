"""Personal data of this app: reports stay for the moderators; nobody learns who reported or blocked them.

A user's blocks go with the account.
"""

from market.accounts.privacy.registry import register
from market.safety.models import Block, Report

register(Report, of="reporter", scrub=["text"], secret=["note"])
register(Report, of="about", scrub=["title"], about=["note"], in_export=False)
register(Block, of="blocker", delete=True)
register(Block, of="blocked", delete=True, in_export=False)
