"""Grievances in every state, with and without names; classes that trainees report."""

from datetime import timedelta

from market.accounts.models import User
from market.core.base import clock
from market.core.base.past import Past, entered
from market.training.grievances import actions, person_actions
from market.training.grievances.codes import new_code
from market.training.grievances.person_actions import Account, submit_grievance
from market.training.models import ClassInquiry, ClassSession, Enrolment, Grievance
from market.training.not_held.actions import answer_class_report, decide_class_report, report_class

DAY = timedelta(days=1)
LATE = 6 * DAY  # so long ago came what nobody has taken in hand
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
NOBODY = "আধা ঘণ্টা অপেক্ষা করেছি, কেউ আসেননি।"
WAS_ILL, WAS_THERE = "অসুস্থ ছিলাম, জানাতে পারিনি।", "ক্লাস নিয়েছি, রেকর্ডিংও দেওয়া আছে।"
NOT_HELD, HELD = "প্রশিক্ষক অসুস্থ ছিলেন। ক্লাসটি আবার হবে।", "রেকর্ডিংয়ে দেখা যায়, ক্লাসটি সময়মতো হয়েছে।"
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
        with entered(Past(clock.offset() - (LATE if became == "late" else 0 * DAY))):
            row = submit_grievance(by=by, account=account, code="" if by else new_code())
        _go_on(became, row, people["oli"])
    _report_classes(people["oli"])


def _report_classes(oli: User) -> None:
    """Three classes of the last days: one about which the trainer is asked, and one decided each way."""
    now = clock.now()
    over = ClassSession.objects.planned().filter(ends_at__gt=now - 6 * DAY, ends_at__lt=now).exclude(trainer=None)
    for at, session in enumerate(over.select_related("batch").order_by("-ends_at", "pk")[:3]):
        for place in session.batch.enrolments.studying().select_related("trainee")[:2]:
            report_class(by=place.trainee, session_id=session.pk, kind="not_held", text=NOBODY)
        inquiry = ClassInquiry.objects.waiting().filter(session=session).select_related("trainer").first()
        if at and inquiry and inquiry.trainer:
            answer_class_report(by=inquiry.trainer, session_id=session.pk, text=WAS_ILL if at == 1 else WAS_THERE)
            reason = NOT_HELD if at == 1 else HELD
            decide_class_report(by=oli, session_id=session.pk, held=at == 2, reason=reason)


def _go_on(became: str, row: Grievance, oli: User) -> None:
    if became == "late":
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
