"""Pages of bids, without JavaScript, for both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from market.bids.bids.actions import propose_terms
from market.bids.bids.decision_actions import decline_bid, withdraw_bid
from market.bids.bids.ending_actions import close_job
from market.bids.forms import MilestoneFormSet
from market.bids.models import Bid
from market.bids.offers.terms import ProposedTerms
from market.core.base.money import Money
from market.core.web.forms import typed_before
from market.jobs.invitations.actions import invite_freelancer
from tests import make

OTHER = ProposedTerms(Money("100.00", "USD"), 9)


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def bid(job, farida):
    return make.make_bid(job, farida)


def form_data(**more):
    return {"amount": "120", "days": "10", "cover_letter": "I drew logos for six shops.", "rows": "3", **more}


def rows(*parts):
    return {
        f"{stem}_{row}": value
        for row, part in enumerate(parts)
        for stem, value in zip(("title", "amount", "days"), part, strict=True)
    }


def text(answer):
    return answer.content.decode()


# Lists and permissions


def test_heading_counts_only_open_bids(page, bid, job, carla, farida, rina):
    make.make_bid(job, rina)
    heading = '<h2 id="bids-title">Bids <span class="muted num">{}</span></h2>'
    content = text(page(carla).get(f"/jobs/{job.pk}/"))
    assert heading.format(2) in content
    assert content.count('form="compare"') == 2
    withdraw_bid(by=farida, bid_id=bid.pk)
    content = text(page(carla).get(f"/jobs/{job.pk}/"))
    assert heading.format(1) in content
    assert "1 withdrawn" in content
    assert 'id="compare"' not in content  # nothing to compare it with
    close_job(by=carla, job_id=job.pk)
    content = text(page(carla).get(f"/jobs/{job.pk}/"))
    assert heading.format(0) in content
    assert "1 lapsed" in content
    assert "No bids yet" not in content


def test_file_error_is_shown_with_all_other_form_errors(page, job, farida):
    parts = rows(("Sketches", "50", "5"), ("Final", "40", "5"))
    uploads = [SimpleUploadedFile("good.txt", b"Words"), SimpleUploadedFile("empty.txt", b"")]
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", form_data(**parts, cover_letter="", uploads=uploads))
    content = text(answer)
    assert answer.status_code == 400
    for expected in ("empty.txt: The file is empty.", "Make them equal.", "This field is required.", "good.txt"):
        assert expected in content
    assert not Bid.objects.exists()


@pytest.mark.django_db
def test_anonymous_is_redirected_to_sign_in(page, bid):
    for address in (f"/bids/{bid.pk}/", "/bids/", f"/jobs/{bid.job_id}/bid/", f"/bids/{bid.pk}/terms/"):
        answer = page().get(address)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_bid_page_is_404_for_everybody_but_its_two_sides(page, bid, carla, farida, rina, omar):
    path = f"/bids/{bid.pk}/"
    assert [page(who).get(path).status_code for who in (omar, rina, carla, farida)] == [404, 404, 200, 200]
    for verb in ("withdraw", "shortlist", "decline", "terms"):
        assert page(omar).post(f"{path}{verb}/", form_data()).status_code == 404


def test_job_page_shows_bids_only_to_its_client(page, bid, carla, rina, omar):
    path = f"/jobs/{bid.job_id}/"
    content = text(page(carla).get(path))
    assert "I drew logos" in content
    assert "Received" in content  # what its freelancer sees as sent
    assert 'href="#bids">See the bids' in content
    assert '<a href="/my-work/" aria-current="page">' in content
    for other in (None, omar, rina):
        content = text(page(other).get(path))
        assert "I drew logos" not in content
        assert "$120.00" not in content
        assert "See the bids" not in content
        assert '<a href="/jobs/" aria-current="page">' in content


def test_bid_pages_query_count(page, bid, carla, farida, rina, django_assert_max_num_queries):
    make.make_bid(bid.job, rina)
    propose_terms(by=carla, bid_id=bid.pk, terms=OTHER)
    for who in (carla, farida):
        browser = page(who)
        for address, most in ((f"/bids/{bid.pk}/", 12), ("/bids/", 10), (f"/jobs/{bid.job_id}/", 14)):
            browser.get(address)
            with django_assert_max_num_queries(most):
                assert browser.get(address).status_code == 200


# Submitting a bid


def test_submitting_a_bid_redirects_to_it(page, job, farida):
    parts = rows(("Drafts", "40", "4"), ("Final files", "80.00", "6"), ("", "", ""))
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", form_data(**parts), follow=True)
    bid = Bid.objects.get()
    assert answer.redirect_chain[-1][0] == f"/bids/{bid.pk}/"
    assert [part["amount"] for part in bid.latest.milestones] == ["40.00", "80.00"]
    assert "Your bid is placed" in text(answer)
    assert page(farida).get(f"/jobs/{job.pk}/bid/").url == f"/bids/{bid.pk}/"


def test_bangla_digits_are_accepted(page, job, farida):
    page(farida).post(f"/jobs/{job.pk}/bid/", form_data(amount="১২০.৫০", days="১০"))
    assert Bid.objects.get().latest.amount == Money("120.50", "USD")


def test_adding_a_milestone_row_keeps_typed_values(page, job, farida):
    answer = page(farida).post(
        f"/jobs/{job.pk}/bid/", form_data(add="1", rows="3", **rows(("Drafts", "40", "4"), ("Files", "x", "")))
    )
    assert answer.status_code == 200
    content = text(answer)
    assert 'name="title_3"' in content
    for expected in ("Drafts", "Files", 'value="40"', 'value="x"', "I drew logos for six shops."):
        assert expected in content
    assert 'role="alert"' not in content
    assert not Bid.objects.exists()


def test_milestone_rows_are_limited_to_twenty(page, job, farida):
    content = text(page(farida).post(f"/jobs/{job.pk}/bid/", form_data(add="1", rows="20")))
    assert 'name="title_19"' in content
    assert 'name="title_20"' not in content
    assert 'name="add"' not in content
    assert 'name="title_19"' in text(page(farida).post(f"/jobs/{job.pk}/bid/", form_data(add="1", rows="900000")))
    assert 'name="title_0"' in text(page(farida).post(f"/jobs/{job.pk}/bid/", form_data(add="1", rows="9" * 5000)))


def test_count_button_shows_fee_and_totals(page, job, farida):
    content = text(page(farida).post(f"/jobs/{job.pk}/bid/", form_data(count="1", **rows(("Drafts", "40", "4")))))
    for amount in ("$120.00", "$6.00", "$126.00", "$40.00"):
        assert amount in content
    assert "not equal to the amount yet" in content
    assert "You get" in content  # nobody is named to themselves
    assert "Freelancer gets" not in content


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "much"}, "Give an amount like"),
        ({"amount": "2"}, "The smallest amount is $5.00."),
        ({"cover_letter": ""}, "required"),
        (rows(("Drafts", "40", "")), "Fill this in"),
        (rows(("Drafts", "40", "4")), "Make them equal"),
        (rows(("", "", ""), ("Drafts", "117", "4"), ("Files", "3", "4")), "The smallest amount is $5.00."),
    ],
)
def test_form_error_keeps_typed_values(page, job, farida, change, said):
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", form_data(**change))
    assert answer.status_code == 400
    assert said in text(answer)
    if "cover_letter" not in change:
        assert "I drew logos for six shops." in text(answer)
    assert not Bid.objects.exists()


def test_milestone_error_is_shown_at_its_row(page, job, farida):
    parts = rows(("", "", ""), ("Drafts", "117", "4"), ("Files", "3", "4"))
    content = text(page(farida).post(f"/jobs/{job.pk}/bid/", form_data(**parts)))
    assert 'id="id_amount_2_error"' in content
    assert 'id="id_amount_1_error"' not in content


def test_used_quota_returns_429_and_keeps_typed_values(page, job, farida, settings, carla):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=1)
    make.make_bid(make.make_job(carla), farida)
    answer = page(farida).post(f"/jobs/{job.pk}/bid/", form_data())
    assert answer.status_code == 429
    assert "You have used your 1 bids" in text(answer)
    assert "I drew logos for six shops." in text(answer)


def test_bid_form_redirects_the_client_to_the_job(page, job, carla):
    assert page(carla).get(f"/jobs/{job.pk}/bid/").url == f"/jobs/{job.pk}/"


# The bid button of the job's page, by user and state


def test_job_page_shows_the_bid_button_by_user_and_state(page, job, carla, farida, rina, omar, settings):
    path = f"/jobs/{job.pk}/"
    assert "Sign in to bid" in text(page().get(path))
    assert "with a valid certificate" in text(page(omar).get(path))
    assert "Place a bid" in text(page(farida).get(path))
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert "You are invited" in text(page(farida).get(path))
    bid = make.make_bid(job, farida)
    assert "See your bid" in text(page(farida).get(path))
    withdraw_bid(by=farida, bid_id=bid.pk)
    assert "Place a bid" in text(page(farida).get(path))
    type(rina.profile).objects.filter(user=rina).update(state="draft")
    assert "Publish your profile first" in text(page(rina).get(path))
    settings.LIFECYCLE = type(settings.LIFECYCLE)(bids_per_month=1)
    assert "You have used your bids of this month" in text(page(farida).get(path))
    assert "End without hiring" in text(page(carla).get(path))


def test_ended_job_has_no_bid_button(page, job, bid, carla, rina, farida):
    close_job(by=carla, job_id=job.pk)
    path = f"/jobs/{job.pk}/"
    assert "Place a bid" not in text(page(rina).get(path))
    assert "Sign in to bid" not in text(page().get(path))
    assert "End without hiring" not in text(page(carla).get(path))
    assert "See your bid" in text(page(farida).get(path))


def test_invited_job_says_that_an_invitation_is_needed(page, carla, farida):
    job = make.make_job(carla)
    withdraw_bid(by=farida, bid_id=make.make_bid(job, farida).pk)
    type(job).objects.filter(pk=job.pk).update(visibility="invited")
    assert "Only invited freelancers" in text(page(farida).get(f"/jobs/{job.pk}/"))


def test_bids_of_a_job_can_be_sorted(page, job, carla, farida, rina):
    make.make_bid(job, farida)
    make.make_bid(job, rina, ProposedTerms(Money("90.00", "USD"), 20))

    def first(sort):
        content = text(page(carla).get(f"/jobs/{job.pk}/?sort={sort}"))
        return min(("Farida", "Rina"), key=content.index)

    assert [first(sort) for sort in ("", "amount", "days", "nonsense")] == ["Rina", "Rina", "Farida", "Rina"]


# Actions


def test_withdrawing_permission_and_repeat(page, bid, carla, farida):
    assert page(carla).post(f"/bids/{bid.pk}/withdraw/").status_code == 403
    answer = page(farida).post(f"/bids/{bid.pk}/withdraw/", {"reason": "Too busy"}, follow=True)
    assert "Your bid is withdrawn." in text(answer)
    assert "Too busy" in text(answer)
    again = page(farida).post(f"/bids/{bid.pk}/withdraw/", follow=True)
    assert "it is withdrawn" in text(again)


def test_shortlisting_and_declining_permission_and_errors(page, bid, carla, farida):
    assert page(farida).post(f"/bids/{bid.pk}/shortlist/").status_code == 403
    assert "on your shortlist" in text(page(carla).post(f"/bids/{bid.pk}/shortlist/", follow=True))
    assert "on the shortlist already" in text(page(carla).post(f"/bids/{bid.pk}/shortlist/", follow=True))
    too_long = page(carla).post(f"/bids/{bid.pk}/decline/", {"reason": "x" * 301})
    assert too_long.status_code == 400
    assert "x" * 301 in text(too_long)
    assert "The bid is declined" in text(page(carla).post(f"/bids/{bid.pk}/decline/", {"reason": "No"}, follow=True))


def test_proposing_terms_form_and_conflicts(page, bid, carla, farida):
    path = f"/bids/{bid.pk}/terms/"
    content = text(page(carla).get(path))
    assert 'value="Final files"' in content
    answer = page(carla).post(path, {"amount": "100", "days": "9", "rows": "3"}, follow=True)
    assert "Your terms are proposed." in text(answer)
    assert "Amount before: $120.00." in text(answer)
    same = page(farida).post(
        path, {"amount": "100", "days": "9", "rows": "1", **rows(("Logo for a tea shop", "100", "9"))}
    )
    assert (same.status_code, "stand already" in text(same)) == (409, True)
    assert "It is your turn" in text(page(farida).get(f"/bids/{bid.pk}/"))
    more = page(carla).post(path, {"amount": "100", "days": "9", "rows": "3", "add": "1"})
    assert 'name="title_3"' in text(more)
    decline_bid(by=carla, bid_id=bid.pk)
    assert page(carla).get(path).status_code == 409


def test_closing_a_job_permission_and_repeat(page, job, bid, carla, omar):
    assert page(omar).post(f"/jobs/{job.pk}/close/").status_code == 403
    assert "The job has ended." in text(page(carla).post(f"/jobs/{job.pk}/close/", follow=True))
    assert page(carla).post(f"/jobs/{job.pk}/close/").status_code == 409


def test_get_of_a_post_only_url_redirects(page, bid, carla):
    for address in (f"/bids/{bid.pk}/withdraw/", f"/bids/{bid.pk}/shortlist/", f"/jobs/{bid.job_id}/close/"):
        assert page(carla).get(address).status_code == 302


def test_own_bids_tabs_and_quota(page, bid, farida, carla):
    assert "Logo for a tea shop" in text(page(farida).get("/bids/"))
    assert "29 of 30 left" in text(page(farida).get("/bids/"))
    decline_bid(by=carla, bid_id=bid.pk)
    assert "No bids here" in text(page(farida).get("/bids/"))
    assert "Logo for a tea shop" in text(page(farida).get("/bids/?tab=ended"))
    close_job(by=carla, job_id=bid.job_id)
    assert "1 came back this month." in text(page(farida).get("/bids/"))


@pytest.mark.parametrize("state", Bid.State.values)
def test_bid_page_renders_in_every_state(page, bid, carla, farida, state):
    Bid.objects.filter(pk=bid.pk).update(state=state)
    for who in (carla, farida):
        for language in ("en", "bn"):
            assert page(who, language).get(f"/bids/{bid.pk}/").status_code == 200


def test_conversation_page_links_to_the_bid(page, bid, farida):
    content = text(page(farida).get(f"/messages/{bid.conversation_id}/"))
    assert f"/bids/{bid.pk}/" in content
    assert f"/jobs/{bid.job_id}/" in content


def test_only_terms_of_the_other_side_can_be_accepted(page, bid, carla, farida):
    path = f"/bids/{bid.pk}/"
    assert "Accept for $120.00" in text(page(carla).get(path))
    assert "Accept for" not in text(page(farida).get(path))
    propose_terms(by=carla, bid_id=bid.pk, terms=OTHER)
    assert "Accept for" not in text(page(carla).get(path))
    assert "Accept for $100.00" in text(page(farida).get(path))
    page(farida).post(f"{path}accept/")
    for who in (carla, farida):
        assert "Open the contract" in text(page(who).get(path))


def test_amount_label_depends_on_the_proposing_side(page, carla, farida, bid):
    assert "She gets</label>" in text(page(carla).get(f"/bids/{bid.pk}/terms/"))
    assert "You get</label>" in text(page(farida).get(f"/bids/{bid.pk}/terms/"))


def test_restored_form_has_as_many_rows_as_were_typed():
    token = typed_before.set(QueryDict("rows=5&title_4=Cards"))
    try:
        rows = MilestoneFormSet()
        assert [row["title"].value() or "" for row in rows] == ["", "", "", "", "Cards"]
    finally:
        typed_before.reset(token)
