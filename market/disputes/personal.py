"""What is kept of a user here. Disputes stay for the other side; contracts let nobody leave while money is held.

Evidence stays as it was when it was brought, whoever brought it: its seal is the hash of it, and a ruling rests on it.
Rulings are the site's, whoever gave them.
"""

from market.accounts.privacy.registry import register
from market.disputes.models import Companion, Correction, Dispute, Evidence, Offer, Ruling, Statement

for side in ("client", "freelancer"):
    register(Dispute, of=f"milestone__contract__{side}", visible=Dispute.objects.visible_to)
register(Statement, of="by", scrub=["text", "answers"])
register(Evidence, of="statement__by")
register(Offer, of="by")
register(Ruling, of="moderator")
register(Ruling, of="reader")
register(Correction, of="proposed_by")
register(Correction, of="answered_by")
register(Companion, of="user")
