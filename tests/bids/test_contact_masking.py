"""Contact data in letters and answers: the client reads a mask until money is held for the contract of the bid."""

from market.bids.bids.decision_actions import shortlist_bid
from market.bids.models import Answer, Bid
from market.contracts.workroom.contract_actions import accept_terms
from market.jobs.models import Question
from tests import make

RAW, MASK = "Call 01711223344.", "Call •••."


def visible_texts(page, api, user, bid):
    """The letter and the answer as a user reads them: texts of the API, and counts of (RAW, MASK) on the bid's page."""
    data = api(user).get(f"/api/v1/bids/{bid.pk}/").json()
    content = page(user).get(f"/bids/{bid.pk}/").content.decode()
    return {
        data["cover_letter"],
        *(each["text"] for each in data["answers"]),
        (content.count(RAW), content.count(MASK)),
    }


def test_letters_and_answers_are_masked_until_money_is_held(page, api, carla, farida):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    Bid.objects.update(cover_letter=RAW)
    question = Question.objects.create(job=job, position=1, text="When can you begin?")
    Answer.objects.create(bid=bid, question=question, text=RAW)
    assert visible_texts(page, api, farida, bid) == {RAW, (2, 0)}
    assert visible_texts(page, api, carla, bid) == {MASK, (0, 2)}
    shortlist_bid(by=carla, bid_id=bid.pk)
    for place in (f"/jobs/{job.pk}/bids/", f"/jobs/{job.pk}/bids/compare/?bid={bid.pk}"):
        assert RAW not in page(carla).get(place).content.decode(), place
    contract = accept_terms(by=carla, bid_id=bid.pk)
    assert visible_texts(page, api, carla, bid) == {MASK, (0, 2)}
    make.hold_money(contract)
    assert visible_texts(page, api, carla, bid) == {RAW, (2, 0)}
