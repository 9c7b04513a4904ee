"""Telling the people of a conversation that a moderator read in it."""

from django.db.models import QuerySet

from market.core.base.events import emit
from market.core.models import AuditEntry
from market.messaging.models import Conversation, Message
from market.moderation.cases.events import ConversationRead
from market.moderation.cases.queries import reports_of
from market.moderation.cases.subjects import find_item
from market.moderation.models import Case
from market.safety.models import ReportedMessage


def disclose_reading(case: Case) -> None:
    """Tell both sides once that a moderator read in the conversation of a locked case, and when last: not who, and not
    why the case was opened, which may be a report or a rule. Without effect where nobody read anything new.
    """
    item = find_item(case.kind, case.thing)
    conversation = Conversation.objects.filter(pk=item.conversation).first() if item and item.conversation else None
    last = _readings_of(case).order_by("-pk").first() if conversation else None
    if conversation is None or last is None:
        return
    last_notice = Message.objects.filter(conversation=conversation, code=ConversationRead.code).order_by("-seq").first()
    if last_notice is None or last_notice.created_at < last.at:
        emit(ConversationRead(at=last.at), on=conversation, by=None, conversation=conversation)


def _readings_of(case: Case) -> QuerySet[AuditEntry]:
    """When moderators read private words of the case: they opened the conversation, or read what was reported of it."""
    codes = ["case.talk_opened"]
    if case.kind in ("message", "bid") or ReportedMessage.objects.filter(report__in=reports_of(case)).exists():
        codes.append("case.read")
    return AuditEntry.objects.filter(on_type=case._meta.label_lower, on_id=case.pk, code__in=codes)
