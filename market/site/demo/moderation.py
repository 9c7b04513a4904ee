"""Stories of moderation: what waits, a measure of each kind, and appeals, so that the desk is populated.

The people in them are extras: the cast stays free to do everything.
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
from market.moderation.cases.actions import close_case, keep_case
from market.moderation.cases.rule_actions import DEEDS, WORDS, look_at, look_through
from market.moderation.cases.trace_actions import note_hint
from market.moderation.measures.actions import Step, impose_measure
from market.moderation.measures.reversal_actions import undo_measure
from market.moderation.models import Case, Flag, Measure
from market.safety.actions import report
from market.site.demo.cast import known_extra, password_hash, person, save_people
from market.site.demo.stage import Stage, Story

LEFT_ALIKE = 3  # cases of texts that are alike, which nobody has looked at yet
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
class Post:
    """A job of an extra's."""

    by: User
    title: str
    text: str

    def publish(self) -> Job:
        """The open job."""
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
    """The people of these stories by first name; made at the first call."""
    if not known_extra("jahid"):
        password = password_hash()
        save_people(person(f"{stem}@demo.test", name, speaks, password) for stem, (name, speaks) in EXTRAS.items())
    return {stem: known_extra(stem) for stem in EXTRAS}  # type: ignore[misc]  # made above


def _case(kind: str, thing: int, about: User) -> Case:
    return Case.objects.get(kind=kind, thing=thing, about=about)


def _step(by: User, case: Case, level: str, ground: str, facts: str, days: int | None = None) -> Measure:
    step = Step(level, ground, FACTS[facts], days)
    return impose_measure(by=by, case_id=case.pk, step=step, seen=case.measures.count())


def limited(stage: Stage) -> Story:
    """A job that asks for a deposit is hidden, its client limited; he appealed, and another moderator is to answer."""
    jahid, cast = extras()["jahid"], stage.cast
    yield 40
    asking = Post(jahid, "Typing 500 pages", DEPOSIT["en"]).publish()
    report(by=cast["farida"], kind="job", thing_id=asking.pk, reason="money", text="They ask for a deposit.")
    yield 1
    case = _case("job", asking.pk, jahid)
    _step(cast["mitu"], case, "hide", "outside_payment", "deposit")
    limit = _step(cast["mitu"], case, "limit", "outside_payment", "deposit", 90)
    yield 12
    appeal_measure(by=jahid, measure_id=limit.pk, text="I did not know that a deposit is forbidden here.")


def warned(stage: Stage) -> Story:
    """A message to Rina is hidden, and who wrote it is warned."""
    nadim, cast = extras()["nadim"], stage.cast
    yield 50
    job = Post(nadim, "পণ্যের বিবরণ লেখা", PLAIN).publish()
    talk = get_or_open_thread(job, nadim, cast["rina"]).conversation
    said = post_message(by=nadim, conversation_id=talk.pk, text=RUDE)
    report(by=cast["rina"], kind="message", thing_id=said.pk, reason="private")
    yield 0.3
    case = _case("message", said.pk, nadim)
    _step(cast["moni"], case, "warn", "private", "rude")
    _step(cast["moni"], case, "hide", "private", "rude")


def righted(stage: Stage) -> Story:
    """Slips: a suspension lifted upon the appeal, a report of nothing, a job that was hidden and shown again."""
    tania, cast = extras()["tania"], stage.cast
    yield 46
    job = Post(tania, "Product texts", PLAIN).publish()
    report(by=cast["farida"], kind="client", thing_id=tania.pk, reason="fraud")
    report(by=cast["omar"], kind="job", thing_id=job.pk, reason="spam")
    yield 1
    suspended = _step(cast["mitu"], _case("client", tania.pk, tania), "suspend", "fraud", "spam", 30)
    close_case(by=cast["moni"], case_id=_case("job", job.pk, tania).pk, note="An ordinary job.")
    appeal_measure(by=tania, measure_id=suspended.pk, text="These are texts for my own shop. Look at its site.")
    yield 2
    words = "The shop is real, and so is the work."
    decide_measure_appeal(by=cast["moni"], measure_id=suspended.pk, verdict="lifted", reasons=words)
    yield 3
    slip = Post(tania, "A table of prices", PLAIN).publish()
    report(by=cast["farida"], kind="job", thing_id=slip.pk, reason="spam")
    hidden = _step(cast["mitu"], _case("job", slip.pk, tania), "hide", "spam", "spam")
    undo_measure(by=cast["mitu"], measure_id=hidden.pk, reason="I took it for another job. I am sorry.")


def banned(stage: Stage) -> Story:
    """Who asked for deposits again and again."""
    victor, cast = extras()["victor"], stage.cast
    yield 55
    twice = Post(victor, "Easy typing", DEPOSIT["en"]).publish()
    report(by=cast["rina"], kind="job", thing_id=twice.pk, reason="fraud")
    yield 1
    _step(cast["moni"], _case("job", twice.pk, victor), "ban", "fraud", "deposit")


def waiting(stage: Stage) -> Story:
    """What waits: harassment with its clock, a job with reports and flags, a second account, one kept in sight."""
    people, cast = extras(), stage.cast
    yield 57.5
    job = Post(people["vic"], "Easy typing from home", DEPOSIT["en"]).publish()
    for mark, who in (("a shared phone", "victor"), ("a shared phone", "vic")):
        note_hint(user=people[who], kind="device", mark=mark)
    report(by=cast["farida"], kind="job", thing_id=job.pk, reason="money", text="Again a deposit.")
    report(by=cast["rina"], kind="job", thing_id=job.pk, reason="fraud")
    look_at(kind="job", thing_id=job.pk, at=clock.now())
    bangla = Post(people["selim"], "ঘরে বসে টাইপ", DEPOSIT["bn"]).publish()
    look_at(kind="job", thing_id=bangla.pk, at=clock.now())
    yield 1
    plain = Post(people["selim"], "তালিকা তৈরি", PLAIN).publish()
    report(by=cast["rina"], kind="job", thing_id=plain.pk, reason="other", text="একই কাজ তিনবার দেখেছি।")
    keep_case(by=cast["mitu"], case_id=_case("job", plain.pk, people["selim"]).pk, note="Wait for the third job.")
    talk = get_or_open_thread(bangla, people["selim"], cast["farida"]).conversation
    called = post_message(by=people["selim"], conversation_id=talk.pk, text="আমাকে ০১৭১১ ২২৩৩৪৪ নম্বরে কল করুন।")
    look_at(kind="message", thing_id=called.pk, at=clock.now())
    said = post_message(by=people["selim"], conversation_id=talk.pk, text="আপনার একটা ছবি পাঠান, তারপর কাজের কথা।")
    report(by=cast["farida"], kind="message", thing_id=said.pk, reason="private", text="He asks for a photo of me.")


def let_rules_look() -> None:
    """Let the rules look at all that was done and said."""
    while DEEDS.ripen().exists() or WORDS.ripen().exists():
        look_through()


def look_through_alike(stage: Stage) -> None:
    """At the end Moni closes what the rules found among texts that are alike by chance; the newest still wait."""
    alike = Case.objects.filter(state=Case.State.OPEN, flags__rule=Flag.Rule.COPIED, about__is_demo=True)
    found = alike.exclude(flags__rule=Flag.Rule.PHRASE).exclude(about__in=extras().values())
    for pk in list(found.order_by("pk").values_list("pk", flat=True).distinct())[:-LEFT_ALIKE]:
        close_case(by=stage.cast["moni"], case_id=pk, note="Alike by chance.")


STORIES: tuple[Callable[[Stage], Story], ...] = (limited, warned, righted, banned, waiting)
