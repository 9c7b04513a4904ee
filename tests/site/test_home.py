"""The home page of each role: its tasks until they are done, earnings by month, first steps, and the API."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.bids.bids.decision_actions import decline_bid
from market.contracts.workroom.actions import request_refund, submit_work
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.money import Money
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
from market.search.fits.jobs import fitting_jobs, jobs_that_fit
from market.search.saved.actions import add_saved_profile
from market.site.home.earnings import build_charts, earned_by_month, months_back, spent_by_month
from market.training.certificates.actions import issue_certificate
from market.training.models import Certificate
from tests import make
from tests.payments import story
from tests.site.task_lists import staff_tasks, tasks_of


def task_kinds(person):
    person.refresh_from_db()
    return [task.kind for task in tasks_of(person)]


def test_bid_tasks_change_from_reading_to_choosing_to_none(page, carla, farida, rina):
    bid = make.make_bid(make.make_job(carla), farida)
    assert task_kinds(carla) == ["read_bids"]
    assert task_kinds(farida) == task_kinds(rina) == []
    page(carla).get(f"/bids/{bid.pk}/")
    assert task_kinds(carla) == ["choose_bid"]
    decline_bid(by=carla, bid_id=bid.pk)
    assert task_kinds(carla) == []


def test_job_near_its_deadline_is_a_task(carla, travel):
    make.make_job(carla)
    assert task_kinds(carla) == []
    travel(timedelta(days=26))
    assert task_kinds(carla) == ["prolong_job"]


def test_invitation_and_offer_are_tasks_until_answered(carla, farida, rina):
    job = make.make_job(carla)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert task_kinds(farida) == ["answer_invitation"]
    make.make_bid(job, farida)
    assert task_kinds(farida) == []
    offer = make.make_offer_to(rina, carla)
    assert task_kinds(rina) == ["answer_offer"]
    accept_terms(by=rina, bid_id=offer.pk)
    assert task_kinds(rina) == []
    assert "fund" in task_kinds(carla)


def test_milestone_tasks_alternate_between_client_and_freelancer(provider, omar):
    milestone = story.first(story.contract("100.00"))
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    assert (task_kinds(client), task_kinds(freelancer)) == (["fund"], [])
    story.pay(provider, milestone)
    assert (task_kinds(client), task_kinds(freelancer)) == ([], ["deliver", "payout_account"])
    submit_work(by=freelancer, milestone_id=milestone.pk, note="Here")
    assert (task_kinds(client), task_kinds(freelancer)) == (["approve"], ["payout_account"])
    request_refund(by=client, milestone_id=milestone.pk, reason="Not what we agreed.")
    assert (task_kinds(client), task_kinds(freelancer)) == ([], ["answer_refund", "payout_account"])
    assert task_kinds(omar) == []


def test_payable_money_is_a_task_of_the_freelancer(provider, travel):
    release = story.payable(provider, travel)
    assert task_kinds(release.freelancer) == ["write_review", "pay_out"]
    assert tasks_of(release.freelancer)[1].amount == release.amount


def test_staff_tasks_are_shown_to_their_roles(carla, mitu, oli, onu, pavel, tahmina, farida):
    job = make.make_job(carla)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam", text="")
    assert task_kinds(mitu) == ["report"]
    issuance = make.make_issuance(by=oli)
    assert task_kinds(onu) == ["release_issuance"]
    assert task_kinds(oli) == []
    assert issuance.get_absolute_url() == staff_tasks(onu)[0].url
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    assert set(task_kinds(pavel)) == {"stopped_job"}
    make.make_batch(trainer=tahmina)
    assert task_kinds(tahmina) == []
    assert task_kinds(carla) == []


def test_failed_refund_is_a_task_of_operators(provider, pavel, omar):
    milestone = story.funded(provider)
    refund = give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    row = Refund.objects.get(milestone=milestone)
    assert refund is not None
    Refund.objects.filter(pk=row.pk).update(state=Refund.State.FAILED, failure="The card is closed.")
    tasks = [task for task in staff_tasks(pavel) if task.kind == "failed_refund"]
    assert [(task.about, task.amount) for task in tasks] == [("The card is closed.", row.amount)]
    assert staff_tasks(omar) == []


def test_trainer_sees_no_counts_of_small_batches(tahmina, oli):
    batch = make.make_batch(trainer=tahmina)
    issue_certificate(by=oli, batch=batch, name_en="Nasrin Akter")
    tasks = staff_tasks(tahmina)
    assert [(task.kind, task.count) for task in tasks] == [("batch", None)]


def test_chart_sums_equal_the_ledger(provider):
    milestone = story.submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    release_part(by=client, milestone_id=milestone.pk, amount=story.usd("30.00"))
    approve_milestone(by=client, milestone_id=milestone.pk)
    assert sum(earned_by_month(freelancer)["USD"].values()) == Decimal("100.00")
    spent = spending_of(client)[0]
    chart = build_charts(spent_by_month(client), 6)["USD"]
    assert chart.sum == spent.released + spent.fee == sum((bar.sum for bar in chart.bars), story.usd("0.00"))
    assert len(chart.bars) == 6
    assert len(months_back(12)) == 12
    assert build_charts(earned_by_month(client), 6) == {}


def test_chart_is_shown_as_svg_and_as_table(page, provider):
    release = story.released(provider, "100.00")
    html = page(release.freelancer).get("/my-work/?months=12").content.decode()
    assert 'class="bars"' in html
    assert "<table>" in html
    assert "style=" not in html[html.index("<svg class") : html.index("</figure>")]
    assert "Released to you in the last 12 months: $100.00" in html


def test_jobs_on_the_home_are_the_first_of_those_that_fit(carla, farida, page):
    for number in range(4):
        make.make_job(carla, title=f"Logo number {number}", skills=("logo-design",) if number == 1 else ())
    little = {"budget_min": Money("5.00", "USD"), "budget_max": Money("9.00", "USD")}
    make.make_job(carla, title="Logo for little", skills=("logo-design",), **little)
    change_profile(by=farida, skills=[Skill.objects.get(slug="logo-design")], rate_from=Money("40.00", "USD"))
    farida.profile.refresh_from_db()
    fitting = fitting_jobs(farida.profile, 3)
    assert [job.pk for job in fitting] == jobs_that_fit(farida.profile)[:3]
    html = page(farida).get("/my-work/").content.decode()
    assert [f'href="{job.get_absolute_url()}"' in html for job in fitting] == [True] * 3
    assert "Logo for little" not in html, "below her price"
    mark_job(by=farida, job_id=fitting[0].pk, kind=Mark.Kind.HIDDEN)
    assert fitting[0].get_absolute_url() not in page(farida).get("/my-work/").content.decode()


def test_front_page_of_who_works_begins_with_tasks_and_jobs(carla, farida, page):
    invite_freelancer(by=carla, job_id=make.make_job(carla, title="Asked for").pk, profile_id=farida.profile.pk)
    fits, other = (
        make.make_job(carla, title="A logo"),
        make.make_job(carla, title="Typing", topic="data-entry", skills=()),
    )
    html = page(farida).get("/").content.decode()
    order = [
        "What waits for you",
        "Asked for",
        'id="fitting"',
        fits.get_absolute_url(),
        "New jobs",
        other.get_absolute_url(),
    ]
    places = [html.find(text) for text in order]
    assert places == sorted(places)
    assert -1 not in places
    assert "For clients: pay only" not in html


def test_front_page_of_a_client_begins_with_tasks_and_saved_people(carla, farida, omar, page):
    make.make_bid(make.make_job(carla, title="A sign for a shop"), farida)
    saved, other = make.make_freelancer("Moyna").profile, farida.profile
    add_saved_profile(by=carla, profile_id=saved.pk)
    html = page(carla).get("/").content.decode()
    order = [
        "Post a job",
        "What waits for you",
        "A sign for a shop",
        'id="saved"',
        f"/talent/{saved.pk}/",
        'id="people"',
    ]
    places = [html.find(text) for text in (*order, f"/talent/{other.pk}/")]
    assert -1 not in places
    assert "For clients: pay only" not in html
    assert "For clients: pay only" in page(omar).get("/").content.decode()  # who has not begun learns what it is


def test_front_page_of_staff_is_their_work(oli, page):
    html = page(oli).get("/").content.decode()
    assert "My work" in html
    assert "I have a certificate" not in html


def test_front_page_ends_its_few_tasks_with_the_way_to_all_and_names_those_of_the_other_side(carla, farida, page):
    make.make_bid(make.make_job(farida), make.make_freelancer("Moyna"))
    html = page(farida).get("/").content.decode()
    assert "1 thing waits for you as a client." in html
    assert "Nothing waits" not in html + page(farida).get("/my-work/").content.decode()

    def invite(count):
        for _ in range(count):
            invite_freelancer(by=carla, job_id=make.make_job(carla).pk, profile_id=farida.profile.pk)

    invite(4)
    assert '<a href="/my-work/">See all 4</a>' in page(farida).get("/").content.decode()
    invite(9)
    assert '<a href="/my-work/">See all 12+</a>' in page(farida).get("/").content.decode()


def test_front_page_of_a_graduate_without_a_side_or_a_profile_begins_with_the_next_step(oli, omar, page):
    assert "Steps to your first job" not in page(omar).get("/").content.decode()
    certificate = issue_certificate(by=oli, batch=make.make_batch(), name_en="Omar")[0]
    Certificate.objects.filter(pk=certificate.pk).update(holder=omar, claimed_at=omar.date_joined)
    html = page(omar).get("/").content.decode()
    assert "Nothing waits" not in html
    assert "What waits" not in html
    assert html.index('href="/profile/">Make your profile') < html.index("Claim your certificate")


def test_first_steps_disappear_after_the_first_contract(page, carla, farida, provider):
    assert "I want to hire" in page(carla).get("/my-work/").content.decode()
    assert "Steps to your first job" in page(farida).get("/my-work/").content.decode()
    story.funded(provider, client=carla, freelancer=farida)
    for person in (carla, farida):
        html = page(person).get("/my-work/").content.decode()
        assert "Steps to your first" not in html
        assert "I want to hire" not in html


def test_switching_sides_shows_the_tasks_of_the_other_side(page, carla, farida):
    make.make_bid(make.make_job(farida), make.make_freelancer("Moyna"))
    html = page(farida).get("/my-work/").content.decode()
    assert "1 thing waits for you as a client." in html
    assert "Look at the new bids" not in html
    page(farida).post("/settings/side/", {"side": "client"})
    assert "Look at the new bids" in page(farida).get("/my-work/").content.decode()


def test_home_api_lists_the_same_tasks(api, carla, farida, omar):
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
def test_empty_home_page_opens_for_each_role(request, page, who):
    person = request.getfixturevalue(who)
    for language in ("en", "bn"):
        person.language = language
        person.save()
        assert page(person).get("/my-work/").status_code == 200


def test_query_count_of_the_home_page_does_not_grow_with_rows(page, carla, farida):
    def count(person):
        browser = page(person)
        browser.get("/my-work/")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/my-work/").status_code == 200
        return len(captured)

    make.make_bid(make.make_job(carla), farida)
    make.make_offer_to(farida, carla)
    few_rows = count(carla), count(farida)
    for number in range(14):
        make.make_bid(make.make_job(carla, title=f"Job {number}"), farida)
    assert (count(carla), count(farida)) == few_rows
    html = page(carla).get("/my-work/").content.decode()
    assert "There is more" in html
    assert max(few_rows) <= 45


def test_money_summary_stands_above_the_lists(page, provider):
    release = story.released(provider, "100.00")
    client = release.milestone.contract.client
    for person, label in ((release.freelancer, "Ready to pay out"), (client, "Released")):
        main = page(person).get("/my-work/").content.decode().partition("<main")[2]
        summary = re.search(r'<a class="glance" href="/money/">(.*?)</a>', main, re.DOTALL)
        assert summary.start() < main.index('<div class="split')
        assert label in summary.group(1)
