"""What talk adds to the frame of every page."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.core.text.contact import opens_contact
from market.core.web.slots import slot_renderer
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import unread_of
from market.messaging.serializers import words_for
from market.safety.kinds import Subject, meeting, reportable

if TYPE_CHECKING:
    from market.accounts.models import User


@slot_renderer("bar.messages", "messaging/count.html")
def unread_messages(*, request: HttpRequest) -> dict[str, Any] | None:
    """How many messages wait to be read; the socket keeps it up to date."""
    return {"count": unread_of(request.user)} if request.user.is_authenticated else None


@reportable("conversation", _("a talk"))
def reported_talk(by: "User", thing_id: int) -> Subject | None:
    """A talk of the person's; it is about the other one in it."""
    talk = Conversation.objects.joined_by(by).filter(pk=thing_id).first()  # a closed one too: blocked, then reported
    if talk is None:
        return None
    other = talk.members.exclude(user=by).values_list("user", flat=True).first()
    return Subject(talk.title, talk.get_absolute_url(), other)


@reportable("message", _("a message"))
def reported_message(by: "User", thing_id: int) -> Subject | None:
    """A message in a talk of the person's."""
    rows = Message.objects.filter(conversation__in=Conversation.objects.joined_by(by)).select_related("conversation")
    found = rows.filter(pk=thing_id, sender__isnull=False).first()
    if found is None:
        return None
    talk = found.conversation
    said = found.text and words_for(by.pk, found, is_open=talk.contact_open_at is not None)
    return Subject(
        said or talk.title, f"{talk.get_absolute_url()}?before={found.seq + 1}#m{found.seq}", found.sender_id
    )


@opens_contact
def in_an_open_talk(one: int, other: int) -> bool:
    """People for whose contract money is or was held: a talk of theirs shows contact data."""
    return (
        Conversation.objects.filter(contact_open_at__isnull=False, members__user=one)
        .filter(members__user=other)
        .exists()
    )


@meeting
def in_one_talk(by: "User", person_id: int) -> bool:
    """People of one talk have met; nobody has who waits in one in which nothing was said."""
    talks = Conversation.objects.joined_by(by).values("pk")
    return Member.objects.filter(conversation__in=talks, user=person_id).exists()
