"""Personal data of this app: reports stay for the moderators; nobody learns who reported or blocked them.

Messages that were chosen as evidence stay as they were, whoever wrote them: what a moderator decides rests on them.
Both sides have the messages themselves in their exports. A user's blocks go with the account.
"""

from market.accounts.privacy.registry import register
from market.safety.models import Block, Report, ReportedMessage

register(Report, of="reporter", scrub=["text"], secret=["note"])
register(Report, of="about", scrub=["title"], about=["note"], in_export=False)
register(ReportedMessage, of="report__reporter", in_export=False)
register(ReportedMessage, of="sender", in_export=False)
register(Block, of="blocker", delete=True)
register(Block, of="blocked", delete=True, in_export=False)
