"""Contact data in letters and answers: the client reads a mask until money is held for the contract of the bid."""

from market.bids.bids.decision_actions import shortlist_bid
from market.bids.models import Answer, Bid
from market.contracts.workroom.contract_actions import accept_terms
from market.jobs.models import Question
from tests import make

RAW, MASK = "Call 01711223344.", "Call •••."


def seen(page, api, person, bid):
    """What a person reads of the letter and the answer: over the API, and in each on the bid's page."""
    told = api(person).get(f"/api/v1/bids/{bid.pk}/").json()
    shown = page(person).get(f"/bids/{bid.pk}/").content.decode()
    return {told["cover_letter"], *(each["text"] for each in told["answers"]), (shown.count(RAW), shown.count(MASK))}


def test_letters_and_answers(page, api, carla, farida):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    Bid.objects.update(cover_letter=RAW)
    asked = Question.objects.create(job=job, position=1, text="When can you begin?")
    Answer.objects.create(bid=bid, question=asked, text=RAW)
    assert seen(page, api, farida, bid) == {RAW, (2, 0)}
    assert seen(page, api, carla, bid) == {MASK, (0, 2)}
    shortlist_bid(by=carla, bid_id=bid.pk)
    for place in (f"/jobs/{job.pk}/bids/", f"/jobs/{job.pk}/bids/compare/?bid={bid.pk}"):
        assert RAW not in page(carla).get(place).content.decode(), place
    contract = accept_terms(by=carla, bid_id=bid.pk)
    assert seen(page, api, carla, bid) == {MASK, (0, 2)}
    make.hold_money(contract)
    assert seen(page, api, carla, bid) == {RAW, (2, 0)}
