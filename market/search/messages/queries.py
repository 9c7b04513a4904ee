"""Finding messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from market.core.models import Bookmark
from market.files.models import Upload
from market.messaging.attachments import files_of
from market.messaging.models import Conversation, Member, Message
from market.messaging.queries import conversations_of, messages_of_people
from market.messaging.reading import deleted_by, text_for_reader
from market.search.backends.postgres_ranking import has_text
from market.search.messages.actions import INDEXED, member_lexeme
from market.search.messages.wanted import Wanted, tokens
from market.search.understanding.texts import quoted

if TYPE_CHECKING:
    from market.accounts.models import User

MOST = 200  # messages that a search shows
MOST_NEW = 500  # that are not indexed yet
MOST_CONVERSATIONS, MOST_MEMBERS = 10, 2000  # that a search shows, and whose names it reads


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that matches: its text and the names of its files, as the reader reads them."""

    message: Message
    text: str
    files: list[str]

    @property
    def is_open(self) -> bool:
        """Whether contact data are shown in its conversation."""
        return self.message.conversation.contact_open_at is not None

    @property
    def address(self) -> str:
        """Where it stands in its conversation."""
        conversation, seq = self.message.conversation, self.message.seq
        return f"{conversation.get_absolute_url()}?before={seq + 1}#m{seq}"


def find(reader: "User", typed: str, *, conversation: Conversation | None = None) -> list[FoundMessage]:
    """The messages that have all words typed: sure matches first, then those that sound alike, each newest first.

    At most MOST. Only of conversations that the reader sees, or of one of these; none that moderators hid or the reader
    deleted.
    """
    wanted = Wanted.of(typed)
    if not wanted.words:
        return []
    rows = _searched(reader, conversation)
    last = Bookmark.objects.filter(pk=INDEXED.name).values_list("last_id", flat=True).first() or 0
    newest = list(rows.filter(pk__gt=last).order_by("-pk")[:MOST_NEW])
    messages = [*newest, *_indexed(rows.filter(pk__lte=last), reader, wanted)]
    matches = [each for each in _as_read(reader, messages) if wanted.is_in(_tokens_of(each))]
    matches.sort(key=lambda each: (not wanted.is_in(_tokens_of(each), surely=True), -each.message.pk))
    return matches[:MOST]


def find_conversations(reader: "User", typed: str) -> list[Conversation]:
    """The conversations whose title and other members' names, in both scripts, have all words typed: as
    `conversations_of` gives them, at most MOST_CONVERSATIONS."""
    wanted = Wanted.of(typed)
    if not wanted.words:
        return []
    others = Member.objects.filter(conversation__in=Conversation.objects.visible_to(reader)).exclude(user=reader)
    names = others.order_by("-conversation__last_message_at", "-conversation").values_list(
        "conversation", "conversation__title", "user__display_name", "user__other_name"
    )
    matching = {pk for pk, *texts in names[:MOST_MEMBERS] if wanted.is_in(tokens(" ".join(texts)))}
    return list(conversations_of(reader).filter(pk__in=matching)[:MOST_CONVERSATIONS])


def _searched(reader: "User", conversation: Conversation | None) -> QuerySet[Message]:
    rows = messages_of_people().filter(~deleted_by(reader), code="")
    if conversation is not None:
        rows = rows.filter(conversation=conversation)
    else:
        rows = rows.filter(conversation__in=Conversation.objects.visible_to(reader))
    members = Member.objects.select_related("user").order_by("joined_at", "pk")
    return rows.select_related("conversation").prefetch_related(Prefetch("conversation__members", members))


def _indexed(rows: QuerySet[Message], reader: "User", wanted: Wanted) -> Iterable[Message]:
    """Those whose documents match, the sure ones first."""
    mine = quoted(member_lexeme(reader.pk))
    matching: Any = rows.filter(has_text(f"{mine} & {wanted.tsquery()}"))
    matching = matching.annotate(is_sure=has_text(wanted.tsquery(surely=True)))
    return matching.order_by("-is_sure", "-pk")[:MOST]  # type: ignore[no-any-return]


def _as_read(reader: "User", messages: list[Message]) -> Iterable[FoundMessage]:
    files: dict[int, list[Upload]] = files_of(messages)
    for message in messages:
        is_open = message.conversation.contact_open_at is not None
        names = [upload.name_for(reader) for upload in files.get(message.pk, ())]
        yield FoundMessage(message, text_for_reader(reader.pk, message, is_open=is_open), names)


def _tokens_of(message: FoundMessage) -> Iterable[str]:
    return [token for text in (message.text, *message.files) for token in tokens(text)]
