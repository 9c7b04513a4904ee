from dataclasses import replace

import pytest

from market.contracts.models import Contract
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
def test_the_workroom_shows_every_state(request, page, milestone, in_state, who, state, language):
    in_state(milestone, state)
    person = request.getfixturevalue(who)
    person.language = language
    person.save()
    answer = page(person).get(milestone.contract.get_absolute_url())
    assert answer.status_code == 200
    assert "Sketches" in answer.content.decode()


def test_strangers_see_no_workroom(page, omar, contract):
    assert page(omar).get(contract.get_absolute_url()).status_code == 404
    assert page().get(contract.get_absolute_url()).status_code == 302


def test_a_refused_delivery_keeps_what_was_sent(page, farida, funded, tmp_path):
    path = tmp_path / "logo.txt"
    path.write_text("x")
    with path.open("rb") as file:
        answer = page(farida).post(f"/milestones/{funded.pk}/submit/", {"note": "x" * 5001, "uploads": file})
    assert answer.status_code == 400
    assert "x" * 5001 in answer.content.decode()


def test_a_delivery_with_files(page, farida, funded, tmp_path):
    path = tmp_path / "logo.txt"
    path.write_text("x")
    with path.open("rb") as file:
        answer = page(farida).post(f"/milestones/{funded.pk}/submit/", {"note": "", "uploads": file}, follow=True)
    assert "logo.txt" in answer.content.decode()


def test_changes_and_refund_by_page(page, carla, farida, funded):
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


def test_a_double_click_on_accept_finds_the_one_contract(page, carla, bid):
    browser = page(carla)
    first, second = (browser.post(f"/bids/{bid.pk}/accept/") for _ in range(2))
    assert first.url == second.url == Contract.objects.get(bid=bid).get_absolute_url()


def test_the_list(page, carla, contract, django_assert_max_num_queries):
    browser = page(carla)
    browser.get("/contracts/")  # signing in, and what every process reads once
    with django_assert_max_num_queries(14):
        assert contract.title in browser.get("/contracts/").content.decode()


def test_both_end_it_by_page_and_a_refusal_is_said(page, carla, farida, contract):
    address = f"/contracts/{contract.pk}/end/"
    assert "You asked to end the contract" in page(carla).post(address, follow=True).content.decode()
    assert page(farida).post(address).status_code == 409
    asked = contract.proposals.get()
    page(farida).post(f"/proposals/{asked.pk}/agree/")
    contract.refresh_from_db()
    assert contract.state == "ended"
    assert "This contract has ended." in page(farida).get(address).content.decode()


def test_a_refund_without_a_reason_is_asked_for_again(page, carla, funded):
    answer = page(carla).post(f"/milestones/{funded.pk}/request-refund/", {"reason": ""})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_what_came_too_late_is_said_with_all_that_was_sent(page, carla, farida, funded, in_state, tmp_path):
    path = tmp_path / "logo.txt"
    path.write_text("x")
    in_state(funded, "released")
    with path.open("rb") as file:
        answer = page(farida).post(f"/milestones/{funded.pk}/submit/", {"note": "All sizes", "uploads": file})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This cannot be done with the milestone now: it is “released”." in html
    assert "All sizes" in html
    assert "logo.txt" in html
    answer = page(carla).post(f"/milestones/{funded.pk}/request-refund/", {"reason": "Too late for us"})
    assert (answer.status_code, "Too late for us" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("en", 7, "She has 7 days to answer."),
        ("en", 3, "She has 3 days to answer."),
        ("en", 1, "She has 1 day to answer."),
        ("bn", 3, "উত্তর দিতে তাঁর ৩ দিন"),
    ],
)
def test_how_long_she_may_think_about_a_refund_is_the_sites_number(settings, page, carla, funded, language, days, said):
    settings.LIFECYCLE = replace(settings.LIFECYCLE, refund_answer_days=days)
    carla.language = language
    carla.save()
    browser = page(carla)
    number = {"en": f" {days} day", "bn": "৩ দিন"}[language]
    assert number in browser.get(funded.contract.get_absolute_url()).content.decode()
    answer = browser.post(f"/milestones/{funded.pk}/request-refund/", {"reason": "Late"}, follow=True)
    assert said in answer.content.decode()
    funded.refresh_from_db()
    assert (funded.refund_due_at - clock.now()).days + 1 == days
