"""Reports in the API, in the order: anonymous, stranger, wrong role, wrong state, success, repeat."""

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


def test_reporting_a_job_permissions_and_repeat(api, carla, farida, omar, mitu):
    job = make.make_job(carla)
    draft = create_job(by=carla, details=JobDetails.of(job))
    payload = {"kind": "job", "id": job.pk, "reason": "money", "text": "Asks for a deposit."}
    assert api().post(PATH, payload).status_code == 401
    assert api(omar).post(PATH, {**payload, "id": draft.pk}).status_code == 404
    assert api(carla).post(PATH, payload).json()["code"] == "own_thing"
    answer = api(farida).post(PATH, payload)
    assert answer.status_code == 201, answer.json()
    assert {key: answer.json()[key] for key in ("kind", "thing", "state", "title")} == {
        "kind": "job",
        "thing": job.pk,
        "state": "open",
        "title": "Logo for a tea shop",
    }
    again = api(farida).post(PATH, payload)
    assert (again.status_code, again.json()["code"]) == (409, "already_reported")
    assert api(omar).post(PATH, payload).status_code == 201
    decide_report(by=mitu, report_id=answer.json()["id"], state="closed")
    assert api(farida).post(PATH, payload).status_code == 201  # it happened again


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
def test_invalid_report_returns_400_or_404(api, carla, farida, change, status, field):
    payload = {"kind": "job", "id": make.make_job(carla).pk, "reason": "spam", **change}
    answer = api(farida).post(PATH, payload)
    assert answer.status_code == status
    assert list(answer.json().get("errors", {})) == ([field] if field else [])
    assert not Report.objects.exists()


def test_reporting_messages_needs_access_to_the_conversation(api, carla, farida, omar):
    bid = make.make_bid(make.make_job(carla), farida)
    message = post_message(by=carla, conversation_id=bid.conversation_id, text="Pay me first", client_id=uuid.uuid4())
    for kind, thing in (("conversation", bid.conversation_id), ("message", message.pk)):
        payload = {"kind": kind, "id": thing, "reason": "money"}
        assert api(omar).post(PATH, payload).status_code == 404
        assert api(farida).post(PATH, payload).status_code == 201
    assert api(carla).post(PATH, {"kind": "message", "id": message.pk, "reason": "spam"}).json()["code"] == "own_thing"
    profile = {"kind": "profile", "id": farida.profile.pk, "reason": "fraud"}
    assert api(omar).post(PATH, profile).status_code == 201
    assert Report.objects.get(kind="profile").about == farida


def test_invitation_text_can_be_reported_after_a_block(api, page, carla, farida, omar, mitu):
    job = make.make_job(carla)
    invitation = invite_freelancer(
        by=carla, job_id=job.pk, profile_id=farida.profile.pk, words="Send me a photo first."
    )
    report_path = f"/report/invitation/{invitation.pk}/"
    for path in ("/invitations/", job.get_absolute_url()):
        assert report_path in page(farida).get(path).content.decode(), path
    block_person(by=farida, person_id=carla.pk)
    payload = {"kind": "invitation", "id": invitation.pk, "reason": "private"}
    assert api(omar).post("/api/v1/reports/", payload, format="json").status_code == 404
    answer = api(farida).post("/api/v1/reports/", payload, format="json")
    assert answer.status_code == 201
    assert Report.objects.get().about == carla
    assert "Send me a photo first." in page(mitu).get(Case.objects.get().get_absolute_url()).content.decode()


def test_own_reports_list_and_query_count(api, carla, farida, omar, django_assert_num_queries):
    job = make.make_job(carla)
    report_thing(by=farida, kind="job", thing_id=job.pk, reason="spam")
    assert api().get(PATH).status_code == 401
    assert api(omar).get(PATH).json()["results"] == []
    program = api(farida)
    with django_assert_num_queries(3):
        assert [each["thing"] for each in program.get(PATH).json()["results"]] == [job.pk]


def test_reports_are_rate_limited_per_day(api, carla, farida, settings):
    program = api(farida)
    default_limit = settings.LIFECYCLE.reports_per_day
    settings.LIFECYCLE = type(settings.LIFECYCLE)(reports_per_day=2)
    assert default_limit == 20
    jobs = [make.make_job(carla) for _ in range(3)]
    codes = [program.post(PATH, {"kind": "job", "id": job.pk, "reason": "spam"}).status_code for job in jobs]
    assert codes == [201, 201, 429]


@pytest.fixture
def moderator(mitu):
    Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return mitu


@pytest.fixture
def report(carla, farida):
    return report_thing(
        by=farida, kind="job", thing_id=make.make_job(carla).pk, reason="money", text="Asks for a deposit."
    )


def test_report_queue_returns_404_for_other_users(api, report, mitu, moderator, oli, carla, farida):
    paths = [("get", f"{PATH}queue/"), ("get", f"{PATH}{report.pk}/"), ("post", f"{PATH}{report.pk}/decide/")]
    for verb, path in paths:
        assert getattr(api(), verb)(path).status_code == 401
        for who in (oli, carla, farida):
            assert getattr(api(who), verb)(path, {"state": "closed"}).status_code == 404
    assert api(moderator).get(f"/api/v1/reports/{report.pk + 1}/").status_code == 404


def test_moderator_without_second_factor_gets_403(api, report, mitu):
    refused = api(mitu).get(f"{PATH}queue/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_missing")


def test_moderator_decides_reports_of_the_queue(api, report, moderator, omar, carla):
    later = report_thing(by=omar, kind="job", thing_id=report.thing, reason="spam")
    listed = api(moderator).get(f"{PATH}queue/").json()["results"]
    assert [each["id"] for each in listed] == [report.pk, later.pk]
    assert listed[0]["reporter"]["display_name"] == "Farida"
    assert listed[0]["about"] == {"id": carla.pk, "display_name": "Carla", "names": {"bn": "", "en": "Carla"}}
    decide = f"/api/v1/reports/{report.pk}/decide/"
    assert list(api(moderator).post(decide, {"state": "open"}).json()["errors"]) == ["state"]
    assert list(api(moderator).post(decide, {"state": "kept", "note": "x" * 1001}).json()["errors"]) == ["note"]
    decided = api(moderator).post(decide, {"state": "kept", "note": "Ask her first."}).json()
    assert (decided["state"], decided["note"], decided["decided_by"]["id"]) == ("kept", "Ask her first.", moderator.pk)
    assert [each["id"] for each in api(moderator).get(f"{PATH}queue/?state=kept").json()["results"]] == [report.pk]
    assert api(moderator).post(decide, {"state": "closed"}).json()["note"] == "Ask her first."
    again = api(moderator).post(decide, {"state": "closed"})
    assert (again.status_code, again.json()["code"]) == (409, "report_closed")
    assert api(moderator).get(f"/api/v1/reports/{report.pk}/").json()["state"] == "closed"


def test_report_queue_query_count(api, carla, farida, moderator, django_assert_max_num_queries):
    for number in range(3):
        report_thing(by=farida, kind="job", thing_id=make.make_job(carla, title=f"Job {number}").pk, reason="spam")
    with django_assert_max_num_queries(4):
        assert api(moderator).get(f"{PATH}queue/").json()["count"] == 3
