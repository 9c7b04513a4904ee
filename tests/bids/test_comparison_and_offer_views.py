"""Pages for comparing, noting and declining bids, for letters, files, answers, the quota and direct offers."""

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
from market.profiles.portfolio.actions import add_case
from market.profiles.portfolio.picture_actions import add_picture
from tests import make
from tests.profiles.test_pictures import picture

pytestmark = pytest.mark.django_db
BID_FORM = {"amount": "120", "days": "10", "cover_letter": "I drew logos for six shops.", "rows": "1"}
OFFER_FORM = {"title": "Logo", "description": "In two colours.", "amount": "120", "days": "10", "rows": "1"}


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def bid(job, farida):
    return make.make_bid(job, farida)


def text(answer):
    return answer.content.decode()


# Comparison, notes, declining


def test_compare_page_shows_bids_only_to_the_client(page, job, bid, carla, farida, rina, omar):
    other = make.make_bid(job, rina, ProposedTerms(Money("90.00", "USD"), 20))
    note_bid(by=carla, bid_id=other.pk, text="Cheaper")
    path = f"/jobs/{job.pk}/bids/compare/"
    assert page(omar).get(path).status_code == page(farida).get(path).status_code == 403
    content = text(page(carla).get(path))
    for expected in ("$120.00", "$90.00", "Farida", "Rina", "Cheaper", "Nobody can pay for a better place"):
        assert expected in content
    assert "Rina" not in text(page(carla).get(f"{path}?bid={bid.pk}&bid=x"))
    assert not job.bids.filter(read_at=None).exists(), "comparing marks the bids as read"
    other_bid = make.make_bid(make.make_job(omar), farida)
    assert f"/bids/{other_bid.pk}/" not in text(page(carla).get(f"{path}?bid={other_bid.pk}"))
    assert "Nothing to compare yet" in text(page(omar).get(f"/jobs/{make.make_job(omar).pk}/bids/compare/"))


def test_compare_page_shows_pictures_of_the_bid_or_else_of_the_portfolio(page, job, bid, carla, farida):
    path = f"/jobs/{job.pk}/bids/compare/"
    assert "From the portfolio" not in text(page(carla).get(path))
    work = add_picture(by=farida, file=picture((20, 20)), title="A poster", case_id=add_case(by=farida, title="A").pk)
    content = text(page(carla).get(path))
    assert "From the portfolio" in content
    assert work.thumbnail_url in content


def test_sort_order_is_explained_for_two_or_more_bids(page, job, bid, carla, rina):
    assert "How is this list ordered?" not in text(page(carla).get(f"/jobs/{job.pk}/"))
    make.make_bid(job, rina)
    assert "How is this list ordered?" in text(page(carla).get(f"/jobs/{job.pk}/"))


def test_bid_note_permissions_and_form_error(page, bid, carla, farida, omar):
    path = f"/bids/{bid.pk}/note/"
    assert [page(who).post(path, {"text": "x"}).status_code for who in (omar, farida)] == [404, 403]
    assert "Only you see it" in text(page(carla).post(path, {"text": "Ask about fonts"}, follow=True))
    assert "Ask about fonts" in text(page(carla).get(f"/jobs/{bid.job_id}/"))
    long = page(carla).post(path, {"text": "x" * 2001})
    assert (long.status_code, "x" * 2001 in text(long)) == (400, True)


def test_removing_from_the_shortlist(page, bid, carla, farida):
    path = f"/bids/{bid.pk}/unlist/"
    assert page(farida).post(path).status_code == 403
    assert "is not on the shortlist" in text(page(carla).post(path, follow=True))
    shortlist_bid(by=carla, bid_id=bid.pk)
    assert "off your shortlist" in text(page(carla).post(path, follow=True))


def test_decline_reason_is_shown_in_the_freelancers_language(page, bid, carla, farida):
    path = f"/bids/{bid.pk}/decline/"
    assert page(carla).post(path, {"ground": "no_time"}).status_code == 400
    page(carla).post(path, {"ground": "time", "reason": "We open on Friday."})
    content = text(page(farida).get(f"/bids/{bid.pk}/"))
    for expected in ("The client needs it sooner.", "We open on Friday.", "says little about your work"):
        assert expected in content
    farida.language = "bn"
    farida.save()
    assert "ক্লায়েন্টের এটি আরও আগে দরকার।" in text(page(farida, "bn").get(f"/bids/{bid.pk}/"))


def test_read_status_is_shown_to_the_freelancer(page, bid, carla, farida):
    assert "Not read yet" in text(page(farida).get(f"/bids/{bid.pk}/"))
    page(carla).get(f"/bids/{bid.pk}/")
    assert "Read for the first time" in text(page(farida).get(f"/bids/{bid.pk}/"))
    assert "Read by the client" in text(page(farida).get("/bids/"))
    assert "has read your bid" in text(page(farida).get("/notifications/"))


def test_difference_between_terms_is_shown_to_both(page, bid, carla, farida):
    propose_terms(by=carla, bid_id=bid.pk, terms=ProposedTerms(Money("100.00", "USD"), 9))
    for who in (carla, farida):
        content = text(page(who).get(f"/bids/{bid.pk}/"))
        for expected in ("Amount before: $120.00.", "Time before: 10 days.", "Dropped", "Called before:", "Changed"):
            assert expected in content


# The monthly quota


def test_quota_page_explains_used_and_returned_bids(page, job, bid, carla, farida, omar):
    second = make.make_bid(make.make_job(omar), farida)
    content = text(page(farida).get("/bids/quota/"))
    assert "It comes back if the job ends without hiring." in content
    withdraw_bid(by=farida, bid_id=second.pk)
    close_job(by=carla, job_id=job.pk)
    make.make_offer_to(farida, omar)
    content = text(page(farida).get("/bids/quota/"))
    assert "You withdrew it: its place stays used." in content
    assert "Came back on" in content
    assert content.count('class="rows"') == 1
    assert "No bid this month" in text(page(omar).get("/bids/quota/"))


# Letters


def test_cover_letters_are_saved_changed_and_deleted(page, farida, rina):
    assert "No letters yet" in text(page(farida).get("/bids/letters/"))
    empty = page(farida).post("/bids/letters/", {"title": "", "text": "I draw."})
    assert (empty.status_code, "I draw." in text(empty)) == (400, True)
    assert "The cover letter is saved." in text(
        page(farida).post("/bids/letters/", {"title": "A", "text": "B"}, follow=True)
    )
    letter = Letter.objects.get()
    path = f"/bids/letters/{letter.pk}/"
    assert page(rina).get(path).status_code == page(rina).post(f"{path}delete/").status_code == 404
    page(farida).post(path, {"title": "Shops", "text": "I draw for shops."})
    assert "Shops" in text(page(farida).get("/bids/letters/"))
    page(farida).post(f"{path}delete/")
    assert not Letter.objects.exists()


def test_saved_letter_is_inserted_below_typed_text(page, job, farida):
    letter = save_letter(by=farida, title="Shops", text="I draw for shops.")
    form_data = {**BID_FORM, "insert": "1", "letter": str(letter.pk), "title_0": "Drafts"}
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", form_data)
    assert answer.status_code == 200
    assert "I drew logos for six shops.\n\nI draw for shops." in text(answer).replace("\r", "")
    assert 'value="Drafts"' in text(answer)
    assert not Bid.objects.exists()


def test_letter_of_a_bid_can_be_saved(page, bid, carla, farida, omar):
    path = f"/bids/{bid.pk}/keep-letter/"
    assert [page(who).post(path).status_code for who in (omar, carla)] == [404, 403]
    assert "The cover letter is saved." in text(page(farida).post(path, follow=True))
    assert Letter.objects.get().text == "I drew logos for six shops."


# Answers and files


def test_required_question_shows_a_form_error_until_answered(page, carla, farida):
    job = make.make_job(carla, questions=(QuestionDraft("Which program?"),))
    question = job.questions.get()
    path = f"/jobs/{job.pk}/bid/"
    assert "Which program?" in text(page(farida).get(path))
    refused = page(farida).post(path, BID_FORM)
    assert (refused.status_code, f'id="id_answer_{question.pk}_error"' in text(refused)) == (400, True)
    placed = page(farida).post(path, {**BID_FORM, f"answer_{question.pk}": "Inkscape"}, follow=True)
    assert "Inkscape" in text(placed)
    assert "Inkscape" in text(page(carla).get(f"/bids/{Bid.objects.get().pk}/"))
    assert "Inkscape" in text(page(carla).get(f"/jobs/{job.pk}/bids/compare/"))


def test_uploaded_files_survive_a_form_error(page, job, carla, farida, omar):
    path = f"/jobs/{job.pk}/bid/"
    sample = SimpleUploadedFile("sample.txt", b"a")
    refused = page(farida).post(path, {**BID_FORM, "amount": "2", "uploads": sample})
    assert refused.status_code == 400
    upload_id = text(refused).split('name="kept" value="')[1].split('"')[0]
    more = page(farida).post(path, {**BID_FORM, "add": "1", "kept": upload_id})
    assert f'value="{upload_id}"' in text(more)
    page(farida).post(path, {**BID_FORM, "kept": upload_id})
    bid = Bid.objects.get()
    assert [str(each.pk) for each in bid.files.all()] == [upload_id]
    assert "sample.txt" in text(page(carla).get(bid.get_absolute_url()))
    answers = [page(who).get(f"/files/{upload_id}/") for who in (carla, farida, omar)]
    assert [answer.status_code for answer in answers] == [200, 200, 404]
    for answer in answers:
        answer.close()


# Direct offers


def test_direct_offer_from_a_profile_page(page, carla, farida):
    profile = f"/talent/{farida.profile.pk}/"
    path = f"{profile}offer/"
    assert "Offer her a contract" in text(page(carla).get(profile))
    assert "Offer her a contract" not in text(page().get(profile)) + text(page(farida).get(profile))
    refused = page(carla).post(path, {**OFFER_FORM, "amount": "2"})
    assert (refused.status_code, "In two colours." in text(refused)) == (400, True)
    answer = page(carla).post(path, OFFER_FORM, follow=True)
    assert "Your offer to Farida" in text(answer)
    assert "Offer from Carla" in text(page(farida).get(Bid.objects.get().get_absolute_url()))
    assert "Your open offer to her" in text(page(carla).get(profile))
    assert page(carla).get(path).url == Bid.objects.get().get_absolute_url()


def test_offering_to_a_hidden_profile_returns_409(page, carla, farida):
    withdraw_bid(by=carla, bid_id=make.make_offer_to(farida, carla).pk)
    hide_profile(by=farida)
    answer = page(carla).get(f"/talent/{farida.profile.pk}/offer/")
    assert (answer.status_code, "takes no offers now" in text(answer)) == (409, True)


def test_busy_freelancer_has_no_offer_button(page, carla, farida):
    change_profile(by=farida, availability="busy")
    assert "Offer her a contract" not in text(page(carla).get(f"/talent/{farida.profile.pk}/"))


@pytest.mark.parametrize("state", Bid.State.values)
def test_offer_page_renders_in_every_state(page, carla, farida, state):
    offer = make.make_offer_to(farida, carla)
    Bid.objects.filter(pk=offer.pk).update(state=state)
    for who in (carla, farida):
        for language in ("en", "bn"):
            assert page(who, language).get(offer.get_absolute_url()).status_code == 200
        assert page(who).get(f"/offers/{offer.job_id}/").url == offer.get_absolute_url()


def test_offer_is_listed_for_both_sides(page, carla, farida, omar):
    offer = make.make_offer_to(farida, carla)
    for who, tab in ((carla, "sent"), (farida, "received")):
        assert "Logo for a tea shop" in text(page(who).get(f"/offers/?tab={tab}"))
    assert "Direct offer" in text(page(farida).get("/bids/"))
    assert "Answer the offer" in text(page(farida).get("/my-work/"))
    assert "No offers yet" in text(page(omar).get("/offers/"))
    page(farida).post(f"/bids/{offer.pk}/decline/", {"ground": "no_time"})
    content = text(page(carla).get(offer.get_absolute_url()))
    assert "She has no time for it now." in content
    again = text(page(carla).get(f"/talent/{farida.profile.pk}/offer/?again={offer.pk}"))
    assert 'value="Logo for a tea shop"' in again
    assert 'value="Final files"' in again


def test_hire_again_form_is_prefilled_from_the_contract(page, carla, farida, omar, bid):
    contract = accept_terms(by=carla, bid_id=bid.pk)
    Contract.objects.filter(pk=contract.pk).update(state="completed", ended_at=clock.now())
    path = f"/contracts/{contract.pk}/hire-again/"
    assert [page(who).get(path).status_code for who in (omar, farida)] == [404, 403]
    content = text(page(carla).get(path))
    for expected in ('value="Logo for a tea shop"', 'value="120"', 'value="Final files"', "two colours"):
        assert expected in content
    assert path in text(page(carla).get(f"/contracts/{contract.pk}/"))
    assert path in text(page(carla).get("/contracts/"))
    assert path not in text(page(farida).get("/contracts/")) + text(page(farida).get(f"/contracts/{contract.pk}/"))


@pytest.mark.parametrize(("who", "most"), [("carla", 12), ("farida", 12)])
def test_offer_page_query_count(request, page, carla, farida, who, most, django_assert_max_num_queries):
    offer = make.make_offer_to(farida, carla)
    browser = page(request.getfixturevalue(who))
    browser.get(offer.get_absolute_url())
    with django_assert_max_num_queries(most):
        browser.get(offer.get_absolute_url())
    with django_assert_max_num_queries(12):
        browser.get("/offers/?tab=sent")


def test_bid_form_redirects_users_who_cannot_bid_to_the_job(page, job, carla, farida, rina, omar):
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


def test_used_quota_is_shown_on_the_job_and_bid_pages(page, job, farida, settings):
    settings.LIFECYCLE = Lifecycle(bids_per_month=1)
    make.make_bid(make.make_job(title="Another"), farida)
    for path in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/bid/"):
        content = text(page(farida).get(path))
        assert "You have used your bids of this month." in content
        assert 'href="/bids/quota/"' in content
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", {"amount": "60", "days": "5", "cover_letter": "I can wait."})
    assert answer.status_code == 429
    assert "I can wait." in text(answer)


def test_declined_bid_is_not_shown_as_unread(page, bid, carla, farida):
    decline_bid(by=carla, bid_id=bid.pk)
    assert "Not read yet" not in text(page(farida).get(f"/bids/{bid.pk}/"))
