"""The home of each role: what waits for whom, until it is done; money by month; the way to a beginning; the API."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.bids.bids.decision_actions import decline_bid
from market.contracts.workroom.actions import request_refund, submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Mark
from market.payments.models import Refund
from market.payments.queries import spending_of
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import approve_milestone, release_part
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Skill
from market.safety.actions import report_thing
from market.site.home.earnings import build_charts, earned_by_month, months_back, spent_by_month
from market.site.queries import matching_jobs
from market.training.certificates.actions import issue_certificate
from tests import make
from tests.payments import story
from tests.site.waiting import staff_tasks, tasks_of


def kinds(person):
    person.refresh_from_db()
    return [task.kind for task in tasks_of(person)]


def test_bids_are_read_then_chosen_then_gone(page, carla, farida, rina):
    bid = make.make_bid(make.make_job(carla), farida)
    assert kinds(carla) == ["read_bids"]
    assert kinds(farida) == kinds(rina) == []
    page(carla).get(f"/bids/{bid.pk}/")
    assert kinds(carla) == ["choose_bid"]
    decline_bid(by=carla, bid_id=bid.pk)
    assert kinds(carla) == []


def test_a_job_that_ends_soon(carla, travel):
    make.make_job(carla)
    assert kinds(carla) == []
    travel(timedelta(days=26))
    assert kinds(carla) == ["prolong_job"]


def test_an_invitation_and_an_offer(carla, farida, rina):
    job = make.make_job(carla)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert kinds(farida) == ["answer_invitation"]
    make.make_bid(job, farida)
    assert kinds(farida) == []
    offer = make.make_offer_to(rina, carla)
    assert kinds(rina) == ["answer_offer"]
    accept_terms(by=rina, bid_id=offer.pk)
    assert kinds(rina) == []
    assert "fund" in kinds(carla)


def test_a_milestone_goes_from_hand_to_hand(provider, omar):
    milestone = story.first(story.contract("100.00"))
    client, her = milestone.contract.client, milestone.contract.freelancer
    assert (kinds(client), kinds(her)) == (["fund"], [])
    story.pay(provider, milestone)
    assert (kinds(client), kinds(her)) == ([], ["deliver", "payout_account"])
    submit_work(by=her, milestone_id=milestone.pk, note="Here")
    assert (kinds(client), kinds(her)) == (["approve"], ["payout_account"])
    request_refund(by=client, milestone_id=milestone.pk, reason="Not what we agreed.")
    assert (kinds(client), kinds(her)) == ([], ["answer_refund", "payout_account"])
    assert kinds(omar) == []


def test_money_that_can_be_sent_waits_for_her(provider, travel):
    release = story.payable(provider, travel)
    assert kinds(release.freelancer) == ["write_review", "pay_out"]
    assert tasks_of(release.freelancer)[1].amount == release.amount


def test_desks_show_what_waits_there(carla, mitu, oli, onu, pavel, tahmina, farida):
    job = make.make_job(carla)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam", text="")
    assert kinds(mitu) == ["report"]
    prepared = make.make_issuance(by=oli)
    assert kinds(onu) == ["release_issuance"]
    assert kinds(oli) == []
    assert prepared.get_absolute_url() == staff_tasks(onu)[0].url
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert set(kinds(pavel)) == {"stopped_job"}
    make.make_batch(trainer=tahmina)
    assert kinds(tahmina) == []
    assert kinds(carla) == []


def test_operators_see_money_that_did_not_arrive(provider, pavel, omar):
    milestone = story.funded(provider)
    refund = give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    row = Refund.objects.get(milestone=milestone)
    assert refund is not None
    Refund.objects.filter(pk=row.pk).update(state=Refund.State.FAILED, failure="The card is closed.")
    found = [task for task in staff_tasks(pavel) if task.kind == "failed_refund"]
    assert [(task.about, task.amount) for task in found] == [("The card is closed.", row.amount)]
    assert staff_tasks(omar) == []


def test_a_trainer_sees_no_small_numbers(tahmina, oli):
    batch = make.make_batch(trainer=tahmina)
    issue_certificate(by=oli, batch=batch, name_en="Nasrin Akter")
    found = staff_tasks(tahmina)
    assert [(task.kind, task.count) for task in found] == [("batch", None)]


def test_the_bars_sum_up_to_the_books(provider):
    milestone = story.submitted(provider, "100.00")
    client, her = milestone.contract.client, milestone.contract.freelancer
    release_part(by=client, milestone_id=milestone.pk, amount=story.usd("30.00"))
    approve_milestone(by=client, milestone_id=milestone.pk)
    assert sum(earned_by_month(her)["USD"].values()) == Decimal("100.00")
    spent = spending_of(client)[0]
    chart = build_charts(spent_by_month(client), 6)["USD"]
    assert chart.sum == spent.released + spent.fee == sum((bar.sum for bar in chart.bars), story.usd("0.00"))
    assert len(chart.bars) == 6
    assert len(months_back(12)) == 12
    assert build_charts(earned_by_month(client), 6) == {}


def test_the_chart_is_a_picture_and_a_table(page, provider):
    release = story.released(provider, "100.00")
    html = page(release.freelancer).get("/my-work/?months=12").content.decode()
    assert 'class="bars"' in html
    assert "<table>" in html
    assert "style=" not in html[html.index("<svg class") : html.index("</figure>")]
    assert "Released to you in the last 12 months: $100.00" in html


def test_jobs_for_her(carla, farida, rina):
    for number in range(3):
        make.make_job(carla, title=f"Logo number {number}", skills=("logo-design",) if number == 1 else ())
    change_profile(by=farida, skills=[Skill.objects.get(slug="logo-design")])
    other = make.make_job(carla, title="Numbers into a table", topic="data-entry")
    call_command("reindex", verbosity=0)
    found = matching_jobs(farida.profile)
    assert len(found) == 3
    assert found[0].title == "Logo number 1"
    assert other.pk not in {job.pk for job in found}
    mark_job(by=farida, job_id=found[0].pk, kind=Mark.Kind.HIDDEN)
    make.make_bid(found[1], farida)
    assert [job.pk for job in matching_jobs(farida.profile)] == [found[2].pk]
    assert len(matching_jobs(rina.profile)) == 3


def test_the_steps_go_once_it_has_begun(page, carla, farida, provider):
    assert "I want to hire" in page(carla).get("/my-work/").content.decode()
    assert "Steps to your first job" in page(farida).get("/my-work/").content.decode()
    story.funded(provider, client=carla, freelancer=farida)
    for person in (carla, farida):
        html = page(person).get("/my-work/").content.decode()
        assert "Steps to your first" not in html
        assert "I want to hire" not in html


def test_the_other_side_is_one_tap_away(page, carla, farida):
    make.make_bid(make.make_job(farida), make.make_freelancer("Moyna"))
    html = page(farida).get("/my-work/").content.decode()
    assert "1 thing waits for you as a client." in html
    assert "Look at the new bids" not in html
    page(farida).post("/settings/side/", {"side": "client"})
    assert "Look at the new bids" in page(farida).get("/my-work/").content.decode()


def test_the_api_says_the_same(api, carla, farida, omar):
    bid = make.make_offer_to(farida, carla)
    home = api(farida).get("/api/v1/me/home/").json()
    assert home["more"] is False
    task = home["tasks"][0]
    assert (task["kind"], task["side"]) == ("answer_offer", "freelancer")
    assert task["url"] == bid.get_absolute_url()
    assert task["amount"] == {"amount": "120.00", "currency": "USD"}
    assert task["due_at"].endswith("Z")
    assert api(omar).get("/api/v1/me/home/").json()["tasks"] == []
    assert api().get("/api/v1/me/home/").status_code == 401


@pytest.mark.parametrize("who", ["carla", "farida", "mitu", "oli", "pavel", "tahmina"])
def test_an_empty_home_opens(request, page, who):
    person = request.getfixturevalue(who)
    for language in ("en", "bn"):
        person.language = language
        person.save()
        assert page(person).get("/my-work/").status_code == 200


def test_more_rows_cost_no_more_statements(page, carla, farida):
    def count(person):
        browser = page(person)
        browser.get("/my-work/")
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/my-work/").status_code == 200
        return len(found)

    make.make_bid(make.make_job(carla), farida)
    make.make_offer_to(farida, carla)
    few = count(carla), count(farida)
    for number in range(14):
        make.make_bid(make.make_job(carla, title=f"Job {number}"), farida)
    assert (count(carla), count(farida)) == few
    html = page(carla).get("/my-work/").content.decode()
    assert "There is more" in html
    assert max(few) <= 45


def test_a_phone_has_the_money_above_the_lists(page, provider):
    release = story.released(provider, "100.00")
    client = release.milestone.contract.client
    for person, said in ((release.freelancer, "Ready to pay out"), (client, "Released")):
        main = page(person).get("/my-work/").content.decode().partition("<main")[2]
        glance = re.search(r'<a class="glance" href="/money/">(.*?)</a>', main, re.DOTALL)
        assert glance.start() < main.index('<div class="split')
        assert said in glance.group(1)
