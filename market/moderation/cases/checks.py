"""Which rules look at which things, with what the database knows of them. The rules themselves are in `rules`."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.db.models import Count

from market.accounts.models import User
from market.bids.models import Bid
from market.jobs.models import Invitation, Job
from market.messaging.models import Message
from market.moderation.cases import rules
from market.moderation.cases.rules import Facts
from market.moderation.models import Flag, Measure, Phrase, TextPrint
from market.moderation.queries import alike
from market.reviews.models import Review

if TYPE_CHECKING:
    from market.moderation.cases.subjects import Thing

Rule = Flag.Rule
Seen = tuple[Flag.Rule, Facts | None]
HOUR = timedelta(hours=1)
LIKE = 100  # jobs of a topic with which one is compared


def found_in(kind: str, found: "Thing", at: datetime) -> Iterator[tuple[Flag.Rule, Facts]]:
    """All that the rules find in a thing, as it was at that time."""
    for check in CHECKS.get(kind, ()):
        rule, facts = check(found, at)
        if facts is not None:
            yield rule, facts


def contact(found: "Thing", at: datetime) -> Seen:
    """Contact data in what everybody reads, or is sent before money is held."""
    return Rule.CONTACT, rules.contact_data(found.text)


def contact_in_message(found: "Thing", at: datetime) -> Seen:
    """The same in a talk for whose people no money is held yet."""
    message = cast(Message, found.row)
    facts = None if message.conversation.contact_open_at else rules.contact_data(message.text)
    return Rule.CONTACT, None if facts and _is_known(message) else facts


def contact_in_review(found: "Thing", at: datetime) -> Seen:
    """The same in what everybody reads of a review; not in what was written to the moderators alone."""
    review = cast(Review, found.row)
    return Rule.CONTACT, rules.contact_data(f"{review.text}\n{review.reply}")


def _is_known(message: Message) -> bool:
    """Whether another message of hers in this talk waits in the queue for the same: one is enough."""
    said = Message.objects.filter(conversation=message.conversation_id, sender=message.sender_id).exclude(pk=message.pk)
    waiting = Flag.objects.filter(rule=Rule.CONTACT, closed_at=None, case__kind="message")
    return waiting.filter(case__thing__in=said.values("pk")).exists()


def phrase(found: "Thing", at: datetime) -> Seen:
    """Words from the list that staff keep."""
    return Rule.PHRASE, rules.known_phrase(found.text, Phrase.objects.in_use().values_list("words", flat=True))


def phrase_in_review(found: "Thing", at: datetime) -> Seen:
    """The same in a review; not in its note to the moderators, which tells what others asked for."""
    review = cast(Review, found.row)
    return Rule.PHRASE, rules.known_phrase(
        f"{review.text}\n{review.reply}", Phrase.objects.in_use().values_list("words", flat=True)
    )


def copied(found: "Thing", at: datetime) -> Seen:
    """The same words, or half of them, in a thing of somebody else."""
    like = TextPrint.objects.like(rules.prints_of(found.body), cast(User, found.person))
    return Rule.COPIED, rules.copied([(f"{each.kind} {each.thing}", each.share) for each in like[:20]])


def price_of_bid(found: "Thing", at: datetime) -> Seen:
    """A bid far from the budget that the job names."""
    bid = cast(Bid, found.row)
    least, most, terms = bid.job.budget_min_amount, bid.job.budget_max_amount, bid.terms.order_by("number").first()
    if least is None or most is None or terms is None or bid.origin == Bid.Origin.OFFER:
        return Rule.PRICE, None
    return Rule.PRICE, _in(terms.currency, rules.far_off(terms.amount_value, least, most))


def price_of_job(found: "Thing", at: datetime) -> Seen:
    """A budget far from those of the last jobs of its topic."""
    job = cast(Job, found.row)
    if job.budget_max_amount is None:
        return Rule.PRICE, None
    like = Job.objects.posted().filter(topic=job.topic, currency=job.currency, budget_max_amount__isnull=False)
    like = like.exclude(client=job.client).order_by("-pk")
    others = [each or Decimal(0) for each in like.values_list("budget_max_amount", flat=True)[:LIKE]]
    return Rule.PRICE, _in(job.currency, rules.unlike_others(job.budget_max_amount, others))


def _in(currency: str, facts: Facts | None) -> Facts | None:
    return {**facts, "currency": currency} if facts else None


def mass_bids(found: "Thing", at: datetime) -> Seen:
    """Many bids within an hour."""
    bids = Bid.objects.filter(freelancer=found.person, origin=Bid.Origin.BID)
    sent = bids.filter(submitted_at__gt=at - HOUR, submitted_at__lte=at).count()
    return Rule.MASS, rules.sent_to_many(sent, rules.MOST_BEGUN)


def mass_messages(found: "Thing", at: datetime) -> Seen:
    """The same words in many talks within an hour."""
    sent = Message.objects.filter(sender=found.person, code="", created_at__gt=at - HOUR, created_at__lte=at)
    talks = sent.order_by().values("text").annotate(talks=Count("conversation", distinct=True)).order_by("-talks")
    most = talks.values_list("talks", flat=True).first() or 0
    return Rule.MASS, rules.sent_to_many(most, rules.MOST_SENT)


def newcomer(found: "Thing", at: datetime) -> Seen:
    """An account of some days that invites many."""
    person = cast(User, found.person)
    invited = Invitation.objects.filter(job__client=person, created_at__lte=at).count()
    return Rule.NEWCOMER, rules.newcomer(at - person.date_joined, invited)


def like_banned(found: "Thing", at: datetime) -> Seen:
    """An account that came after one which is banned, on its device or with its card."""
    since = at - timedelta(days=settings.LIFECYCLE.hint_days)
    others = [each.user for each in alike(cast(User, found.person), since)]
    bans = Measure.objects.standing().filter(level=Measure.Level.BAN, person__in=others)
    names = bans.order_by("person").values_list("person__display_name", flat=True).distinct()
    return Rule.BANNED, rules.like_banned(list(names))


CHECKS: dict[str, tuple[Callable[["Thing", datetime], Seen], ...]] = {
    "profile": (contact, phrase, copied),
    "job": (contact, phrase, copied, price_of_job),
    "service": (contact, phrase, copied),
    "bid": (contact, phrase, copied, price_of_bid),
    "message": (contact_in_message, phrase),
    "invitation": (contact, phrase),
    "client": (contact, phrase),
    "review": (contact_in_review, phrase_in_review),
    "person": (contact, phrase, mass_bids, mass_messages, newcomer, like_banned),
}
PRINTED = ("profile", "job", "service", "bid")
