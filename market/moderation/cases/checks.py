"""Which rules check which kind of item, with what they need from the database. The rules themselves are in `rules`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db.models import Count, Exists, OuterRef

from market.accounts.models import User
from market.bids.models import Bid
from market.core.base import clock
from market.jobs.models import Invitation, Job
from market.messaging.models import Member, Message
from market.moderation.cases import rules
from market.moderation.cases.queries import similar_accounts
from market.moderation.cases.rules import Facts
from market.moderation.models import Flag, Hint, Measure, Phrase, TextPrint
from market.reviews.models import Review

if TYPE_CHECKING:
    from market.moderation.cases.subjects import Item

Rule = Flag.Rule
Finding = tuple[Flag.Rule, Facts | None]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
COUNTED_MESSAGES = 200  # of a day
COMPARED_JOBS = 100  # jobs of a topic that a budget is compared with


def run_checks(kind: str, item: "Item", at: datetime) -> Iterator[tuple[Flag.Rule, Facts]]:
    """Every (rule, facts) that the rules find in an item, as of `at`."""
    for check in CHECKS.get(kind, ()):
        rule, facts = check(item, at)
        if facts is not None:
            yield rule, facts


def suspected(messages: Iterable[Message]) -> list[Message]:
    """Those of the messages of users in which a check may find something, by their texts alone: the others, nearly all,
    need no statement each. Names of files are not known here."""
    phrases = list(Phrase.objects.in_use().values_list("words", flat=True))
    return [each for each in messages if each.file_count or _may_be_flagged(each.text, phrases)]


def _may_be_flagged(text: str, phrases: Sequence[str]) -> bool:
    try:
        return bool(rules.contact_data(text) or rules.known_phrase(text, phrases))
    except Exception:
        return True  # the check of this message alone fails likewise, and is logged


def suspected_senders(messages: Sequence[Message], in_doubt: Iterable[Message]) -> set[int]:
    """The ids of users about whom a check of users may find something by these messages: by one that is `in_doubt`, by
    a text that goes to many, or by what they share with who is banned. Two statements for all of them."""
    ids = {each.sender_id for each in messages}
    if not ids:
        return set()
    since = min(each.created_at for each in messages) - HOUR
    sent = Message.objects.filter(sender__in=ids, code="", created_at__gt=since).order_by().values("sender", "text")
    to_many = sent.annotate(talks=Count("conversation", distinct=True)).filter(talks__gt=rules.MOST_SENT)
    hints = Hint.objects.filter(seen_at__gt=clock.now() - timedelta(days=settings.LIFECYCLE.hint_days))
    banned = Measure.objects.standing().filter(level=Measure.Level.BAN).values("person")
    shared = hints.filter(user__in=banned, kind=OuterRef("kind"), mark=OuterRef("mark")).exclude(user=OuterRef("user"))
    like_banned = hints.filter(Exists(shared), user__in=ids)
    found = (to_many.values_list("sender", flat=True), like_banned.values_list("user", flat=True))
    return {each.sender_id or 0 for each in in_doubt}.union(*found)


def check_contact(item: "Item", at: datetime) -> Finding:
    """Contact data in public texts, and in texts sent before money is held."""
    return Rule.CONTACT, rules.contact_data(item.text)


def check_contact_in_message(item: "Item", at: datetime) -> Finding:
    """Contact data in a message of a conversation for which no money is held yet."""
    message = cast(Message, item.row)
    facts = None if message.conversation.contact_open_at else rules.contact_data(message.text)
    return Rule.CONTACT, None if facts and _has_open_flag(message) else facts


def check_contact_in_review(item: "Item", at: datetime) -> Finding:
    """Contact data in the public parts of a review, without the private note to the moderators."""
    review = cast(Review, item.row)
    return Rule.CONTACT, rules.contact_data(f"{review.text}\n{review.reply}")


def _has_open_flag(message: Message) -> bool:
    """Whether another message of this sender in this conversation has an open flag for it: one is enough."""
    others = Message.objects.filter(conversation=message.conversation_id, sender=message.sender_id)
    waiting = Flag.objects.filter(rule=Rule.CONTACT, closed_at=None, case__kind="message")
    return waiting.filter(case__thing__in=others.exclude(pk=message.pk).values("pk")).exists()


def check_phrases(item: "Item", at: datetime) -> Finding:
    """Phrases from the list that staff maintain."""
    return Rule.PHRASE, rules.known_phrase(item.text, Phrase.objects.in_use().values_list("words", flat=True))


def check_phrases_in_review(item: "Item", at: datetime) -> Finding:
    """The same in a review, without its note to the moderators, which quotes what others asked for."""
    review = cast(Review, item.row)
    return Rule.PHRASE, rules.known_phrase(
        f"{review.text}\n{review.reply}", Phrase.objects.in_use().values_list("words", flat=True)
    )


def check_copied(item: "Item", at: datetime) -> Finding:
    """A text of which at least half stands in an item of another user."""
    similar = TextPrint.objects.similar_to(rules.prints_of(item.body), cast(User, item.person))
    return Rule.COPIED, rules.copied([(f"{each.kind} {each.thing}", each.share) for each in similar[:20]])


def check_price_of_bid(item: "Item", at: datetime) -> Finding:
    """A bid far from the budget of its job."""
    bid = cast(Bid, item.row)
    least, most, terms = bid.job.budget_min_amount, bid.job.budget_max_amount, bid.terms.order_by("number").first()
    if least is None or most is None or terms is None or bid.is_offer:
        return Rule.PRICE, None
    return Rule.PRICE, _with_currency(terms.currency, rules.far_off(terms.amount_value, least, most))


def check_price_of_job(item: "Item", at: datetime) -> Finding:
    """A budget far from those of the latest jobs of its topic."""
    job = cast(Job, item.row)
    if job.budget_max_amount is None:
        return Rule.PRICE, None
    similar = Job.objects.posted().filter(topic=job.topic, currency=job.currency, budget_max_amount__isnull=False)
    similar = similar.exclude(client=job.client).order_by("-pk")
    others = [each or Decimal(0) for each in similar.values_list("budget_max_amount", flat=True)[:COMPARED_JOBS]]
    return Rule.PRICE, _with_currency(job.currency, rules.unlike_others(job.budget_max_amount, others))


def _with_currency(currency: str, facts: Facts | None) -> Facts | None:
    return {**facts, "currency": currency} if facts else None


def check_mass_bids(item: "Item", at: datetime) -> Finding:
    """Many bids within an hour."""
    bids = Bid.objects.filter(freelancer=item.person, origin=Bid.Origin.BID)
    sent = bids.filter(submitted_at__gt=at - HOUR, submitted_at__lte=at).count()
    return Rule.MASS, rules.sent_to_many(sent, rules.MOST_BEGUN)


def check_mass_messages(item: "Item", at: datetime) -> Finding:
    """The same text in many conversations within an hour."""
    sent = Message.objects.filter(sender=item.person, code="", created_at__gt=at - HOUR, created_at__lte=at)
    talks = sent.order_by().values("text").annotate(talks=Count("conversation", distinct=True)).order_by("-talks")
    most = talks.values_list("talks", flat=True).first() or 0
    return Rule.MASS, rules.sent_to_many(most, rules.MOST_SENT)


def check_insists(item: "Item", at: datetime) -> Finding:
    """Contact data in many messages to several people within a day, while it is hidden. What moderators closed such a
    flag over does not count again."""
    flags = Flag.objects.filter(rule=Rule.INSISTS, case__kind="person", case__about=item.person)
    closed_at = flags.order_by("-closed_at").values_list("closed_at", flat=True).exclude(closed_at=None).first()
    since = max(at - DAY, closed_at or at - DAY)
    sent = Message.objects.filter(sender=item.person, code="", created_at__gt=since, created_at__lte=at)
    newest = sent.filter(conversation__contact_open_at=None).order_by("-pk").values_list("conversation", "text")
    tries = [conversation for conversation, text in newest[:COUNTED_MESSAGES] if rules.contact_data(text)]
    others = Member.objects.filter(conversation__in=tries).exclude(user=item.person)
    people = set(others.values_list("user", flat=True))
    numbers = settings.LIFECYCLE
    return Rule.INSISTS, rules.insists(len(tries), len(people), numbers.contact_tries, numbers.contact_tries_people)


def check_newcomer(item: "Item", at: datetime) -> Finding:
    """A new account that invites many."""
    person = cast(User, item.person)
    invited = Invitation.objects.filter(job__client=person, created_at__lte=at).count()
    return Rule.NEWCOMER, rules.newcomer(at - person.date_joined, invited)


def check_like_banned(item: "Item", at: datetime) -> Finding:
    """An account that shares a device or a card with a banned one."""
    since = at - timedelta(days=settings.LIFECYCLE.hint_days)
    others = [each.user for each in similar_accounts(cast(User, item.person), since)]
    bans = Measure.objects.standing().filter(level=Measure.Level.BAN, person__in=others)
    names = bans.order_by("person").values_list("person__display_name", flat=True).distinct()
    return Rule.BANNED, rules.like_banned(list(names))


CHECKS: dict[str, tuple[Callable[["Item", datetime], Finding], ...]] = {
    "profile": (check_contact, check_phrases, check_copied),
    "job": (check_contact, check_phrases, check_copied, check_price_of_job),
    "service": (check_contact, check_phrases, check_copied),
    "bid": (check_contact, check_phrases, check_copied, check_price_of_bid),
    "message": (check_contact_in_message, check_phrases),
    "invitation": (check_contact, check_phrases),
    "client": (check_contact, check_phrases),
    "review": (check_contact_in_review, check_phrases_in_review),
    "person": (
        *(check_contact, check_phrases, check_mass_bids, check_mass_messages),
        *(check_insists, check_newcomer, check_like_banned),
    ),
}
FINGERPRINTED = ("profile", "job", "service", "bid")
