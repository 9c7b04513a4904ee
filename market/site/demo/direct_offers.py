"""Stories of choosing: direct and custom offers in several states, saved letters, a client's notes, reasons."""

from dataclasses import replace
from decimal import Decimal

from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import decline_bid, shortlist_bid
from market.bids.bids.reading_actions import mark_read, note_bid
from market.bids.custom_offers.actions import send_custom_offer
from market.bids.letters.actions import save_letter
from market.bids.models import Bid
from market.bids.offers.actions import WorkDescription, make_offer
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.money import Money
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.messaging.phrases.actions import add_quick_reply
from market.site.demo.recent_activity import DAYS
from market.site.demo.stage import Stage, Story


def _terms(*parts: tuple[str, int, int]) -> ProposedTerms:
    amount = Money(Decimal(sum(value for _title, value, _days in parts)), "USD")
    rows = tuple(MilestoneTerms(title, Decimal(value), days) for title, value, days in parts)
    return ProposedTerms(amount, sum(days for _title, _value, days in parts), rows)


def offered(stage: Stage) -> Story:
    """Carla sends Farida a direct offer, and Farida proposes other terms; Rahim's offer to Farida waits."""
    carla, rahim, farida = (stage.cast[name] for name in ("carla", "rahim", "farida"))
    yield DAYS - 3
    work = WorkDescription(
        "Labels for two honey jars", "Two labels, in Bangla and English, for 250 g and 500 g jars. Print files."
    )
    terms = _terms(("Sketches", 40, 4), ("Print files", 80, 6))
    offer = make_offer(by=carla, profile_id=farida.profile.pk, work=work, terms=terms)
    yield 1
    mark_read(by=farida, bid=offer)
    counter_terms = _terms(("Sketches", 40, 4), ("Print files in two sizes", 90, 7), ("Source files", 20, 1))
    propose_terms(by=farida, bid_id=offer.pk, terms=counter_terms)
    work = WorkDescription("ঈদের পোস্টার", "দোকানের জন্য একটি পোস্টার, A3 আকারে। লেখা আমরা দেব।")
    make_offer(by=rahim, profile_id=farida.profile.pk, work=work, terms=_terms(("খসড়া", 20, 2), ("ছাপার ফাইল", 35, 3)))


def declined(stage: Stage) -> Story:
    """Omar sends Rina a direct offer, which is declined for lack of time."""
    omar, rina = stage.cast["omar"], stage.cast["rina"]
    yield DAYS - 9
    work = WorkDescription("Ten icons for an app", "Line icons, one weight, as SVG. The list of words is ready.")
    offer = make_offer(by=omar, profile_id=rina.profile.pk, work=work, terms=_terms(("Ten icons", 70, 6)))
    yield 1
    mark_read(by=rina, bid=offer)
    decline_bid(by=rina, bid_id=offer.pk, ground="no_time", reason="In two weeks I would like to.")


def custom(stage: Stage) -> Story:
    """Carla asks Rina for posts and accepts and funds her offer; later Rina sends another one, which waits."""
    carla, rina = stage.cast["carla"], stage.cast["rina"]
    yield DAYS - 12
    talk = start_conversation(by=carla, profile_id=rina.profile.pk)
    post_message(by=carla, conversation_id=talk.pk, text="Could you make four posts for our new tea, for Facebook?")
    yield 0.1
    post_message(by=rina, conversation_id=talk.pk, text="Yes, gladly. I send you an offer with two rounds of changes.")
    work = WorkDescription(
        "Four posts for Facebook",
        "Four posts of 1080 x 1080 in one style, text in Bangla and English, with source files.",
    )
    terms = replace(_terms(("Style and first post", 20, 3), ("Three more posts", 40, 4)), revisions=2)
    offer = send_custom_offer(by=rina, conversation_id=talk.pk, work=work, terms=terms)
    yield 0.5
    mark_read(by=carla, bid=offer)
    stage.fund(accept_terms(by=carla, bid_id=offer.pk))
    yield 9
    post_message(
        by=carla, conversation_id=talk.pk, text="The style is lovely. Could you plan a month of posts as well?"
    )
    yield 0.2
    work = WorkDescription(
        "A plan of posts for December", "Twelve posts with date, text and a sketch of the picture, as one table."
    )
    terms = ProposedTerms(Money(Decimal(45), "USD"), 5, revisions=1)
    send_custom_offer(by=rina, conversation_id=talk.pk, work=work, terms=terms)


def letters_and_notes(stage: Stage) -> Story:
    """Farida and Rina save letters and quick replies; Carla notes something on two bids, shortlists one."""
    carla, farida, rina = (stage.cast[name] for name in ("carla", "farida", "rina"))
    yield DAYS - 2
    save_letter(
        by=farida,
        title="Logos for shops",
        text="I draw logos that stay readable when small. My profile has three samples; a sketch takes two days.",
    )
    save_letter(
        by=rina,
        title="সোশ্যাল মিডিয়া পোস্ট",
        text="আমি এক ধাঁচে পোস্টের সেট বানাই। আগে একটি নমুনা দেখাই, ঠিক হলে বাকিগুলো করি।",
    )
    add_quick_reply(by=farida, text="Good morning {name}, I work from ten to five and answer then.")
    add_quick_reply(by=rina, text="{name}, কাজ শুরুর আগে লেখা আর লোগো পাঠালে সুবিধা হয়।")
    bids = Bid.objects.filter(job__client=carla, origin=Bid.Origin.BID, state=Bid.State.SUBMITTED)
    for bid in bids.select_related("job__client", "freelancer").order_by("pk")[:2]:
        mark_read(by=carla, bid=bid)
        note_bid(by=carla, bid_id=bid.pk, text="Good samples. Ask how many rounds of changes are in the price.")
    if newest := bids.order_by("-pk").first():
        shortlist_bid(by=carla, bid_id=newest.pk)


STORIES = (offered, declined, custom, letters_and_notes)
