"""Stories of disputes: one in every state, so that their pages and the moderators' desk have content."""

from collections.abc import Callable
from decimal import Decimal

from django.utils import translation

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.disputes.claims.actions import answer_dispute, open_dispute, withdraw_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.offer_actions import accept_offer, decline_offer, offer_split
from market.disputes.models import Dispute
from market.disputes.rulings.actions import Decision, appeal_ruling, give_ruling
from market.messaging.models import Message
from market.site.demo.stage import Stage, Story

CLAIM = {
    "en": {
        "agreed": "Two drafts, then final files that our printer can open.",
        "happened": "The files came on the last day and do not open. I asked twice, and got the same files again.",
        "fair": "I can use the drafts, so I pay for those and want the rest back.",
    },
    "bn": {
        "agreed": "দুটি খসড়া, তারপর ছাপাখানায় খোলে এমন চূড়ান্ত ফাইল।",
        "happened": "ফাইল শেষ দিনে এসেছে, আর খোলে না। দুবার বলেছি, একই ফাইল আবার এসেছে।",
        "fair": "খসড়া দুটি কাজে লাগে, তাই তার দাম দেব, বাকিটা ফেরত চাই।",
    },
}
ANSWER = {
    "en": "The files open in the program that the contract names. I offered to save them in another one too, and had "
    "no answer. The drafts were approved in our talk.",
    "bn": "চুক্তিতে যে সফটওয়্যারের নাম আছে তাতে ফাইল খোলে। অন্য ফরম্যাটেও দিতে চেয়েছিলাম, উত্তর পাইনি। "
    "খসড়া আমাদের আলাপেই মেনে নেওয়া হয়েছে।",
}
APPEAL = {
    "en": "The ruling overlooks that the approved drafts were delivered a week before the end.",
    "bn": "রায়ে দেখা হয়নি যে মেনে নেওয়া খসড়া শেষ হওয়ার এক সপ্তাহ আগেই জমা হয়েছিল।",
}
REASONS = {
    "en": "The drafts are there and in use. The final files do not open in the agreed program, which the client named "
    "in time. So the drafts are paid, and the rest goes back.",
    "bn": "খসড়া আছে এবং ব্যবহার হচ্ছে। চূড়ান্ত ফাইল ঠিক করা সফটওয়্যারে খোলে না, ক্লায়েন্ট সময়মতোই তা বলেছেন। তাই খসড়ার দাম দেওয়া "
    "হলো, বাকিটা ফেরত যায়।",
}

ABOUT = {"en": "This is about “{title}”.", "bn": "কথাটা “{title}” নিয়ে।"}


def about(milestone: Milestone, text: str, language: str) -> str:
    """A text that names the contract that it is about."""
    return f"{ABOUT[language].format(title=milestone.contract.title)}\n\n{text}"


def usd(amount: int) -> Money:
    """An amount in USD."""
    return Money(Decimal(amount), "USD")


def delivered_milestone(stage: Stage, client: str, freelancer: str, topic: str, pick: int, amount: int) -> Milestone:
    """A funded and delivered milestone of the two, after some messages."""
    bid = stage.bid(stage.job(stage.cast[client], pick, topic=topic), stage.cast[freelancer], amount)
    stage.talk(bid, 0, 3)
    contract = stage.contract(bid)
    stage.fund(contract)
    stage.deliver(contract)
    return stage.milestone(contract)


def claim_back(milestone: Milestone, amount: int) -> Dispute:
    """The client opens a dispute for `amount` USD, with a message and the delivery as evidence."""
    client = milestone.contract.client
    message = Message.objects.filter(conversation=milestone.contract.conversation_id, sender=client).latest("seq")
    answers = CLAIM[client.language]
    answers = {**answers, "agreed": about(milestone, answers["agreed"], client.language)}
    with translation.override(client.language):
        statement = StatementContent.from_answers(
            answers, messages=[message.pk], deliveries=[milestone.deliveries.latest("pk").pk]
        )
    reason = Dispute.Reason.QUALITY
    return open_dispute(by=client, milestone_id=milestone.pk, claim=usd(amount), content=statement, reason=reason)


def answer_claim(dispute: Dispute) -> Dispute:
    """The freelancer answers the claim."""
    language = dispute.contract.client.language
    statement = StatementContent(about(dispute.milestone, ANSWER[language], language))
    return answer_dispute(by=dispute.contract.freelancer, dispute_id=dispute.pk, content=statement)


def _rule(dispute: Dispute, share: int) -> None:
    """The assigned moderator rules: `share` USD to the freelancer."""
    dispute.refresh_from_db()
    if dispute.moderator is not None:
        reasons = {language: about(dispute.milestone, REASONS[language], language) for language in REASONS}
        decision = Decision(usd(share), ("partly_delivered", "defects"), reasons)
        give_ruling(by=dispute.moderator, dispute_id=dispute.pk, decision=decision)


def just_opened(stage: Stage) -> Story:
    """Omar claims a part back from Rina, who has to answer."""
    yield 57.2
    milestone = delivered_milestone(stage, "omar", "rina", "digital-marketing", 5, 90)
    yield 1
    claim_back(milestone, 60)


def negotiated(stage: Stage) -> Story:
    """Carla and Farida: one offer was declined, another waits for Farida."""
    carla, farida = stage.cast["carla"], stage.cast["farida"]
    yield 53
    dispute = claim_back(delivered_milestone(stage, "carla", "farida", "graphics-design", 4, 160), 120)
    yield 2
    answer_claim(dispute)
    yield 2
    declined = offer_split(by=farida, dispute_id=dispute.pk, to_freelancer=usd(140))
    yield 1
    decline_offer(by=carla, offer_id=declined.pk)
    offer_split(by=carla, dispute_id=dispute.pk, to_freelancer=usd(90))


def to_be_ruled(stage: Stage) -> Story:
    """Rahim and Farida did not settle: a moderator has to rule."""
    yield 47
    dispute = claim_back(delivered_milestone(stage, "rahim", "farida", "data-entry", 4, 110), 80)
    yield 2
    answer_claim(dispute)


def two_to_rule(stage: Stage) -> Story:
    """Omar and Farida about much money: one moderator has ruled, a second one has to."""
    yield 45
    dispute = claim_back(delivered_milestone(stage, "omar", "farida", "web-design-and-development", 5, 1800), 1200)
    yield 1
    answer_claim(dispute)
    yield 10
    _rule(dispute, 900)


def can_be_appealed(stage: Stage) -> Story:
    """Carla and Rina: ruled some days ago."""
    yield 40
    dispute = claim_back(delivered_milestone(stage, "carla", "rina", "graphics-design", 5, 140), 100)
    yield 1
    answer_claim(dispute)
    yield 15
    _rule(dispute, 70)


def appealed(stage: Stage) -> Story:
    """Rahim and Rina: Rina appealed the ruling."""
    rina = stage.cast["rina"]
    yield 36
    dispute = claim_back(delivered_milestone(stage, "rahim", "rina", "graphics-design", 6, 130), 90)
    yield 1
    answer_claim(dispute)
    yield 14
    _rule(dispute, 60)
    yield 5
    appeal_ruling(by=rina, dispute_id=dispute.pk, content=StatementContent(APPEAL["bn"]))


def settled(stage: Stage) -> Story:
    """Omar and Rina settled by themselves."""
    omar, rina = stage.cast["omar"], stage.cast["rina"]
    yield 20
    dispute = claim_back(delivered_milestone(stage, "omar", "rina", "data-entry", 5, 80), 55)
    yield 1
    answer_claim(dispute)
    offer = offer_split(by=rina, dispute_id=dispute.pk, to_freelancer=usd(50))
    yield 1
    accept_offer(by=omar, offer_id=offer.pk)


def small(stage: Stage) -> Story:
    """Small claims: two ruled, one that nobody answered, one withdrawn."""
    carla = stage.cast["carla"]
    yield 14
    first = claim_back(delivered_milestone(stage, "carla", "rina", "data-entry", 6, 45), 30)
    second = claim_back(delivered_milestone(stage, "rahim", "farida", "data-entry", 7, 60), 40)
    claim_back(delivered_milestone(stage, "omar", "farida", "data-entry", 8, 40), 20)  # silence grants it
    yield 1
    answer_claim(first)
    answer_claim(second)
    yield 2
    _rule(first, 25)
    _rule(second, 30)
    third = claim_back(delivered_milestone(stage, "carla", "farida", "data-entry", 9, 50), 25)
    yield 1
    withdraw_dispute(by=carla, dispute_id=third.pk)


STORIES: tuple[Callable[[Stage], Story], ...] = (
    just_opened,
    negotiated,
    to_be_ruled,
    two_to_rule,
    can_be_appealed,
    appealed,
    settled,
    small,
)
