"""Grievances in every state, with and without names."""

from datetime import timedelta

from market.accounts.models import User
from market.core.base import clock
from market.training.grievances import actions, person_actions
from market.training.grievances.codes import new_code
from market.training.grievances.person_actions import Account, submit_grievance
from market.training.models import Enrolment, Grievance

DAY = timedelta(days=1)
# What is complained about: the kind, what happened, what became of it, and whether there is a name.
WRITTEN = (
    ("class", "গত শুক্রবারের সরাসরি ক্লাসে প্রশিক্ষক এক ঘণ্টা দেরিতে এসেছেন।", "received", True),
    ("money", "একজন ফোনে বলেছেন, দুই হাজার টাকা দিলে আসন নিশ্চিত। নম্বরটা লিখে রেখেছি।", "in_hand", False),
    ("harassment", "একজন রাতে বারবার ফোন করেন, না ধরলে বাজে কথা লেখেন।", "late", False),
    ("certificate", "সনদে আমার নামের বানান ভুল এসেছে।", "answered", True),
    ("unfair", "অসুস্থ ছিলাম, কাগজও দিয়েছি, তবু অনুপস্থিত লেখা হয়েছে।", "reopened", True),
    ("site", "ফোনে ক্লাসের পৃষ্ঠা খুলতে অনেক সময় লাগে।", "closed", False),
)
ASKED = "বিষয়টি দেখছি। কোন দিন হয়েছিল, জানাবেন?"
ANSWERED = "খোঁজ নিয়ে ঠিক করা হয়েছে। জানানোর জন্য ধন্যবাদ।"
AGAIN = "এখনো ঠিক হয়নি, আরেকবার দেখুন।"


def make_grievances(people: dict[str, User]) -> None:
    """One in each state."""
    if Grievance.objects.exists():
        return
    places = list(Enrolment.objects.studying().select_related("trainee", "batch").order_by("pk")[: len(WRITTEN)])
    for at, (kind, text, became, has_name) in enumerate(WRITTEN if places else ()):
        place = places[at % len(places)]
        by = place.trainee if has_name else None
        account = Account(kind, text, batch=place.batch if kind in ("class", "unfair") else None)
        row = submit_grievance(by=by, account=account, code="" if by else new_code())
        _go_on(became, row, people["oli"])


def _go_on(became: str, row: Grievance, oli: User) -> None:
    if became == "late":
        times = {"seen_due_at": clock.now() - DAY, "escalate_at": clock.now() - DAY}
        Grievance.objects.filter(pk=row.pk).update(**times)
        actions.escalate_grievance(grievance_id=row.pk)
    if became in ("received", "late"):
        return
    actions.take_grievance(by=oli, grievance_id=row.pk)
    actions.reply_to_grievance(by=oli, grievance_id=row.pk, text=ASKED)
    if became == "in_hand":
        return
    actions.reply_to_grievance(by=oli, grievance_id=row.pk, text=ANSWERED, answers=True)
    if became == "reopened" and row.reporter:
        person_actions.reopen_grievance(by=row.reporter, grievance_id=row.pk, text=AGAIN)
    if became == "closed":
        Grievance.objects.filter(pk=row.pk).update(close_at=clock.now())
        person_actions.close_answered(grievance_id=row.pk)
