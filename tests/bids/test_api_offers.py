"""Direct offers, notes, letters, answers and files in the API, in the order anonymous, stranger, wrong side, wrong
state, success, repeat."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.bids.bids.decision_actions import withdraw_bid
from market.bids.bids.reading_actions import note_bid
from market.bids.letters.actions import save_letter
from market.bids.models import Bid, BidNote, Letter
from market.files.actions import keep_upload
from market.jobs.postings.details import QuestionDraft
from market.jobs.questions.actions import start_conversation
from market.profiles.freelancers.actions import hide_profile
from tests import make

pytestmark = pytest.mark.django_db
OFFER = {
    "title": "Logo for a tea shop",
    "description": "In two colours.",
    "amount": {"amount": "120.00", "currency": "USD"},
    "days": 10,
}
CUSTOM = {
    "title": "A menu card",
    "description": "Two pages, as PDF.",
    "amount": {"amount": "90.00", "currency": "USD"},
    "days": 6,
    "revisions": 2,
    "open_days": 3,
}
BID = {"amount": {"amount": "120.00", "currency": "USD"}, "days": 10, "cover_letter": "I drew logos."}


def upload(owner, name="a.txt"):
    return keep_upload(by=owner, file=SimpleUploadedFile(name, b"a"))


# Offers


def test_direct_offer_permissions_validation_and_repeat(api, carla, farida, omar):
    path = f"/api/v1/profiles/{farida.profile.pk}/offers/"
    assert api().post(path, OFFER).status_code == 401
    assert api(farida).post(path, OFFER).json()["code"] == "own_profile"
    wrong = api(carla).post(path, {**OFFER, "title": "", "amount": {"amount": "2", "currency": "USD"}, "days": 0})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (400, {"title", "days"})
    small = api(carla).post(path, {**OFFER, "amount": {"amount": "2", "currency": "USD"}})
    assert set(small.json()["errors"]) == {"amount"}
    answer = api(carla).post(path, {**OFFER, "files": [str(upload(carla).pk)]})
    assert answer.status_code == 201, answer.json()
    data = answer.json()
    assert (data["origin"], data["state"], data["title"]) == ("offer", "submitted", OFFER["title"])
    assert (data["description"], data["cover_letter"]) == ("In two colours.", "")
    assert [each["name"] for each in data["files"]] == ["a.txt"]
    again = api(carla).post(path, OFFER)
    assert (again.status_code, again.json()["code"]) == (409, "offer_stands")
    hide_profile(by=farida)
    assert api(omar).post(path, OFFER).status_code == 404
    Bid.objects.update(state="withdrawn")
    assert api(carla).post(path, OFFER).json()["code"] == "profile_hidden"


def test_direct_offer_terms_and_acceptance(api, carla, farida, omar):
    offer = make.make_offer_to(farida, carla)
    path = f"/api/v1/bids/{offer.pk}/"
    assert [api(who).get(path).status_code for who in (None, omar, carla, farida)] == [401, 404, 200, 200]
    grounds = api(farida).get(f"{path}decline-grounds/").json()
    assert {"code": "no_time", "text": "She has no time for it now."} in grounds
    terms = {"amount": {"amount": "150.00", "currency": "USD"}, "days": 12}
    proposed = api(farida).post(f"{path}propose-terms/", terms).json()
    changes = proposed["terms"][1]["changes"]
    assert (changes["amount_before"]["amount"], changes["days_before"]) == ("120.00", 10)
    assert [each["kind"] for each in changes["milestones"]] == ["changed", "dropped"]
    assert api(farida).post(f"{path}accept/").status_code == 403
    contract = api(carla).post(f"{path}accept/")
    assert contract.status_code in (200, 201), contract.json()
    assert contract.json()["milestones"][0]["amount"] == terms["amount"]


def test_custom_offer_permissions_validation_and_answers(api, carla, farida, rina):
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    make.post_message(by=carla, conversation_id=talk.pk, text="Could you draw a menu?")
    path = f"/api/v1/conversations/{talk.pk}/offers/"
    assert api().post(path, CUSTOM).status_code == 401
    assert api(rina).post(path, CUSTOM).status_code == 404
    assert (api(carla).post(path, CUSTOM).status_code, api(carla).post(path, CUSTOM).json()["code"]) == (
        403,
        "not_the_freelancer",
    )
    wrong = api(farida).post(path, {**CUSTOM, "title": "", "open_days": 40, "revisions": 40})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (400, {"title", "open_days", "revisions"})
    answer = api(farida).post(path, CUSTOM)
    assert answer.status_code == 201, answer.json()
    data = answer.json()
    assert (data["origin"], data["title"], data["conversation"]) == ("custom", "A menu card", talk.pk)
    assert [part["revisions"] for part in data["milestones"]] == [2]
    assert (api(farida).post(path, CUSTOM).status_code, api(farida).post(path, CUSTOM).json()["code"]) == (
        409,
        "offer_stands",
    )
    assert api(carla).get("/api/v1/offers/?side=received").json()["count"] == 1
    assert api(farida).get("/api/v1/offers/").json()["count"] == 1
    assert api(farida).get("/api/v1/bids/").json()["count"] == 0
    terms = {"amount": {"amount": "80.00", "currency": "USD"}, "days": 7}
    proposed = api(carla).post(f"/api/v1/bids/{data['id']}/propose-terms/", terms).json()
    assert [part["revisions"] for part in proposed["milestones"]] == [2]  # what is left out stays
    free = api(carla).post(f"/api/v1/bids/{data['id']}/propose-terms/", {**terms, "revisions": None}).json()
    assert [part["revisions"] for part in free["milestones"]] == [None]
    contract = api(farida).post(f"/api/v1/bids/{data['id']}/accept/")
    assert contract.status_code in (200, 201), contract.json()


def test_own_offers_sent_and_received(api, carla, farida):
    offer = make.make_offer_to(farida, carla)
    assert api().get("/api/v1/offers/").status_code == 401
    assert [each["id"] for each in api(carla).get("/api/v1/offers/").json()["results"]] == [offer.pk]
    assert api(carla).get("/api/v1/offers/?side=received").json()["count"] == 0
    assert api(farida).get("/api/v1/offers/?side=received").json()["count"] == 1
    assert api(farida).get("/api/v1/bids/").json()["count"] == 0
    assert api(farida).get("/api/v1/bids/quota/").json()["used"] == 0


# Declining, notes, read status, shortlist


def test_decline_grounds_permissions_and_validation(api, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    path = f"/api/v1/bids/{bid.pk}/decline-grounds/"
    assert [api(who).get(path).status_code for who in (None, omar, carla)] == [401, 404, 200]
    wrong = api(carla).post(f"/api/v1/bids/{bid.pk}/decline/", {"ground": "no_time"})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (400, {"ground"})
    declined = api(carla).post(f"/api/v1/bids/{bid.pk}/decline/", {"ground": "price", "reason": "Sorry."}).json()
    assert (declined["decided_ground"], declined["decided_reason"]) == ("price", "Sorry.")
    assert declined["decided_because"] == "The price is more than the client can pay for this job."


def test_bid_note_is_403_for_the_freelancer(api, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    path = f"/api/v1/bids/{bid.pk}/note/"
    assert [api(who).get(path).status_code for who in (None, omar, farida)] == [401, 404, 403]
    assert [api(who).post(path, {"text": "x"}).status_code for who in (None, omar, farida)] == [401, 404, 403]
    assert api(carla).get(path).json() == {"text": "", "changed_at": None}
    assert api(carla).post(path, {"text": "x" * 2001}).status_code == 400
    for _ in range(2):
        assert api(carla).post(path, {"text": "Ask about fonts"}).json()["text"] == "Ask about fonts"
    withdraw_bid(by=farida, bid_id=bid.pk)
    assert api(carla).get(path).json()["text"] == "Ask about fonts"
    assert api(carla).post(path, {"text": ""}).json()["text"] == ""
    assert not BidNote.objects.exists()


def test_bid_note_never_reaches_the_freelancer(api, page, carla, farida, run_jobs, mailbox):
    job = make.make_job(carla)
    bid = make.make_bid(job, farida)
    note_bid(by=carla, bid_id=bid.pk, text="Sesame")
    places = [f"/api/v1/bids/{bid.pk}/", "/api/v1/bids/", f"/api/v1/jobs/{job.pk}/bids/", "/api/v1/notifications/"]
    places += [f"/api/v1/conversations/{bid.conversation_id}/messages/"]
    assert not any(b"Sesame" in api(farida).get(place).content for place in places)
    pages = [f"/bids/{bid.pk}/", "/bids/", f"/jobs/{job.pk}/", f"/messages/{bid.conversation_id}/", "/notifications/"]
    assert not any(b"Sesame" in page(farida).get(place).content for place in pages)
    run_jobs()
    assert not any("Sesame" in mail.body for mail in mailbox)
    assert b"Sesame" in page(carla).get(f"/bids/{bid.pk}/").content


def test_first_read_is_saved_once_and_notified_without_mail(api, carla, farida, run_jobs, mailbox):
    bid = make.make_bid(make.make_job(carla), farida)
    path = f"/api/v1/bids/{bid.pk}/"
    assert api(farida).get(path).json()["read_at"] is None
    run_jobs()
    mail_count = len(mailbox)
    first_read_at = api(carla).get(path).json()["read_at"]
    assert first_read_at
    assert api(carla).get(path).json()["read_at"] == first_read_at == api(farida).get(path).json()["read_at"]
    assert farida.notifications.filter(kind="bid.read").count() == 1
    run_jobs()
    assert len(mailbox) == mail_count


def test_removing_from_the_shortlist_permissions_and_state(api, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    path = f"/api/v1/bids/{bid.pk}/shortlist/"
    assert [api(who).delete(path).status_code for who in (None, omar, farida)] == [401, 404, 403]
    assert api(carla).delete(path).json()["code"] == "bid_not_shortlisted"
    api(carla).post(path)
    assert api(carla).delete(path).json()["state"] == "submitted"


def test_bid_list_can_be_filtered_by_state(api, carla, farida, rina):
    job = make.make_job(carla)
    first, second = make.make_bid(job, farida), make.make_bid(job, rina)
    api(carla).post(f"/api/v1/bids/{first.pk}/shortlist/")
    path = f"/api/v1/jobs/{job.pk}/bids/"
    assert [each["id"] for each in api(carla).get(path).json()["results"]] == [first.pk, second.pk]
    assert [each["id"] for each in api(carla).get(f"{path}?state=submitted").json()["results"]] == [second.pk]


# Letters, answers, files


def test_cover_letters_crud_and_permissions(api, farida, rina):
    path, letter = "/api/v1/letters/", {"title": "Shops", "text": "I draw for shops."}
    assert [api().get(path).status_code, api().post(path, letter).status_code] == [401, 401]
    assert set(api(farida).post(path, {"title": " ", "text": "x" * 4001}).json()["errors"]) == {"title", "text"}
    created = api(farida).post(path, letter).json()
    own = f"/api/v1/letters/{created['id']}/"
    for verb in ("get", "patch", "delete"):
        assert getattr(api(), verb)(own).status_code == 401
        assert getattr(api(rina), verb)(own, {"title": "Mine"}).status_code == 404
    assert api(rina).get(path).json()["count"] == 0
    assert api(farida).patch(own, {"title": "Tea"}).json()["text"] == "I draw for shops."
    assert api(farida).get(own).json()["title"] == "Tea"
    assert api(farida).delete(own).status_code == 204
    assert api(farida).delete(own).status_code == 404


def test_more_than_twenty_letters_return_409(api, farida):
    for number in range(20):
        save_letter(by=farida, title=f"Letter {number}", text="x")
    answer = api(farida).post("/api/v1/letters/", {"title": "One more", "text": "x"})
    assert (answer.status_code, answer.json()["code"], Letter.objects.count()) == (409, "letters_full", 20)


def test_required_answers_are_validated_and_shown_to_the_client(api, carla, farida):
    job = make.make_job(
        carla, questions=(QuestionDraft("Which program?"), QuestionDraft("Your own fonts?", required=False))
    )
    required, optional = job.questions.all()
    path = f"/api/v1/jobs/{job.pk}/bids/"
    assert set(api(farida).post(path, BID).json()["errors"]) == {f"answers.{required.pk}"}
    blank = api(farida).post(path, {**BID, "answers": [{"question": required.pk, "text": "  "}]})
    assert set(blank.json()["errors"]) == {f"answers.{required.pk}"}
    other = make.make_job(carla, questions=(QuestionDraft("Other?"),)).questions.get()
    foreign = api(farida).post(
        path, {**BID, "answers": [{"question": required.pk, "text": "x"}, {"question": other.pk, "text": "x"}]}
    )
    assert set(foreign.json()["errors"]) == {f"answers.{other.pk}"}
    answers = [{"question": required.pk, "text": "Inkscape"}, {"question": optional.pk, "text": ""}]
    created = api(farida).post(path, {**BID, "answers": answers})
    assert created.status_code == 201, created.json()
    expected = [{"question": required.pk, "asked": "Which program?", "text": "Inkscape"}]
    assert created.json()["answers"] == expected
    assert api(carla).get(f"/api/v1/bids/{created.json()['id']}/").json()["answers"] == expected


def test_attached_files_are_readable_only_by_the_two_sides(api, carla, farida, rina, omar):
    job, sample = make.make_job(carla), upload(farida, "sample.png")
    path = f"/api/v1/jobs/{job.pk}/bids/"
    assert set(api(farida).post(path, {**BID, "files": [str(upload(rina).pk)]}).json()["errors"]) == {"files"}
    assert api(carla).get(f"/api/v1/files/{sample.pk}/").status_code == 404
    created = api(farida).post(path, {**BID, "files": [str(sample.pk)]}).json()
    assert [each["id"] for each in created["files"]] == [str(sample.pk)]
    answers = [api(who).get(f"/api/v1/files/{sample.pk}/") for who in (None, omar, rina, carla, farida)]
    assert [answer.status_code for answer in answers] == [401, 404, 404, 200, 200]
    for answer in answers:
        answer.close()


# Query counts, without the statements of transactions (12 detail, 8 list, 14 bid)


def query_count(captured) -> int:
    plain = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return sum(not query["sql"].lstrip().startswith(plain) for query in captured.captured_queries)


def test_bid_requests_query_count(api, carla, farida, rina, django_assert_max_num_queries):
    job = make.make_job(carla)
    program = api(farida)
    with django_assert_max_num_queries(60) as captured:
        created = program.post(f"/api/v1/jobs/{job.pk}/bids/", BID)
    assert query_count(captured) <= 15, [
        query["sql"][:90] for query in captured.captured_queries
    ]  # 14, and one for webhook endpoints
    make.make_bid(job, rina)
    for who, most in ((carla, 6), (farida, 7)):
        with django_assert_max_num_queries(8) as captured:
            api(who).get(f"/api/v1/jobs/{job.pk}/bids/")
        assert query_count(captured) <= most
    bid = f"/api/v1/bids/{created.json()['id']}/"
    api(carla).get(bid)
    with django_assert_max_num_queries(4):  # measured: 4
        api(carla).get(bid)
