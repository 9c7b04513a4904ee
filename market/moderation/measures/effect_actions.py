"""What a measure does, and how that ends. The person's row says for how long; what is hidden says so itself."""

from django.db.models import QuerySet

from market.accounts.models import FOR_GOOD, User
from market.bids.bids.ending_actions import remove_jobs
from market.core.base import signals
from market.core.base.db import lock
from market.messaging.models import Message
from market.moderation.cases.subjects import HIDDEN, HIDEABLE
from market.moderation.measures.events import emit_job_visibility
from market.moderation.models import Measure
from market.profiles.models import Profile
from market.realtime.push import push_on_commit
from market.reviews.actions import hide_review, show_review

Level = Measure.Level


def begin(measure: Measure) -> None:
    """Let a measure hold from now on, in the running transaction."""
    if measure.level == Level.HIDE:
        _hide(measure)
    elif measure.level in Measure.OF_PERSON:
        restrain(measure.person_id)


def remove_open_jobs(measure: Measure) -> None:
    """What a ban removes for good, once it cannot be corrected any more: until then jobs wait as while suspended."""
    remove_jobs(by=measure.imposed_by, client_id=measure.person_id)


def stop(measure: Measure) -> None:
    """Let it hold no more; another one that stands goes on. Its end is written already."""
    if measure.level in Measure.OF_PERSON:
        restrain(measure.person_id)
    elif measure.level == Level.HIDE and not _hidings(measure).exists():
        _show(measure)


def restrain(person_id: int) -> User:
    """Write to a person, who is locked, until when the measures that stand keep her from what."""
    person = lock(User.objects.all(), person_id)
    standing = list(Measure.objects.standing().filter(person=person, level__in=Measure.OF_PERSON))
    limits = [each.until for each in standing if each.level == Level.LIMIT and each.until]
    out = [each.until or FOR_GOOD for each in standing if each.level != Level.LIMIT]
    was_out = person.suspended_until is not None
    person.limited_until, person.suspended_until = max(limits, default=None), max(out, default=None)
    person.save(update_fields=["limited_until", "suspended_until"])
    if was_out != (person.suspended_until is not None):
        _tell_lists(person)
    return person


def _tell_lists(person: User) -> None:
    """All that is found by her, or is not any more, is found anew."""
    signals.profile_changed.send(sender=User, user_id=person.pk)
    for job in person.jobs.filter(state="open").values_list("pk", flat=True):
        signals.job_changed.send(sender=User, job_id=job)


def _hidings(measure: Measure) -> QuerySet[Measure]:
    same = Measure.objects.standing().filter(level=Level.HIDE, kind=measure.kind, thing=measure.thing)
    return same.exclude(pk=measure.pk)


def _hide(measure: Measure) -> None:
    if measure.kind == "review":
        hide_review(review_id=measure.thing)
    elif measure.kind == "message":
        _withhold(measure)
    else:
        _turn(measure.kind, measure.thing, {"is_hidden": True})


def _show(measure: Measure) -> None:
    if measure.kind == "review":
        show_review(review_id=measure.thing)
    elif measure.kind == "message":
        Message.objects.filter(pk=measure.thing, code=HIDDEN).update(code="", text=measure.withheld)
        _tell_talk(measure.thing)
    else:
        _turn(measure.kind, measure.thing, {"is_hidden": False})


def _withhold(measure: Measure) -> None:
    """A hidden message becomes a line of the site's, so no page, program or socket gets its words any more."""
    message = lock(Message.objects.all(), measure.thing)
    measure.withheld = message.text
    measure.save(update_fields=["withheld"])
    Message.objects.filter(pk=message.pk).update(code=HIDDEN, text="")
    _tell_talk(message.pk)


def _tell_talk(message_id: int) -> None:
    message = Message.objects.select_related("conversation").get(pk=message_id)
    members = list(message.conversation.members.values_list("user_id", flat=True))
    news = {"type": "message.changed", "conversation": message.conversation_id, "seq": message.seq}
    push_on_commit(members, news)


def _turn(kind: str, thing: int, column: dict[str, bool]) -> None:
    key = "user" if kind == "client" else "pk"
    HIDEABLE[kind]._default_manager.filter(**{key: thing}).update(**column)
    if kind == "job":
        signals.job_changed.send(sender=Measure, job_id=thing)
        emit_job_visibility(thing)
    elif kind == "service":
        signals.service_changed.send(sender=Measure, service_id=thing)
    elif kind == "profile":
        owner = Profile.objects.values_list("user_id", flat=True).get(pk=thing)
        signals.profile_changed.send(sender=Measure, user_id=owner)
