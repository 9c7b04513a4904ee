"""What is kept of a person here. Disputes stay for the other side; contracts let nobody leave while money is held."""

from market.accounts.personal import keeps
from market.disputes.models import Companion, Correction, Dispute, Evidence, Offer, Ruling, Statement

for side in ("client", "freelancer"):
    keeps(Dispute, of=f"milestone__contract__{side}", seen=Dispute.objects.visible_to)
keeps(Statement, of="by", scrub=["text"])
keeps(Evidence, of="statement__by", scrub=["text", "facts"])
keeps(Offer, of="by")
keeps(Ruling, of="moderator", scrub=["reasons_en", "reasons_bn"])
keeps(Ruling, of="reader", scrub=["reader_note"])
keeps(Correction, of="proposed_by", scrub=["why", "reasons_en", "reasons_bn"])
keeps(Correction, of="answered_by")
keeps(Companion, of="user")
