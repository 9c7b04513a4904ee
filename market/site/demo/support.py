"""Conversations of trainees with their trainers: one waits for an answer, one for too long, one is answered."""

from datetime import timedelta

from market.accounts.models import User
from market.coaching.models import Support
from market.coaching.support.actions import escalate, note_messages, open_support
from market.core.base import clock
from market.core.base.log_cursor import MIN_AGE
from market.core.base.past import Past, entered
from market.messaging.actions import mark_read, post_message
from market.training.enrolments.queries import course_of
from market.training.models import Enrolment

HOUR = timedelta(hours=1)
ANSWERED = (
    "আপা, প্রথম ক্লায়েন্টকে কত টাকা বলব বুঝতে পারছি না।",
    "কত ঘণ্টা লাগবে আগে লিখুন, তারপর ঘণ্টায় অন্তত ৩০০ টাকা ধরুন। হিসাবটা এখানে পাঠান, দেখে দেব।",
)
WAITS = "আপা, প্রজেক্টের জন্য কোনটা নেব? দুটোই ভালো লাগছে।"
LATE = "গত ক্লাসের রেকর্ডিং আমার ফোনে চলছে না। কী করব?"


def make_support(people: dict[str, User]) -> None:
    """Rina's trainers answered her yesterday; of two others of her batch one waits since this morning, one too long."""
    place = course_of(people["rina"])
    if place is None or Support.objects.exists():
        return
    others = Enrolment.objects.filter(batch=place.batch_id, state=Enrolment.State.ACCEPTED).exclude(pk=place.pk)
    late, waits = others.select_related("trainee").order_by("-seat")[:2]
    _ask(late, LATE, hours_ago=31)
    talk = _ask(place, ANSWERED[0], hours_ago=26)
    with entered(Past(clock.offset() - 23 * HOUR)):
        answer = post_message(by=people["tahmina"], conversation_id=talk, text=ANSWERED[1])
        mark_read(by=people["rina"], conversation_id=talk, seq=answer.seq)
    _ask(waits, WAITS, hours_ago=3)
    with entered(Past(clock.offset() + MIN_AGE)):
        while note_messages():
            pass
    for support in Support.objects.filter(enrolment=late):
        escalate(support_id=support.pk)


def _ask(place: Enrolment, text: str, *, hours_ago: int) -> int:
    with entered(Past(clock.offset() - hours_ago * HOUR)):
        talk = open_support(by=place.trainee, enrolment_id=place.pk)
        post_message(by=place.trainee, conversation_id=talk.pk, text=text)
        return talk.pk
