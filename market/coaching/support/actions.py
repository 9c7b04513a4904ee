"""Opening the conversation of a place, who is in it, and what becomes of messages that nobody answers."""

from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.coaching.models import Support, SupportAnswer
from market.coaching.support.events import SupportLate, SupportMoved, SupportWaits
from market.coaching.support.queries import goal
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import DomainError, NotAllowed
from market.core.base.events import emit
from market.core.base.log_cursor import LogCursor
from market.messaging.actions import name_conversation, open_contact, open_conversation
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import messages_of_people
from market.training.classes.people import acting_trainers_of
from market.training.issuing.actions import officers
from market.training.models import Batch, BatchTrainer, Enrolment

CURSOR = LogCursor("coaching.support", messages_of_people, "created_at")
AT_ONCE = 2000


class NoTrainers(DomainError):
    """Nobody teaches the batch yet."""

    help = "programme#support"
    code = "no_trainers"
    sentence = _("Your batch has no trainer yet. The office hears of it: please write to the programme until then.")


@atomic
def open_support(*, by: User, enrolment_id: int) -> Conversation:
    """The conversation of a trainee with the trainers of the batch, opened if there is none; for all of them.

    Raises NotFound, NotAllowed to officers who do not teach the batch, NoTrainers.
    """
    places = Enrolment.objects.visible_to(by).studying().select_related("batch__trainer", "trainee")
    place = fetch(places, enrolment_id)
    teachers = acting_trainers_of(place.batch)
    if by != place.trainee and by not in teachers:
        raise NotAllowed
    if not teachers:
        raise NoTrainers
    support = Support.objects.filter(enrolment=place).select_related("conversation").first()
    return (support or _open(by, place, teachers)).conversation


def _open(by: User, place: Enrolment, teachers: Iterable[User]) -> Support:
    address = reverse("support", args=[place.pk])
    try:
        with atomic():
            title = place.batch.code
            conversation = open_conversation(
                title=title, address=address, people=[place.trainee, *teachers], seen_by=by
            )
            support = Support.objects.create(enrolment=place, conversation=conversation, opened_at=clock.now())
    except IntegrityError:  # a concurrent request opened it; our conversation was rolled back with the savepoint
        return Support.objects.select_related("conversation").get(enrolment=place)
    open_contact([conversation.pk])  # they see each other in class, and may write down numbers
    audit("support.opened", by=by, on=support)
    return support


@atomic
def set_members(batch: Batch) -> None:
    """Let the trainers of the batch, and nobody else, be in the conversations of its trainees."""
    teachers = {each.pk for each in acting_trainers_of(batch)}
    for support in Support.objects.filter(enrolment__batch=batch).select_related("enrolment"):
        _set_members_of(support, {support.enrolment.trainee_id, *teachers})


def _set_members_of(support: Support, wanted: set[int]) -> None:
    rows = Member.objects.filter(conversation=support.conversation_id)
    rows.exclude(user__in=wanted).delete()
    missing = wanted - set(rows.values_list("user", flat=True))
    Member.objects.bulk_create(
        Member(conversation_id=support.conversation_id, user_id=user, joined_at=clock.now()) for user in sorted(missing)
    )


@atomic
def follow_trainee(place: Enrolment, *, by: User) -> None:
    """The trainee has moved to this place: the trainers of its batch take over the conversation, those of the batch
    before leave it. What waits for an answer has the whole time again, with the new lead trainer."""
    rows = Support.objects.select_related("conversation").filter(enrolment=place.moved_from_id)
    support = rows.select_for_update(of=("self",), no_key=True).first()
    if support is None or place.moved_from is None:
        return
    support.enrolment, support.is_with_lead = place, False
    support.escalate_at = clock.now() + goal() if support.waits_since else None
    support.save(update_fields=["enrolment", "is_with_lead", "escalate_at"])
    _set_members_of(support, {place.trainee_id, *(each.pk for each in acting_trainers_of(place.batch))})
    name_conversation(support.conversation, title=place.batch.code, address=reverse("support", args=[place.pk]))
    moved = SupportMoved(was=place.moved_from.batch.code, batch=place.batch.code)
    emit(moved, on=support.conversation, by=by, conversation=support.conversation)


@atomic
def follow_trainer(*, user_id: int) -> None:
    """Somebody has become a trainer, or is none any more: they join or leave the conversations of their batches."""
    teaching = BatchTrainer.objects.filter(trainer=user_id, removed_at=None).values("batch")
    taught = Batch.objects.filter(Q(trainer=user_id) | Q(pk__in=teaching))
    for batch in taught.filter(enrolments__support__isnull=False).distinct():
        set_members(batch)


@atomic
def note_messages() -> int:
    """Read new messages: whose question waits, and which was answered when. Returns how many were read."""
    CURSOR.lock()
    messages = list(CURSOR.readable()[:AT_ONCE])
    if not messages:
        return 0
    talks = {each.conversation_id for each in messages}
    rows = Support.objects.filter(conversation__in=talks).select_related("enrolment").order_by("pk")
    supports = {each.conversation_id: each for each in rows.select_for_update(of=("self",), no_key=True)}
    answers = []
    for message in messages:
        support = supports.get(message.conversation_id)
        if support is not None and (answer := _note(support, message)):
            answers.append(answer)
    SupportAnswer.objects.bulk_create(answers)
    Support.objects.bulk_update(supports.values(), ["waits_since", "escalate_at", "is_with_lead"])
    CURSOR.advance_to(messages[-1].pk)
    return len(messages)


def _note(support: Support, message: Message) -> SupportAnswer | None:
    """What a message changes: the trainee's begins a time of waiting, anybody else's ends it."""
    if message.sender_id == support.enrolment.trainee_id:
        if support.waits_since is None:
            support.waits_since, support.escalate_at = message.created_at, message.created_at + goal()
        return None
    if support.waits_since is None:
        return None
    asked_at, support.waits_since, support.escalate_at, support.is_with_lead = support.waits_since, None, None, False
    by, answered_at = message.sender, max(message.created_at, asked_at)
    batch_id = support.enrolment.batch_id
    return SupportAnswer(support=support, batch_id=batch_id, asked_at=asked_at, answered_at=answered_at, by=by)


@atomic
def escalate(*, support_id: int) -> None:
    """Nobody has answered in time: the lead trainer hears of it, and after as long again the office."""
    rows = Support.objects.select_related("enrolment__batch__trainer", "conversation")
    support = rows.select_for_update(of=("self",), no_key=True).get(pk=support_id)
    now, batch, since = clock.now(), support.enrolment.batch, support.waits_since
    if support.escalate_at is None or support.escalate_at > now or since is None:
        return
    is_over = support.enrolment.state not in Enrolment.STUDYING
    lead = batch.trainer if batch.trainer in acting_trainers_of(batch) else None
    to_office = support.is_with_lead or lead is None
    support.escalate_at = None if is_over or to_office else support.escalate_at + goal()
    support.is_with_lead = not is_over
    support.save(update_fields=["escalate_at", "is_with_lead"])
    if is_over:
        return
    if to_office:
        emit(SupportLate(batch=batch.code, since=since), on=batch, by=None, to=officers())
    elif lead is not None:
        emit(SupportWaits(batch=batch.code, since=since), on=support.conversation, by=None, to=[lead])
