"""Items that moderators can read, by kind: owner, texts, conversation, and whether they can be hidden.

`safety.kinds` says who can report which kind; this module says what the desk reads of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.bids.models import Bid
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.jobs.models import Invitation, Job
from market.learning.models import LessonAnswer, LessonQuestion
from market.messaging.attachments import files_of
from market.messaging.models import Conversation, Message
from market.profiles.models import ClientProfile, Profile
from market.reviews.models import Review
from market.safety.models import Hideable
from market.services.models import FaqEntry, Service

TITLE_LENGTH = 100
Words = Sequence[tuple[Any, str]]  # (heading, text), in the reader's language


@dataclass(frozen=True, slots=True)
class Item:
    """An item as the desk reads it. `is_hidden` is None if it cannot be hidden; `conversation` is an id.

    `is_private`: it was written to one person, so reading it needs a reason. `minor`: texts in
    which copying means nothing. `hidden_from`: the id of a user who never reads it here, moderator or not: a review
    has a private note about them.
    """

    row: Model
    person: User | None
    title: str
    url: str
    words: Words
    is_hidden: bool | None = None
    is_private: bool = False
    conversation: int | None = None
    minor: Words = ()
    hidden_from: int | None = None

    @property
    def text(self) -> str:
        """All of its texts."""
        return "\n".join(text for _label, text in (*self.words, *self.minor))

    @property
    def body(self) -> str:
        """The texts in which copying matters."""
        return "\n".join(text for _label, text in self.words)


def _profile(pk: int) -> Item | None:
    row = Profile.objects.select_related("user").filter(pk=pk).first()
    if row is None:
        return None
    words = [
        (_("Headline"), f"{row.headline_en}\n{row.headline_bn}".strip()),
        (_("Story"), f"{row.story_en}\n\n{row.story_bn}".strip()),
        (_("Works"), "\n".join(f"{each.title}: {each.text}" for each in row.cases.all())),
    ]
    return Item(row, row.user, row.user.shown_name, row.get_absolute_url(), words, row.is_hidden)


def _client(pk: int) -> Item | None:
    row = ClientProfile.objects.select_related("user").filter(user=pk).first()
    if row is None:
        return None
    words = [(_("Company"), row.company), (_("About"), row.about), (_("House rules"), row.house_rules)]
    return Item(row, row.user, row.user.shown_name, row.get_absolute_url(), words, row.is_hidden)


def _job(pk: int) -> Item | None:
    row = Job.objects.select_related("client").filter(pk=pk).first()
    if row is None:
        return None
    questions = "\n".join(each.text for each in row.questions.all())
    words = [(_("Title"), row.title), (_("Description"), row.description), (_("Questions"), questions)]
    if row.budget_min is not None and row.budget_max is not None:
        words += [
            (_("Budget"), " – ".join(format_money(each, language()) for each in (row.budget_min, row.budget_max)))
        ]
    return Item(row, row.client, row.title, row.get_absolute_url(), words, row.is_hidden)


def _service(pk: int) -> Item | None:
    row = Service.objects.select_related("freelancer").filter(pk=pk).first()
    if row is None:
        return None
    words = [
        (_("Title"), f"{row.title_en}\n{row.title_bn}".strip()),
        (_("Description"), f"{row.description_en}\n\n{row.description_bn}".strip()),
    ]
    minor = [
        (_("Packages"), "\n".join(f"{each.name}: {each.includes}" for each in row.packages.all())),
        (_("Extras"), "\n".join(each.name for each in row.extras.all())),
        (_("Questions"), "\n".join(each.text for each in row.questions.all())),
        (_("Questions and answers"), "\n".join(_faq_text(each) for each in row.faq.all())),
    ]
    return Item(row, row.freelancer, row.title, row.get_absolute_url(), words, row.is_hidden, minor=minor)


def _faq_text(entry: FaqEntry) -> str:
    one = f"{entry.question} {entry.answer}"
    return f"{one}\n{entry.other_question} {entry.other_answer}".strip()


def _bid(pk: int) -> Item | None:
    row = Bid.objects.select_related("job__client", "freelancer").filter(pk=pk).first()
    if row is None:
        return None
    words = [(_("Description"), row.job.description)] if row.is_offer else [(_("Letter"), row.cover_letter)]
    words += [(_("Answers"), "\n".join(each.text for each in row.answers.all()))]
    minor = [(_("Milestones"), "\n".join(each["title"] for each in row.latest.milestones))]
    url, conversation, is_hidden = row.get_absolute_url(), row.conversation_id, row.is_hidden
    return Item(
        row, row.author, row.job.title, url, words, is_hidden, is_private=True, conversation=conversation, minor=minor
    )


def _invitation(pk: int) -> Item | None:
    row = Invitation.objects.select_related("job__client").filter(pk=pk).first()
    if row is None:
        return None
    words = [(_("Invitation"), row.words), (_("Her answer"), row.reason)]
    return Item(row, row.job.client, row.job.title, row.job.get_absolute_url(), words, is_private=True)


def _message(pk: int) -> Item | None:
    row = Message.objects.select_related("conversation", "sender").filter(pk=pk, sender__isnull=False).first()
    if row is None:
        return None
    url = f"{row.conversation.get_absolute_url()}?before={row.seq + 1}#m{row.seq}"
    words = [(_("Message"), row.text), *_files(row)]
    is_hidden, title = row.code == HIDDEN, row.conversation.shown_title
    return Item(row, row.sender, title, url, words, is_hidden, is_private=True, conversation=row.conversation_id)


def _files(message: Message) -> list[tuple[Any, str]]:
    """The names of a message's files; the files themselves stand in the opened conversation."""
    names = [each.name for each in files_of([message])[message.pk]] if message.file_count else []
    return [(_("Files"), "\n".join(names))] if names else []


def _conversation(pk: int) -> Item | None:
    row = Conversation.objects.filter(pk=pk).first()
    return (
        Item(row, None, row.shown_title, row.get_absolute_url(), [], is_private=True, conversation=row.pk)
        if row
        else None
    )


def _review(pk: int) -> Item | None:
    """A revealed review: until then nobody but its author reads it, not even moderators."""
    rows = Review.objects.filter(exchange__revealed_at__isnull=False)
    row = rows.select_related("exchange__contract", "author", "about__profile").filter(pk=pk).first()
    if row is None:
        return None
    words = [
        (_("Stars"), str(row.stars.normalize())),
        (_("Text"), row.text),
        (_("Only for moderators"), row.private_note),
        (_("Reply"), row.reply),
    ]
    title, url = row.contract.title, row.get_absolute_url()
    return Item(row, row.author, title, url, words, row.is_hidden, hidden_from=row.about_id)


def _lesson_question(pk: int) -> Item | None:
    """A question at a lesson; trainers hide it."""
    row = LessonQuestion.objects.select_related("written_by").filter(pk=pk).first()
    if row is None:
        return None
    return Item(row, row.written_by, row.text[:TITLE_LENGTH], row.get_absolute_url(), [(_("Text"), row.text)])


def _lesson_answer(pk: int) -> Item | None:
    """An answer at a lesson, with its question."""
    row = LessonAnswer.objects.select_related("written_by", "question").filter(pk=pk).first()
    if row is None:
        return None
    words = [(_("Text"), row.text), (_("Question"), row.question.text)]
    return Item(row, row.written_by, row.text[:TITLE_LENGTH], row.get_absolute_url(), words)


def _person(pk: int) -> Item | None:
    row = User.objects.filter(pk=pk).first()
    if row is None:
        return None
    page = row.profile.get_absolute_url() if hasattr(row, "profile") else ""
    return Item(row, row, row.display_name, page, [(_("Name"), name) for name in row.names.values() if name])


HIDDEN = "message.hidden"  # the code of the system message in place of a hidden one
KINDS: dict[str, Callable[[int], Item | None]] = {
    "profile": _profile,
    "client": _client,
    "job": _job,
    "service": _service,
    "invitation": _invitation,
    "bid": _bid,
    "message": _message,
    "conversation": _conversation,
    "review": _review,
    "lesson_question": _lesson_question,
    "lesson_answer": _lesson_answer,
    "person": _person,
}
# Kinds that are hidden by their column alone, without counts or texts to update.
HIDEABLE: dict[str, type[Hideable]] = {
    "profile": Profile,
    "client": ClientProfile,
    "job": Job,
    "service": Service,
    "bid": Bid,
}


def find_item(kind: str, thing_id: int) -> Item | None:
    """The item as it is now; None for an unknown kind, or if it is gone."""
    return KINDS[kind](thing_id) if kind in KINDS else None


def words_of(item: Item) -> list[tuple[Any, str]]:
    """Its (heading, text) pairs without empty ones."""
    return [(label, text) for label, text in (*item.words, *item.minor) if text.strip()]
