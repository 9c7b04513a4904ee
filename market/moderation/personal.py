"""Personal data of this app. Statements of reasons stay, with texts scrubbed; moderators' names stay secret.

Hints stay until they expire, so that nobody evades a measure by leaving and coming back.
"""

from market.accounts.privacy.registry import register
from market.moderation.models import Appeal, Case, Flag, Hint, Measure, Phrase, TextPrint

register(Case, of="about", scrub=["title"], about=["note"], in_export=False)
register(Flag, of="case__about", scrub=["facts:found"], in_export=False)
register(
    Measure,
    of="person",
    scrub=["title", "withheld"],
    about=["facts", "end_reason"],
    secret=["imposed_by", "ended_by"],
)
register(Appeal, of="measure__person", scrub=["text"], about=["reasons"], secret=["decided_by"])
register(TextPrint, of="user", delete=True, in_export=False)
register(Hint, of="user", in_export=False)
register(Phrase, of="added_by", in_export=False)
