"""The effect of a measure: limits and suspensions are written to the user, hiding to the hidden row."""

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
from market.services.models import Service
from market.services.offering.price_actions import update_cheapest_price

Level = Measure.Level


def begin_effect(measure: Measure) -> None:
    """Put a measure into effect, in the running transaction."""
    if measure.level == Level.HIDE:
        _hide(measure)
    elif measure.level in Measure.OF_PERSON:
        update_restrictions(measure.person_id)


def remove_open_jobs(measure: Measure) -> None:
    """Remove a banned user's open jobs for good; until then they stay hidden, as during a suspension."""
    remove_jobs(by=measure.imposed_by, client_id=measure.person_id)


def end_effect(measure: Measure) -> None:
    """End the effect of a measure whose end is written already; other standing measures stay in effect."""
    if measure.level in Measure.OF_PERSON:
        update_restrictions(measure.person_id)
    elif measure.level == Level.HIDE and not _other_hide_measures(measure).exists():
        _show(measure)


def update_restrictions(person_id: int) -> User:
    """Write to a user, who is locked, until when standing measures limit or suspend them."""
    person = lock(User.objects.all(), person_id)
    standing = list(Measure.objects.standing().filter(person=person, level__in=Measure.OF_PERSON))
    limits = [each.until for each in standing if each.level == Level.LIMIT and each.until]
    suspensions = [each.until or FOR_GOOD for each in standing if each.level != Level.LIMIT]
    was_suspended = person.suspended_until is not None
    person.limited_until, person.suspended_until = max(limits, default=None), max(suspensions, default=None)
    person.save(update_fields=["limited_until", "suspended_until"])
    if was_suspended != (person.suspended_until is not None):
        _signal_changes(person)
    return person


def _signal_changes(person: User) -> None:
    """Send the change signals of the user's profile and open jobs, so that search updates them."""
    signals.profile_changed.send(sender=User, user_id=person.pk)
    for job in person.jobs.filter(state="open").values_list("pk", flat=True):
        signals.job_changed.send(sender=User, job_id=job)


def _other_hide_measures(measure: Measure) -> QuerySet[Measure]:
    same = Measure.objects.standing().filter(level=Level.HIDE, kind=measure.kind, thing=measure.thing)
    return same.exclude(pk=measure.pk)


def _hide(measure: Measure) -> None:
    if measure.kind == "review":
        hide_review(review_id=measure.thing)
    elif measure.kind == "message":
        _withhold(measure)
    else:
        _set_hidden(measure.kind, measure.thing, {"is_hidden": True})


def _show(measure: Measure) -> None:
    if measure.kind == "review":
        show_review(review_id=measure.thing)
    elif measure.kind == "message":
        Message.objects.filter(pk=measure.thing, code=HIDDEN).update(code="", text=measure.withheld)
        _push_message_change(measure.thing)
    else:
        _set_hidden(measure.kind, measure.thing, {"is_hidden": False})


def _withhold(measure: Measure) -> None:
    """Replace a hidden message by a system message, so that no page, API or socket returns its text."""
    message = lock(Message.objects.all(), measure.thing)
    measure.withheld = message.text
    measure.save(update_fields=["withheld"])
    Message.objects.filter(pk=message.pk).update(code=HIDDEN, text="")
    _push_message_change(message.pk)


def _push_message_change(message_id: int) -> None:
    message = Message.objects.select_related("conversation").get(pk=message_id)
    members = list(message.conversation.members.values_list("user_id", flat=True))
    frame = {"type": "message.changed", "conversation": message.conversation_id, "seq": message.seq}
    push_on_commit(members, frame)


def _set_hidden(kind: str, item_id: int, column: dict[str, bool]) -> None:
    key = "user" if kind == "client" else "pk"
    HIDEABLE[kind]._default_manager.filter(**{key: item_id}).update(**column)
    if kind == "job":
        signals.job_changed.send(sender=Measure, job_id=item_id)
        emit_job_visibility(item_id)
    elif kind == "service":
        update_cheapest_price(freelancer_id=Service.objects.values_list("freelancer_id", flat=True).get(pk=item_id))
        signals.service_changed.send(sender=Measure, service_id=item_id)
    elif kind == "profile":
        owner = Profile.objects.values_list("user_id", flat=True).get(pk=item_id)
        signals.profile_changed.send(sender=Measure, user_id=owner)
