"""Writing the documents of messages."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base.db import atomic
from market.core.base.log_cursor import LogCursor
from market.messaging.attachments import files_of
from market.messaging.models import Member, Message
from market.messaging.queries import messages_of_people
from market.search.messages.wanted import tokens
from market.search.understanding.texts import lexemes, tsvector

BATCH = 1000
INDEXED = LogCursor("search.messages", messages_of_people, "created_at")
WRITE = """
INSERT INTO search_messagedocument AS old (message_id, words)
SELECT id, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS made (id, words) ORDER BY id
ON CONFLICT (message_id) DO UPDATE SET words = excluded.words WHERE old.words IS DISTINCT FROM excluded.words
"""


def member_lexeme(user_id: int) -> str:
    """The lexeme that the messages of a user's conversations have: no word of a text looks so."""
    return f"u={user_id}"


@atomic
def index_new() -> None:
    """Index a batch of messages that were sent since the last time."""
    INDEXED.lock()
    rows = INDEXED.readable().select_for_update(of=("self",), no_key=True)  # an edit is before it, or writes after it
    messages = list(rows[:BATCH])
    if messages:
        index_messages(messages)
        INDEXED.advance_to(messages[-1].pk)


def index_messages(messages: Iterable[Message]) -> None:
    """Write the documents of these messages of people, as they are now."""
    rows = [message for message in messages if not message.code]
    members: dict[int, set[str]] = {}
    of_rows = Member.objects.filter(conversation__in={row.conversation_id for row in rows})
    for conversation, user in of_rows.values_list("conversation", "user"):
        members.setdefault(conversation, set()).add(member_lexeme(user))
    files = files_of(rows)
    documents = []
    for row in rows:
        texts = [row.text, *(upload.name for upload in files.get(row.pk, ()))]
        own = lexemes(token for text in texts for token in tokens(text))
        documents.append((row.pk, tsvector({"D": own | members.get(row.conversation_id, set())})))
    if documents:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*documents, strict=True)])


def index_again(user: User) -> None:
    """Write the documents of a user's messages again, whose texts were cleaned."""
    rows: QuerySet[Message] = messages_of_people().filter(sender=user, document__isnull=False).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        index_messages(batch)
        last = batch[-1].pk
