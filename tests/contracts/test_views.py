from dataclasses import replace
from datetime import UTC, datetime

import pytest

from market.accounts.people.actions import change_settings
from market.contracts.models import Contract, Milestone
from market.contracts.workroom.actions import submit_work
from market.core.base import clock


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("who", ["carla", "farida"])
@pytest.mark.parametrize(
    "state",
    [
        "awaiting_funding",
        "funded",
        "submitted",
        "changes_requested",
        "refund_requested",
        "released",
        "refunded",
        "split",
        "lapsed",
    ],
)
def test_workroom_shows_every_state(request, page, milestone, in_state, who, state, language):
    in_state(milestone, state)
    person = request.getfixturevalue(who)
    person.language = language
    person.save()
    response = page(person).get(milestone.contract.get_absolute_url())
    assert response.status_code == 200
    assert "Sketches" in response.content.decode()


def test_workroom_is_404_for_outsiders_and_redirects_anonymous(page, omar, contract):
    assert page(omar).get(contract.get_absolute_url()).status_code == 404
    assert page().get(contract.get_absolute_url()).status_code == 302


def test_invalid_delivery_form_keeps_the_input(page, farida, funded, tmp_path):
    path = tmp_path / "logo.txt"
    path.write_text("x")
    with path.open("rb") as file:
        response = page(farida).post(f"/milestones/{funded.pk}/submit/", {"note": "x" * 5001, "uploads": file})
    assert response.status_code == 400
    assert "x" * 5001 in response.content.decode()


def test_delivery_form_uploads_files(page, farida, funded, tmp_path):
    path = tmp_path / "logo.txt"
    path.write_text("x")
    with path.open("rb") as file:
        response = page(farida).post(f"/milestones/{funded.pk}/submit/", {"note": "", "uploads": file}, follow=True)
    assert "logo.txt" in response.content.decode()


def test_the_bar_of_a_phone_hands_in_what_was_written(page, farida, funded):
    html = page(farida).get(funded.contract.get_absolute_url()).content.decode()
    form, bar = html.index(' id="deliver"'), html.index('class="main-action phone"')
    assert f"/milestones/{funded.pk}/submit/" in html[form - 200 : form]
    assert '<button class="button" form="deliver" data-once>' in html[bar : bar + 100]


def test_changes_and_refund_are_requested_by_form(page, carla, farida, funded):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    browser = page(carla)
    assert browser.post(f"/milestones/{funded.pk}/request-changes/", {"note": ""}).status_code == 400
    assert (
        "Greener"
        in browser.post(f"/milestones/{funded.pk}/request-changes/", {"note": "Greener"}, follow=True).content.decode()
    )
    browser.post(f"/milestones/{funded.pk}/request-refund/", {"reason": "Late"})
    funded.refresh_from_db()
    assert funded.state == "refund_requested"
    page(farida).post(f"/milestones/{funded.pk}/refuse-refund/")
    funded.refresh_from_db()
    assert funded.state == "changes_requested"


def test_double_click_on_accept_redirects_to_the_same_contract(page, carla, bid):
    browser = page(carla)
    first, second = (browser.post(f"/bids/{bid.pk}/accept/") for _ in range(2))
    assert first.url == second.url == Contract.objects.get(bid=bid).get_absolute_url()


def test_contract_list_query_count(page, carla, contract, django_assert_max_num_queries):
    browser = page(carla)
    browser.get("/contracts/")  # signing in, and what every process reads once
    with django_assert_max_num_queries(14):
        assert contract.title in browser.get("/contracts/").content.decode()


def test_contract_end_is_requested_and_agreed_by_form(page, carla, farida, contract):
    url = f"/contracts/{contract.pk}/end/"
    assert "You asked to end the contract" in page(carla).post(url, follow=True).content.decode()
    assert page(farida).post(url).status_code == 409
    proposal = contract.proposals.get()
    page(farida).post(f"/proposals/{proposal.pk}/agree/")
    contract.refresh_from_db()
    assert contract.state == "ended"
    assert "This contract has ended." in page(farida).get(url).content.decode()


def test_refund_request_without_a_reason_is_a_form_error(page, carla, funded):
    response = page(carla).post(f"/milestones/{funded.pk}/request-refund/", {"reason": ""})
    assert response.status_code == 400
    assert 'aria-invalid="true"' in response.content.decode()


def test_action_in_the_wrong_state_is_409_and_keeps_the_input(page, carla, farida, funded, in_state, tmp_path):
    path = tmp_path / "logo.txt"
    path.write_text("x")
    in_state(funded, "released")
    with path.open("rb") as file:
        response = page(farida).post(f"/milestones/{funded.pk}/submit/", {"note": "All sizes", "uploads": file})
    html = response.content.decode()
    assert response.status_code == 409
    assert "This cannot be done with the milestone now: it is “released”." in html
    assert "All sizes" in html
    assert "logo.txt" in html
    response = page(carla).post(f"/milestones/{funded.pk}/request-refund/", {"reason": "Too late for us"})
    assert (response.status_code, "Too late for us" in response.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", 7, "She has 7 days to answer."),
        ("en", 3, "She has 3 days to answer."),
        ("en", 1, "She has 1 day to answer."),
        ("bn", 3, "উত্তর দিতে তাঁর ৩ দিন"),
    ],
)
def test_days_to_answer_a_refund_request_follow_the_setting(settings, page, carla, funded, language, days, said):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, refund_answer_days=days)
    carla.language = language
    carla.save()
    browser = page(carla)
    days_text = {"en": f" {days} day", "bn": "৩ দিন"}[language]
    assert days_text in browser.get(funded.contract.get_absolute_url()).content.decode()
    response = browser.post(f"/milestones/{funded.pk}/request-refund/", {"reason": "Late"}, follow=True)
    assert said in response.content.decode()
    funded.refresh_from_db()
    assert (funded.refund_due_at - clock.now()).days + 1 == days


def test_a_deadline_is_told_by_the_readers_clock_and_by_the_other_sides_day(page, carla, farida, funded):
    change_settings(by=carla, time_zone="America/New_York")
    Milestone.objects.filter(pk=funded.pk).update(work_due_at=datetime(2027, 1, 4, 20, 30, tzinfo=UTC))
    hers = page(farida).get(funded.contract.get_absolute_url()).content.decode()
    assert "5 January 2027, 2:30 am" in hers
    assert '<a class="nowrap" href="/settings/#id_time_zone">Dhaka time</a>' in hers
    assert "For the client in New York it is" in hers
    theirs = page(carla).get(funded.contract.get_absolute_url()).content.decode()
    assert "4 January 2027, 3:30 pm" in theirs
    assert "For the freelancer in Dhaka it is" in theirs
    Milestone.objects.filter(pk=funded.pk).update(work_due_at=datetime(2027, 1, 4, 15, tzinfo=UTC))
    assert "For the client in New York" not in page(farida).get(funded.contract.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["carla", "farida"])
def test_a_conversation_and_a_filled_job_lead_to_the_contract_first(request, page, contract, who):
    browser, address = page(request.getfixturevalue(who)), contract.get_absolute_url()
    talk = browser.get(contract.conversation.get_absolute_url()).content.decode()
    assert f'<a href="{address}">Contract: ' in talk.split("data-state>")[1][:200]
    job = browser.get(contract.bid.job.get_absolute_url()).content.decode()
    assert f'class="main-action"><a class="button wide" href="{address}">' in job
    assert job.count("main-action") == 1
    assert "Save for later" not in job
    assert "Not interested" not in job
