"""What is kept of a user here. Disputes stay for the other side; contracts let nobody leave while money is held.

Evidence stays as it was when it was brought, whoever brought it: its seal is the hash of it, and a ruling rests on it.
Rulings are the site's, whoever gave them.
"""

from market.accounts.personal import keeps
from market.disputes.models import Companion, Correction, Dispute, Evidence, Offer, Ruling, Statement

for side in ("client", "freelancer"):
    keeps(Dispute, of=f"milestone__contract__{side}", seen=Dispute.objects.visible_to)
keeps(Statement, of="by", scrub=["text"])
keeps(Evidence, of="statement__by")
keeps(Offer, of="by")
keeps(Ruling, of="moderator")
keeps(Ruling, of="reader")
keeps(Correction, of="proposed_by")
keeps(Correction, of="answered_by")
keeps(Companion, of="user")
