"""Stories of reviews: one for every paid contract of the cast that is over, in the client's language."""

from collections.abc import Callable

from market.contracts.models import Contract
from market.payments.releases.actions import approve_milestone
from market.reviews.actions import reply_to_review, write_review
from market.reviews.models import Exchange, Review
from market.site.demo.stage import Stage, Story

OF_FREELANCERS = {
    "en": (
        ("She asked the right questions before she began, and the files opened at our printer at once.", (5, 5, 5, 5)),
        ("Good work in the end. It took one round of changes more than we had planned.", (4, 4, 3, 4)),
        ("Careful and friendly. I knew each day where the work stood.", (5, 5, 4, 5)),
    ),
    "bn": (
        ("শুরুর আগেই দরকারি প্রশ্ন করেছেন, কাজ হয়েছে ঠিক যেমন চেয়েছিলাম।", (5, 5, 5, 5)),
        ("কাজ ভালো, তবে এক দিন দেরি হয়েছে। আগেই জানিয়েছিলেন।", (4, 5, 3, 5)),
        ("খুব যত্ন নিয়ে করেছেন। আবার কাজ দেব।", (5, 4, 5, 5)),
    ),
}
OF_CLIENTS = {
    "en": (
        ("The brief was clear, and every question was answered the same day.", (5, 5, 5, 5)),
        ("Friendly, but the texts came late, so I had to wait.", (3, 4, 4, 4)),
    ),
    "bn": (
        ("কী চান শুরুতেই পরিষ্কার বলেছেন, টাকা সময়মতো পেয়েছি।", (5, 5, 5, 5)),
        ("কথা ভালো, তবে ছবি দিতে দেরি করেছেন।", (4, 4, 3, 4)),
    ),
}
REPLY = {
    "en": "Thank you. It was a pleasure, and I learned something new.",
    "bn": "ধন্যবাদ। কাজটা করে ভালো লেগেছে, নতুন কিছু শিখেছিও।",
}
NOTE = {
    "en": "At first they asked for a discount in exchange for a good review. I said no.",
    "bn": "শুরুতে ভালো রিভিউয়ের বদলে টাকা কমাতে বলেছিলেন। আমি রাজি হইনি।",
}


def _write(stage: Stage, contract: Contract, pick: int, *, as_client: bool, note: str = "") -> Review:
    language = contract.client.language
    texts = OF_FREELANCERS[language] if as_client else OF_CLIENTS[language]
    text, stars = texts[pick % len(texts)]
    text = stage.texts.distinct(text, "review_details" if as_client else "client_review_details", language)
    names = ("quality", "communication", "timeliness", "again")
    by = contract.client if as_client else contract.freelancer
    written = {**dict(zip(names, stars, strict=True)), "text": text, "private_note": note}
    return write_review(by=by, contract_id=contract.pk, written=written)


def _reviewable(stage: Stage, *people: str) -> list[Contract]:
    """Contracts of these people that can be reviewed and have no review, in order."""
    cast = [stage.cast[name] for name in people]
    rows = Exchange.objects.open().filter(due_at__gt=stage.now(), reviews=None, contract__freelancer__in=cast)
    rows = rows.filter(contract__started_at__lte=stage.now())  # not contracts that real users make meanwhile
    exchanges = rows.select_related("contract__client", "contract__freelancer").order_by("pk")
    return [each.contract for each in exchanges if each.contract.client in stage.cast.values()]


def as_they_end(stage: Stage) -> Story:
    """Every few days, parties of finished contracts write reviews: mostly both, sometimes the client alone."""
    pick = 0
    while True:
        yield 5
        for contract in _reviewable(stage, "farida", "rina"):
            review = _write(stage, contract, pick, as_client=True)
            if pick % 3 != 2:  # else the deadline reveals the client's review
                _write(stage, contract, pick, as_client=False, note=NOTE[contract.client.language] if pick == 1 else "")
                if pick % 2 == 0:
                    language = contract.client.language
                    reply = stage.texts.distinct(REPLY[language], "reply_details", language)
                    reply_to_review(by=contract.freelancer, review_id=review.pk, text=reply)
            pick += 1


def waiting_blind(stage: Stage) -> Story:
    """Carla and Farida finish a small job; Farida has reviewed it, Carla has not."""
    carla, farida = stage.cast["carla"], stage.cast["farida"]
    yield 56.3
    contract = stage.contract(stage.bid(stage.job(carla, 7), farida, 45))
    stage.fund(contract)
    yield 2.9
    stage.deliver(contract)
    approve_milestone(by=carla, milestone_id=stage.milestone(contract).pk)
    contract.refresh_from_db()
    _write(stage, contract, 0, as_client=False)


STORIES: tuple[Callable[[Stage], Story], ...] = (as_they_end, waiting_blind)
