"""Personal data of this app. Statements of reasons stay, with texts scrubbed; moderators' names stay secret.

Hints stay until they expire, so that nobody evades a measure by leaving and coming back.
"""

from market.accounts.personal import keeps
from market.moderation.models import Appeal, Case, Flag, Hint, Measure, Phrase, TextPrint

keeps(Case, of="about", scrub=["title"], about=["note"], in_copy=False)
keeps(Flag, of="case__about", scrub=["facts:found"], in_copy=False)
keeps(
    Measure,
    of="person",
    scrub=["title", "withheld"],
    about=["facts", "end_reason"],
    secret=["imposed_by", "ended_by"],
)
keeps(Appeal, of="measure__person", scrub=["text"], about=["reasons"], secret=["decided_by"])
keeps(TextPrint, of="user", gone=True, in_copy=False)
keeps(Hint, of="user", in_copy=False)
keeps(Phrase, of="added_by", in_copy=False)
