"""Pages around choosing: comparing, noting, saying no, letters, files, answers, the month, direct offers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import decline_bid, shortlist_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.bids.reading_actions import note_bid
from market.bids.letters.actions import save_letter
from market.bids.models import Bid, Letter
from market.bids.offers.terms import ProposedTerms
from market.contracts.models import Contract
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.lifecycle import Lifecycle
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Job
from market.jobs.postings.details import QuestionDraft
from market.profiles.freelancers.actions import change_profile, hide_profile, publish_profile
from tests import make

pytestmark = pytest.mark.django_db
TYPED = {"amount": "120", "days": "10", "cover_letter": "I drew logos for six shops.", "rows": "1"}
OFFERED = {"title": "Logo", "description": "In two colours.", "amount": "120", "days": "10", "rows": "1"}


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def bid(job, farida):
    return make.make_bid(job, farida)


def text(answer):
    return answer.content.decode()


# The client chooses


def test_bids_side_by_side(page, job, bid, carla, farida, rina, omar):
    other = make.make_bid(job, rina, ProposedTerms(Money("90.00", "USD"), 20))
    note_bid(by=carla, bid_id=other.pk, text="Cheaper")
    path = f"/jobs/{job.pk}/bids/compare/"
    assert page(omar).get(path).status_code == page(farida).get(path).status_code == 403
    shown = text(page(carla).get(path))
    for said in ("$120.00", "$90.00", "Farida", "Rina", "Cheaper", "Nobody can pay for a better place"):
        assert said in shown
    assert "Rina" not in text(page(carla).get(f"{path}?bid={bid.pk}&bid=x"))
    assert not job.bids.filter(read_at=None).exists(), "her letter was shown"
    stranger = make.make_bid(make.make_job(omar), farida)
    assert f"/bids/{stranger.pk}/" not in text(page(carla).get(f"{path}?bid={stranger.pk}"))
    assert "Nothing to compare yet" in text(page(omar).get(f"/jobs/{make.make_job(omar).pk}/bids/compare/"))


def test_the_order_is_explained_where_there_is_one(page, job, bid, carla, rina):
    assert "How is this list ordered?" not in text(page(carla).get(f"/jobs/{job.pk}/"))
    make.make_bid(job, rina)
    assert "How is this list ordered?" in text(page(carla).get(f"/jobs/{job.pk}/"))


def test_a_note(page, bid, carla, farida, omar):
    path = f"/bids/{bid.pk}/note/"
    assert [page(who).post(path, {"text": "x"}).status_code for who in (omar, farida)] == [404, 403]
    assert "Only you see it" in text(page(carla).post(path, {"text": "Ask about fonts"}, follow=True))
    assert "Ask about fonts" in text(page(carla).get(f"/jobs/{bid.job_id}/"))
    long = page(carla).post(path, {"text": "x" * 2001})
    assert (long.status_code, "x" * 2001 in text(long)) == (400, True)


def test_off_the_shortlist(page, bid, carla, farida):
    path = f"/bids/{bid.pk}/unlist/"
    assert page(farida).post(path).status_code == 403
    assert "is not on the shortlist" in text(page(carla).post(path, follow=True))
    shortlist_bid(by=carla, bid_id=bid.pk)
    assert "off your shortlist" in text(page(carla).post(path, follow=True))


def test_a_standard_reason_is_read_kindly(page, bid, carla, farida):
    path = f"/bids/{bid.pk}/decline/"
    assert page(carla).post(path, {"ground": "no_time"}).status_code == 400
    page(carla).post(path, {"ground": "time", "reason": "We open on Friday."})
    shown = text(page(farida).get(f"/bids/{bid.pk}/"))
    for said in ("The client needs it sooner.", "We open on Friday.", "says little about your work"):
        assert said in shown
    farida.language = "bn"
    farida.save()
    assert "ক্লায়েন্টের এটি আরও আগে দরকার।" in text(page(farida, "bn").get(f"/bids/{bid.pk}/"))


def test_it_is_said_when_a_bid_was_read(page, bid, carla, farida):
    assert "Not read yet" in text(page(farida).get(f"/bids/{bid.pk}/"))
    page(carla).get(f"/bids/{bid.pk}/")
    assert "Read for the first time" in text(page(farida).get(f"/bids/{bid.pk}/"))
    assert "Read by the client" in text(page(farida).get("/bids/"))
    assert "has read your bid" in text(page(farida).get("/notifications/"))


def test_the_difference_between_terms(page, bid, carla, farida):
    propose_terms(by=carla, bid_id=bid.pk, terms=ProposedTerms(Money("100.00", "USD"), 9))
    for who in (carla, farida):
        shown = text(page(who).get(f"/bids/{bid.pk}/"))
        for said in ("Amount before: $120.00.", "Time before: 10 days.", "Dropped", "Called before:", "Changed"):
            assert said in shown


# Her month


def test_why_a_place_is_used_and_when_it_comes_back(page, job, bid, carla, farida, omar):
    second = make.make_bid(make.make_job(omar), farida)
    shown = text(page(farida).get("/bids/quota/"))
    assert "It comes back if the job ends without hiring." in shown
    withdraw_bid(by=farida, bid_id=second.pk)
    close_job(by=carla, job_id=job.pk)
    make.make_offer_to(farida, omar)
    shown = text(page(farida).get("/bids/quota/"))
    assert "You withdrew it: its place stays used." in shown
    assert "Came back on" in shown
    assert shown.count('class="rows"') == 1
    assert "No bid this month" in text(page(omar).get("/bids/quota/"))


# Letters


def test_letters_are_kept_changed_and_deleted(page, farida, rina):
    assert "No letters yet" in text(page(farida).get("/bids/letters/"))
    empty = page(farida).post("/bids/letters/", {"title": "", "text": "I draw."})
    assert (empty.status_code, "I draw." in text(empty)) == (400, True)
    assert "The letter is kept." in text(page(farida).post("/bids/letters/", {"title": "A", "text": "B"}, follow=True))
    letter = Letter.objects.get()
    path = f"/bids/letters/{letter.pk}/"
    assert page(rina).get(path).status_code == page(rina).post(f"{path}delete/").status_code == 404
    page(farida).post(path, {"title": "Shops", "text": "I draw for shops."})
    assert "Shops" in text(page(farida).get("/bids/letters/"))
    page(farida).post(f"{path}delete/")
    assert not Letter.objects.exists()


def test_a_letter_is_inserted_below_what_is_typed(page, job, farida):
    letter = save_letter(by=farida, title="Shops", text="I draw for shops.")
    typed = {**TYPED, "insert": "1", "letter": str(letter.pk), "title_0": "Drafts"}
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", typed)
    assert answer.status_code == 200
    assert "I drew logos for six shops.\n\nI draw for shops." in text(answer).replace("\r", "")
    assert 'value="Drafts"' in text(answer)
    assert not Bid.objects.exists()


def test_the_letter_of_a_bid_is_kept(page, bid, carla, farida, omar):
    path = f"/bids/{bid.pk}/keep-letter/"
    assert [page(who).post(path).status_code for who in (omar, carla)] == [404, 403]
    assert "The letter is kept." in text(page(farida).post(path, follow=True))
    assert Letter.objects.get().text == "I drew logos for six shops."


# Answers and files


def test_questions_are_answered_on_the_page(page, carla, farida):
    job = make.make_job(carla, questions=(QuestionDraft("Which program?"),))
    question = job.questions.get()
    path = f"/jobs/{job.pk}/bid/"
    assert "Which program?" in text(page(farida).get(path))
    refused = page(farida).post(path, TYPED)
    assert (refused.status_code, f'id="id_answer_{question.pk}_error"' in text(refused)) == (400, True)
    placed = page(farida).post(path, {**TYPED, f"answer_{question.pk}": "Inkscape"}, follow=True)
    assert "Inkscape" in text(placed)
    assert "Inkscape" in text(page(carla).get(f"/bids/{Bid.objects.get().pk}/"))
    assert "Inkscape" in text(page(carla).get(f"/jobs/{job.pk}/bids/compare/"))


def test_files_survive_what_is_refused(page, job, carla, farida, omar):
    path = f"/jobs/{job.pk}/bid/"
    sample = SimpleUploadedFile("sample.txt", b"a")
    refused = page(farida).post(path, {**TYPED, "amount": "2", "uploads": sample})
    assert refused.status_code == 400
    kept = text(refused).split('name="kept" value="')[1].split('"')[0]
    more = page(farida).post(path, {**TYPED, "add": "1", "kept": kept})
    assert f'value="{kept}"' in text(more)
    page(farida).post(path, {**TYPED, "kept": kept})
    bid = Bid.objects.get()
    assert [str(each.pk) for each in bid.files.all()] == [kept]
    assert "sample.txt" in text(page(carla).get(bid.get_absolute_url()))
    answers = [page(who).get(f"/files/{kept}/") for who in (carla, farida, omar)]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    for answer in answers:
        answer.close()


# Direct offers


def test_offering_a_contract_from_her_profile(page, carla, farida):
    profile = f"/talent/{farida.profile.pk}/"
    path = f"{profile}offer/"
    assert "Offer her a contract" in text(page(carla).get(profile))
    assert "Offer her a contract" not in text(page().get(profile)) + text(page(farida).get(profile))
    refused = page(carla).post(path, {**OFFERED, "amount": "2"})
    assert (refused.status_code, "In two colours." in text(refused)) == (400, True)
    sent = page(carla).post(path, OFFERED, follow=True)
    assert "Your offer to Farida" in text(sent)
    assert "Offer from Carla" in text(page(farida).get(Bid.objects.get().get_absolute_url()))
    assert "Your open offer to her" in text(page(carla).get(profile))
    assert page(carla).get(path).url == Bid.objects.get().get_absolute_url()


def test_who_takes_none_is_said_clearly(page, carla, farida):
    withdraw_bid(by=carla, bid_id=make.make_offer_to(farida, carla).pk)
    hide_profile(by=farida)
    answer = page(carla).get(f"/talent/{farida.profile.pk}/offer/")
    assert (answer.status_code, "takes no offers now" in text(answer)) == (409, True)


def test_no_way_to_offer_where_she_takes_no_work(page, carla, farida):
    change_profile(by=farida, availability="busy")
    assert "Offer her a contract" not in text(page(carla).get(f"/talent/{farida.profile.pk}/"))


@pytest.mark.parametrize("state", Bid.State.values)
def test_every_state_of_an_offer_is_said_to_both(page, carla, farida, state):
    offer = make.make_offer_to(farida, carla)
    Bid.objects.filter(pk=offer.pk).update(state=state)
    for who in (carla, farida):
        for language in ("en", "bn"):
            assert page(who, language).get(offer.get_absolute_url()).status_code == 200
        assert page(who).get(f"/offers/{offer.job_id}/").url == offer.get_absolute_url()


def test_an_offer_stands_in_the_lists_of_both(page, carla, farida, omar):
    offer = make.make_offer_to(farida, carla)
    for who, tab in ((carla, "sent"), (farida, "received")):
        assert "Logo for a tea shop" in text(page(who).get(f"/offers/?tab={tab}"))
    assert "Direct offer" in text(page(farida).get("/bids/"))
    assert "Answer the direct offer" in text(page(farida).get("/my-work/"))
    assert "No offers yet" in text(page(omar).get("/offers/"))
    page(farida).post(f"/bids/{offer.pk}/decline/", {"ground": "no_time"})
    shown = text(page(carla).get(offer.get_absolute_url()))
    assert "She has no time for it now." in shown
    again = text(page(carla).get(f"/talent/{farida.profile.pk}/offer/?again={offer.pk}"))
    assert 'value="Logo for a tea shop"' in again
    assert 'value="Final files"' in again


def test_hiring_again_begins_with_what_was(page, carla, farida, omar, bid):
    contract = accept_terms(by=carla, bid_id=bid.pk)
    Contract.objects.filter(pk=contract.pk).update(state="completed", ended_at=clock.now())
    path = f"/contracts/{contract.pk}/hire-again/"
    assert [page(who).get(path).status_code for who in (omar, farida)] == [404, 403]
    shown = text(page(carla).get(path))
    for said in ('value="Logo for a tea shop"', 'value="120"', 'value="Final files"', "two colours"):
        assert said in shown
    assert path in text(page(carla).get(f"/contracts/{contract.pk}/"))
    assert path in text(page(carla).get("/contracts/"))
    assert path not in text(page(farida).get("/contracts/")) + text(page(farida).get(f"/contracts/{contract.pk}/"))


@pytest.mark.parametrize(("who", "most"), [("carla", 12), ("farida", 12)])
def test_an_offers_page_costs_few_statements(request, page, carla, farida, who, most, django_assert_max_num_queries):
    offer = make.make_offer_to(farida, carla)
    browser = page(request.getfixturevalue(who))
    browser.get(offer.get_absolute_url())
    with django_assert_max_num_queries(most):
        browser.get(offer.get_absolute_url())
    with django_assert_max_num_queries(12):
        browser.get("/offers/?tab=sent")


def test_who_cannot_bid_is_led_to_the_page_that_says_why(page, job, carla, farida, rina, omar):
    path, leads_to = f"/jobs/{job.pk}/bid/", f"/jobs/{job.pk}/"
    assert page(farida).get(path).status_code == 200
    assert page(omar).get(path).url == leads_to
    hide_profile(by=rina)
    assert page(rina).get(path).url == leads_to
    Job.objects.filter(pk=job.pk).update(visibility="invited")
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert page(farida).get(path).status_code == 200
    publish_profile(by=rina)
    assert page(rina).get(path).status_code == 404
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now())
    assert page(farida).get(path).url == leads_to


def test_a_used_month_is_said_before_she_writes(page, job, farida, settings):
    settings.LIFECYCLE = Lifecycle(bids_per_month=1)
    make.make_bid(make.make_job(title="Another"), farida)
    for path in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/bid/"):
        shown = text(page(farida).get(path))
        assert "You have used your bids of this month." in shown
        assert 'href="/bids/quota/"' in shown
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", {"amount": "60", "days": "5", "cover_letter": "I can wait."})
    assert answer.status_code == 429
    assert "I can wait." in text(answer)


def test_a_decided_bid_is_not_called_unread(page, bid, carla, farida):
    decline_bid(by=carla, bid_id=bid.pk)
    assert "Not read yet" not in text(page(farida).get(f"/bids/{bid.pk}/"))
