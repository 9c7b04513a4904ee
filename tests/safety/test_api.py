"""Reports over HTTP, in the order: anonymous, outsider, wrong role, wrong state, success, repeat."""

import uuid

import pytest
from allauth.mfa.models import Authenticator

from market.jobs.invitations.actions import invite_freelancer
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from market.messaging.actions import post_message
from market.moderation.models import Case
from market.safety.actions import block_person, decide_report, report_thing
from market.safety.models import Report
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/reports/"


def test_reporting_a_job(api, carla, farida, omar, mitu):
    job = make.make_job(carla)
    draft = create_job(by=carla, details=JobDetails.of(job))
    sent = {"kind": "job", "id": job.pk, "reason": "money", "text": "Asks for a deposit."}
    assert api().post(PATH, sent).status_code == 401
    assert api(omar).post(PATH, {**sent, "id": draft.pk}).status_code == 404
    assert api(carla).post(PATH, sent).json()["code"] == "own_thing"
    answer = api(farida).post(PATH, sent)
    assert answer.status_code == 201, answer.json()
    assert {key: answer.json()[key] for key in ("kind", "thing", "state", "title")} == {
        "kind": "job",
        "thing": job.pk,
        "state": "open",
        "title": "Logo for a tea shop",
    }
    again = api(farida).post(PATH, sent)
    assert (again.status_code, again.json()["code"]) == (409, "already_reported")
    assert api(omar).post(PATH, sent).status_code == 201
    decide_report(by=mitu, report_id=answer.json()["id"], state="closed")
    assert api(farida).post(PATH, sent).status_code == 201  # it happened again


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"kind": "moon"}, 404, None),
        ({"id": 10**15}, 404, None),
        ({"id": "x"}, 400, "id"),
        ({"reason": "boring"}, 400, "reason"),
        ({"reason": "other", "text": " "}, 400, "text"),
        ({"text": "x" * 1001}, 400, "text"),
    ],
)
def test_a_bad_report(api, carla, farida, change, status, field):
    sent = {"kind": "job", "id": make.make_job(carla).pk, "reason": "spam", **change}
    answer = api(farida).post(PATH, sent)
    assert answer.status_code == status
    assert list(answer.json().get("errors", {})) == ([field] if field else [])
    assert not Report.objects.exists()


def test_other_kinds_are_for_who_sees_them(api, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    said = post_message(by=carla, conversation_id=bid.conversation_id, text="Pay me first", client_id=uuid.uuid4())
    for kind, thing in (("conversation", bid.conversation_id), ("message", said.pk)):
        sent = {"kind": kind, "id": thing, "reason": "money"}
        assert api(omar).post(PATH, sent).status_code == 404
        assert api(farida).post(PATH, sent).status_code == 201
    assert api(carla).post(PATH, {"kind": "message", "id": said.pk, "reason": "spam"}).json()["code"] == "own_thing"
    profile = {"kind": "profile", "id": farida.profile.pk, "reason": "fraud"}
    assert api(omar).post(PATH, profile).status_code == 201
    assert Report.objects.get(kind="profile").about == farida


def test_the_words_of_an_invitation_are_reported_also_after_a_block(api, page, carla, farida, omar, mitu):
    job = make.make_job(carla)
    asked = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk, words="Send me a photo first.")
    way = f"/report/invitation/{asked.pk}/"
    for path in ("/invitations/", job.get_absolute_url()):
        assert way in page(farida).get(path).content.decode(), path
    block_person(by=farida, person_id=carla.pk)
    sent = {"kind": "invitation", "id": asked.pk, "reason": "private"}
    assert api(omar).post("/api/v1/reports/", sent, format="json").status_code == 404
    made = api(farida).post("/api/v1/reports/", sent, format="json")
    assert made.status_code == 201
    assert Report.objects.get().about == carla
    assert "Send me a photo first." in page(mitu).get(Case.objects.get().get_absolute_url()).content.decode()


def test_own_reports(api, carla, farida, omar, django_assert_num_queries):
    job = make.make_job(carla)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam")
    assert api().get(PATH).status_code == 401
    assert api(omar).get(PATH).json()["results"] == []
    program = api(farida)
    with django_assert_num_queries(2):
        assert [each["thing"] for each in program.get(PATH).json()["results"]] == [job.pk]


def test_a_day_has_room_for_so_many_reports(api, carla, farida, settings):
    program = api(farida)
    most = settings.LIFECYCLE.reports_per_day
    settings.LIFECYCLE = type(settings.LIFECYCLE)(reports_per_day=2)
    assert most == 20
    jobs = [make.make_job(carla) for _ in range(3)]
    codes = [program.post(PATH, {"kind": "job", "id": job.pk, "reason": "spam"}).status_code for job in jobs]
    assert codes == [201, 201, 429]


@pytest.fixture
def moderator(mitu):
    Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return mitu


@pytest.fixture
def sent(carla, farida):
    return report_thing(
        by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="money", text="Asks for a deposit."
    )


def test_the_queue_is_the_moderators_alone(api, sent, mitu, moderator, oli, carla, farida):
    paths = [("get", f"{PATH}queue/"), ("get", f"{PATH}{sent.pk}/"), ("post", f"{PATH}{sent.pk}/decide/")]
    for verb, path in paths:
        assert getattr(api(), verb)(path).status_code == 401
        for who in (oli, carla, farida):
            assert getattr(api(who), verb)(path, {"state": "closed"}).status_code == 404
    assert api(moderator).get(f"/api/v1/reports/{sent.pk + 1}/").status_code == 404


def test_a_moderator_without_second_factor_is_told_so(api, sent, mitu):
    refused = api(mitu).get(f"{PATH}queue/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")


def test_working_on_the_queue(api, sent, moderator, omar, carla):
    later = report_thing(by=omar, kind="job", thing_id=sent.thing, reason="spam")
    listed = api(moderator).get(f"{PATH}queue/").json()["results"]
    assert [each["id"] for each in listed] == [sent.pk, later.pk]
    assert listed[0]["reporter"]["display_name"] == "Farida"
    assert listed[0]["about"] == {"id": carla.pk, "display_name": "Carla"}
    decide = f"/api/v1/reports/{sent.pk}/decide/"
    assert list(api(moderator).post(decide, {"state": "open"}).json()["errors"]) == ["state"]
    assert list(api(moderator).post(decide, {"state": "kept", "note": "x" * 1001}).json()["errors"]) == ["note"]
    kept = api(moderator).post(decide, {"state": "kept", "note": "Ask her first."}).json()
    assert (kept["state"], kept["note"], kept["decided_by"]["id"]) == ("kept", "Ask her first.", moderator.pk)
    assert [each["id"] for each in api(moderator).get(f"{PATH}queue/?state=kept").json()["results"]] == [sent.pk]
    assert api(moderator).post(decide, {"state": "closed"}).json()["note"] == "Ask her first."
    again = api(moderator).post(decide, {"state": "closed"})
    assert (again.status_code, again.json()["code"]) == (409, "report_closed")
    assert api(moderator).get(f"/api/v1/reports/{sent.pk}/").json()["state"] == "closed"


def test_the_queue_costs_few_queries(api, carla, farida, moderator, django_assert_max_num_queries):
    for number in range(3):
        report_thing(by=farida, kind="job", thing_id=make.make_job(carla, title=f"Job {number}").pk, reason="spam")
    with django_assert_max_num_queries(3):
        assert api(moderator).get(f"{PATH}queue/").json()["count"] == 3
