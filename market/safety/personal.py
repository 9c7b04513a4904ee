"""What is kept of a person here: reports stay for the moderators; who reported or blocked somebody is not told to her.

Her blocks go with her account.
"""

from market.accounts.privacy.registry import register
from market.safety.models import Block, Report

register(Report, of="reporter", scrub=["text"], secret=["note"])
register(Report, of="about", scrub=["title"], about=["note"], in_export=False)
register(Block, of="blocker", delete=True)
register(Block, of="blocked", delete=True, in_export=False)
