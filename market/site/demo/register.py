"""Work at the officers' desk: certificates that wait for a second officer, a lost letter, an appeal; an exchange rate
that the operator records.
"""

from decimal import Decimal

from market.accounts.models import User
from market.core.base import clock
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.exchange_rates.models import PRACTICE_SOURCE
from market.site.demo.graduates import email_of
from market.training.appeals.actions import open_appeal
from market.training.issuing.actions import prepare_certificates
from market.training.issuing.correction_actions import prepare_letter
from market.training.issuing.csv_import import Graduate
from market.training.models import Batch, Certificate

NAMES = [
    ("Shirin Sultana", "শিরিন সুলতানা"),
    ("Krishna Rani Das", "কৃষ্ণা রানী দাস"),
    ("Rokeya Khatun", "রোকেয়া খাতুন"),
]
STATEMENT = "সনদটি আমার। আমার ব্যাচের প্রশিক্ষক তাহমিনা আপা নিশ্চিত করতে পারেন।"


def make_register(people: dict[str, User]) -> None:
    """Create tasks for Oli and Onu."""
    batches = list(Batch.objects.filter(trainer=people["tahmina"]).order_by("code")[:2])
    for officer, batch in zip(("oli", "onu"), batches, strict=False):
        graduates = [Graduate(english, bangla, line=line) for line, (english, bangla) in enumerate(NAMES, start=2)]
        prepare_certificates(by=people[officer], batch=batch, graduates=graduates, different_people=True)
    lost = Certificate.objects.filter(serial="AIAA-DEMO-0005", holder=None).first()
    if lost is not None:
        prepare_letter(by=people["onu"], certificate_id=lost.pk, reason="The post lost her letter.")
    revoked = Certificate.objects.filter(state=Certificate.State.REVOKED, holder__email=email_of(3)).first()
    if revoked is not None and revoked.holder is not None:
        open_appeal(by=revoked.holder, statement=STATEMENT)
    today = clock.local(clock.now()).date()
    record_exchange_rate(day=today, taka_per_dollar=Decimal(120), source=PRACTICE_SOURCE)
