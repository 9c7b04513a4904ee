"""Stories of moderation: waiting cases, a measure of each level, and appeals, so that the desk has content.

Their users are extras, so that no measure limits the cast.
"""

from collections.abc import Callable
from dataclasses import dataclass

from market.accounts.models import User
from market.core.base import clock
from market.core.base.money import Money
from market.jobs.models import Job
from market.jobs.postings.actions import create_job, publish_job
from market.jobs.postings.details import JobDetails
from market.jobs.questions.actions import get_or_open_thread
from market.messaging.actions import post_message
from market.moderation.appeals.actions import appeal_measure, decide_measure_appeal
from market.moderation.cases.actions import close_case, take_on_case
from market.moderation.cases.reading import read_case
from market.moderation.cases.rule_actions import AUDIT_CURSOR, MESSAGE_CURSOR, check_item, check_recent_activity
from market.moderation.cases.trace_actions import record_hint
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.measures.reversal_actions import undo_measure
from market.moderation.models import Case, Flag, Measure
from market.safety.actions import report_thing
from market.site.demo.cast import build_user, existing_extra, password_hash, save_people
from market.site.demo.stage import Stage, Story

COPIED_LEFT_OPEN = 3  # cases of similar texts that stay open
EXTRAS = {
    "jahid": ("Jahid Karim", "en"),
    "nadim": ("নাদিম হোসেন", "bn"),
    "tania": ("Tania Roy", "en"),
    "selim": ("সেলিম মিয়া", "bn"),
    "victor": ("Victor Lane", "en"),
    "vic": ("Vic L.", "en"),
}
DEPOSIT = {
    "en": "Easy typing from home, 500 pages. Pay a deposit of 10 dollars first, it comes back with the first pay. "
    "Contact me on WhatsApp for the details.",
    "bn": "ঘরে বসে টাইপের কাজ, ৫০০ পাতা। আগে ফি দিতে হবে ৫০০ টাকা, প্রথম বেতনের সঙ্গে ফেরত পাবেন।",
}
PLAIN = "Two hundred product texts in simple English, with a table of keywords. I send the table first."
RUDE = "You are too slow for this. Send me a photo of yours, then we talk about money."
FACTS = {
    "deposit": "The job of this week asks freelancers to pay 10 dollars before the work, and to go on by WhatsApp.",
    "rude": "The message asks a freelancer for a photo of hers and makes the talk about money depend on it.",
    "spam": "The same three lines were sent to many graduates within an hour.",
}


@dataclass(frozen=True, slots=True)
class JobPost:
    """A job post of an extra."""

    by: User
    title: str
    text: str

    def publish(self) -> Job:
        """Create and publish it."""
        details = JobDetails(
            title=self.title,
            description=self.text,
            topic="data-entry",
            budget_min=Money("40.00", "USD"),
            budget_max=Money("90.00", "USD"),
            duration_days=14,
        )
        return publish_job(by=self.by, job_id=create_job(by=self.by, details=details).pk)


def extras() -> dict[str, User]:
    """The users of these stories by first name; created at the first call."""
    if not existing_extra("jahid"):
        password = password_hash()
        save_people(build_user(f"{stem}@demo.test", name, speaks, password) for stem, (name, speaks) in EXTRAS.items())
    return {stem: existing_extra(stem) for stem in EXTRAS}  # type: ignore[misc]  # made above


def _case(kind: str, item_id: int, about: User) -> Case:
    return Case.objects.get(kind=kind, thing=item_id, about=about)


def _impose(by: User, case: Case, level: str, ground: str, facts: str, days: int | None = None) -> Measure:
    step = MeasureStep(level, ground, FACTS[facts], days)
    return impose_measure(by=by, case_id=case.pk, step=step, seen=case.measures.count())


def limited(stage: Stage) -> Story:
    """A job that asks for a deposit is hidden, its client limited; the appeal waits for another moderator."""
    jahid, cast = extras()["jahid"], stage.cast
    yield 40
    asking = JobPost(jahid, "Typing 500 pages", DEPOSIT["en"]).publish()
    report_thing(by=cast["farida"], kind="job", thing_id=asking.pk, reason="money", text="They ask for a deposit.")
    yield 1
    case = _case("job", asking.pk, jahid)
    _impose(cast["mitu"], case, "hide", "outside_payment", "deposit")
    limit = _impose(cast["mitu"], case, "limit", "outside_payment", "deposit", 90)
    yield 12
    appeal_measure(by=jahid, measure_id=limit.pk, text="I did not know that a deposit is forbidden here.")


def warned(stage: Stage) -> Story:
    """A message to Rina is hidden, and its sender warned."""
    nadim, cast = extras()["nadim"], stage.cast
    yield 50
    job = JobPost(nadim, "পণ্যের বিবরণ লেখা", PLAIN).publish()
    conversation = get_or_open_thread(job, nadim, cast["rina"]).conversation
    message = post_message(by=nadim, conversation_id=conversation.pk, text=RUDE)
    report_thing(by=cast["rina"], kind="message", thing_id=message.pk, reason="private")
    yield 0.3
    case = _case("message", message.pk, nadim)
    read_case(by=cast["moni"], case=case)  # both sides are told of it
    _impose(cast["moni"], case, "warn", "private", "rude")
    _impose(cast["moni"], case, "hide", "private", "rude")


def corrected(stage: Stage) -> Story:
    """Corrected mistakes: a suspension lifted upon an appeal, an unfounded report, a job hidden and shown again."""
    tania, cast = extras()["tania"], stage.cast
    yield 46
    job = JobPost(tania, "Product texts", PLAIN).publish()
    report_thing(by=cast["farida"], kind="client", thing_id=tania.pk, reason="fraud")
    report_thing(by=cast["omar"], kind="job", thing_id=job.pk, reason="spam")
    yield 1
    suspended = _impose(cast["mitu"], _case("client", tania.pk, tania), "suspend", "fraud", "spam", 30)
    close_case(by=cast["moni"], case_id=_case("job", job.pk, tania).pk, note="An ordinary job.")
    appeal_measure(by=tania, measure_id=suspended.pk, text="These are texts for my own shop. Look at its site.")
    yield 2
    words = "The shop is real, and so is the work."
    decide_measure_appeal(by=cast["moni"], measure_id=suspended.pk, verdict="lifted", reasons=words)
    yield 3
    mistaken = JobPost(tania, "A table of prices", PLAIN).publish()
    report_thing(by=cast["farida"], kind="job", thing_id=mistaken.pk, reason="spam")
    hidden = _impose(cast["mitu"], _case("job", mistaken.pk, tania), "hide", "spam", "spam")
    undo_measure(by=cast["mitu"], measure_id=hidden.pk, reason="I took it for another job. I am sorry.")


def banned(stage: Stage) -> Story:
    """A client who asked for deposits again and again."""
    victor, cast = extras()["victor"], stage.cast
    yield 55
    twice = JobPost(victor, "Easy typing", DEPOSIT["en"]).publish()
    report_thing(by=cast["rina"], kind="job", thing_id=twice.pk, reason="fraud")
    yield 1
    _impose(cast["moni"], _case("job", twice.pk, victor), "ban", "fraud", "deposit")


def waiting(stage: Stage) -> Story:
    """Waiting cases: harassment with its deadline, a job with reports and flags, a second account, one taken on."""
    people, cast = extras(), stage.cast
    yield 57.5
    job = JobPost(people["vic"], "Easy typing from home", DEPOSIT["en"]).publish()
    for mark, who in (("a shared phone", "victor"), ("a shared phone", "vic")):
        record_hint(user=people[who], kind="device", mark=mark)
    report_thing(by=cast["farida"], kind="job", thing_id=job.pk, reason="money", text="Again a deposit.")
    report_thing(by=cast["rina"], kind="job", thing_id=job.pk, reason="fraud")
    check_item(kind="job", thing_id=job.pk, at=clock.now())
    bangla = JobPost(people["selim"], "ঘরে বসে টাইপ", DEPOSIT["bn"]).publish()
    check_item(kind="job", thing_id=bangla.pk, at=clock.now())
    yield 1
    plain = JobPost(people["selim"], "তালিকা তৈরি", PLAIN).publish()
    report_thing(by=cast["rina"], kind="job", thing_id=plain.pk, reason="other", text="একই কাজ তিনবার দেখেছি।")
    take_on_case(by=cast["mitu"], case_id=_case("job", plain.pk, people["selim"]).pk, note="Wait for the third job.")
    chat = get_or_open_thread(bangla, people["selim"], cast["farida"]).conversation
    called = post_message(by=people["selim"], conversation_id=chat.pk, text="আমাকে ০১৭১১ ২২৩৩৪৪ নম্বরে কল করুন।")
    check_item(kind="message", thing_id=called.pk, at=clock.now())
    message = post_message(by=people["selim"], conversation_id=chat.pk, text="আপনার একটা ছবি পাঠান, তারপর কাজের কথা।")
    report_thing(
        by=cast["farida"],
        kind="message",
        thing_id=message.pk,
        reason="private",
        text="He asks for a photo of me.",
        messages=[called.pk],
    )


def run_rules() -> None:
    """Run the rules on all audit entries and messages."""
    while AUDIT_CURSOR.readable().exists() or MESSAGE_CURSOR.readable().exists():
        check_recent_activity()


def close_copied_by_chance(stage: Stage) -> None:
    """Moni closes cases of texts that are similar by chance, except the newest."""
    copied = Case.objects.filter(state=Case.State.OPEN, flags__rule=Flag.Rule.COPIED, about__is_demo=True)
    only_copied = copied.exclude(flags__rule=Flag.Rule.PHRASE).exclude(about__in=extras().values())
    for pk in list(only_copied.order_by("pk").values_list("pk", flat=True).distinct())[:-COPIED_LEFT_OPEN]:
        close_case(by=stage.cast["moni"], case_id=pk, note="Alike by chance.")


STORIES: tuple[Callable[[Stage], Story], ...] = (limited, warned, corrected, banned, waiting)
