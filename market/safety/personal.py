"""What is kept of a person here: reports stay for the moderators; who reported or blocked somebody is not told to her.

Her blocks go with her account.
"""

from market.accounts.personal import keeps
from market.safety.models import Block, Report

keeps(Report, of="reporter", scrub=["text"], secret=["note"])
keeps(Report, of="about", scrub=["title"], about=["note"], in_copy=False)
keeps(Block, of="blocker", gone=True)
keeps(Block, of="blocked", gone=True, in_copy=False)
