"""Budgets, files, copies, changes, invitations and marks of jobs in the API, each path in the order: anonymous,
stranger, wrong role, wrong state, success, repeat."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.bids.bids.ending_actions import close_job
from market.files.actions import keep_upload
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.models import Invitation, Job, Mark
from market.jobs.postings.actions import change_job, create_job
from market.jobs.postings.details import JobDetails
from tests import make
from tests.jobs.test_api import PAYLOAD

pytestmark = pytest.mark.django_db


def upload_of(person, name="brief.txt"):
    return keep_upload(by=person, file=SimpleUploadedFile(name, b"What I need"))


def download_status(program, upload):
    """The status code of downloading the file."""
    answer = program.get(f"/api/v1/files/{upload.pk}/")
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def draft(carla, job):
    return create_job(by=carla, details=JobDetails.of(job))


@pytest.fixture
def invitation(carla, farida, job):
    return invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)


# Budgets


def test_budget_type_is_offer_fixed_or_range(api, carla):
    payload = {**PAYLOAD, "budget_min": None, "budget_max": None}
    created = api(carla).post("/api/v1/jobs/", payload).json()
    assert (created["budget"], created["budget_min"], created["budget_max"], created["currency"]) == (
        "offer",
        None,
        None,
        "USD",
    )
    fixed = api(carla).patch(
        f"/api/v1/jobs/{created['id']}/", {"budget_min": PAYLOAD["budget_max"], "budget_max": PAYLOAD["budget_max"]}
    )
    assert fixed.json()["budget"] == "fixed"
    assert (
        api(carla).patch(f"/api/v1/jobs/{created['id']}/", {"budget_min": PAYLOAD["budget_min"]}).json()["budget"]
        == "range"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"budget_min": None}, "budget_min"),
        ({"budget_max": None}, "budget_max"),
        ({"budget_min": None, "budget_max": None, "currency": "EUR"}, "currency"),
    ],
)
def test_incomplete_budget_is_refused_at_its_field(api, carla, change, field):
    answer = api(carla).post("/api/v1/jobs/", {**PAYLOAD, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_job_list_handles_jobs_without_a_budget(api, carla, farida):
    job = make.make_job(carla, budget_min=None, budget_max=None)
    listed = api().get("/api/v1/jobs/").json()["results"]
    assert [(each["id"], each["budget_min"]) for each in listed] == [(job.pk, None)]
    assert api().get("/api/v1/jobs/?budget_min=1").json()["results"] == []
    assert api().get("/api/v1/jobs/?ordering=budget").json()["count"] == 1


# Files


def test_job_files_follow_the_visibility_of_the_job(api, carla, farida, omar):
    upload = upload_of(carla)
    created = api(carla).post("/api/v1/jobs/", {**PAYLOAD, "files": [str(upload.pk)]}).json()
    assert [each["name"] for each in created["files"]] == ["brief.txt"]
    assert [download_status(api(who), upload) for who in (omar, farida, carla)] == [404, 404, 200]
    api(carla).post(f"/api/v1/jobs/{created['id']}/publish/")
    assert [download_status(api(who), upload) for who in (omar, farida)] == [200, 200]
    assert download_status(api(), upload) == 401
    api(carla).patch(f"/api/v1/jobs/{created['id']}/", {"files": []})
    assert [download_status(api(who), upload) for who in (omar, carla)] == [404, 200]


def test_only_own_files_can_be_attached(api, carla, omar):
    answer = api(carla).post("/api/v1/jobs/", {**PAYLOAD, "files": [str(upload_of(omar).pk)]})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["files"])
    assert api(carla).post("/api/v1/jobs/", {**PAYLOAD, "files": ["x"]}).status_code == 400


def test_files_of_an_invited_job_need_an_invitation(api, carla, farida, rina):
    upload = upload_of(carla)
    job = make.make_job(carla, visibility="invited", files=(upload.pk,))
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    assert [download_status(api(who), upload) for who in (rina, farida)] == [404, 200]


# Copies and changes


def test_duplicating_a_job_permissions_and_result(api, job, draft, carla, omar):
    path = f"/api/v1/jobs/{job.pk}/duplicate/"
    assert api().post(path).status_code == 401
    assert api(omar).post(f"/api/v1/jobs/{draft.pk}/duplicate/").status_code == 404
    assert api(omar).post(path).json()["code"] == "not_your_job"
    Job.objects.filter(pk=job.pk).update(is_hidden=True)
    assert api(carla).post(path).json()["code"] == "job_removed"
    Job.objects.filter(pk=job.pk).update(state="closed", is_hidden=False)
    copy = api(carla).post(path)
    assert copy.status_code == 201
    assert (copy.json()["title"], copy.json()["state"]) == (job.title, "draft")
    assert api(carla).post(path).json()["id"] != copy.json()["id"]


def test_changes_of_a_job_permissions_and_content(api, job, draft, carla, omar, farida):
    path = f"/api/v1/jobs/{job.pk}/changes/"
    change_job(by=carla, job_id=job.pk, changes={"duration_days": 20, "title": "Sign"})
    assert api().get(path).status_code == 401
    assert api(omar).get(f"/api/v1/jobs/{draft.pk}/changes/").status_code == 404
    (change,) = api(omar).get(path).json()["results"]
    assert [(each["field"], each["before"], each["after"]) for each in change["changed"]] == [
        ("title", "Logo for a tea shop", "Sign"),
        ("duration_days", "10 days", "20 days"),
    ]
    change_job(by=carla, job_id=draft.pk, changes={"title": "Draft"})
    assert api(carla).get(f"/api/v1/jobs/{draft.pk}/changes/").json()["results"] == []


# Invitations


def test_invitations_of_a_job_permissions(api, job, draft, invitation, carla, omar, farida):
    path = f"/api/v1/jobs/{job.pk}/invitations/"
    assert api().get(path).status_code == 401
    assert api(omar).get(f"/api/v1/jobs/{draft.pk}/invitations/").status_code == 404
    assert api(farida).get(path).json()["code"] == "not_your_job"
    assert [each["id"] for each in api(carla).get(path).json()["results"]] == [invitation.pk]


def test_own_invitations_list_and_query_count(api, invitation, farida, rina, django_assert_num_queries):
    assert api().get("/api/v1/invitations/").status_code == 401
    assert api(rina).get("/api/v1/invitations/").json()["results"] == []
    program = api(farida)
    with django_assert_num_queries(3):
        (listed,) = program.get("/api/v1/invitations/").json()["results"]
    assert (listed["id"], listed["job"]["title"]) == (invitation.pk, "Logo for a tea shop")
    program.post(f"/api/v1/invitations/{invitation.pk}/accept/")
    assert program.get("/api/v1/invitations/").json()["results"] == []
    assert program.get("/api/v1/invitations/?answered=true").json()["count"] == 1


VERBS = {"accept": {}, "decline": {"why": "busy", "reason": "Exams until June."}}


@pytest.mark.parametrize(("verb", "sent"), VERBS.items())
def test_answering_an_invitation_permissions_and_state(api, invitation, job, carla, omar, farida, verb, sent):
    path = f"/api/v1/invitations/{invitation.pk}/{verb}/"
    assert api().post(path, sent).status_code == 401
    assert api(omar).post(path, sent).status_code == 404
    assert api(carla).post(path, sent).json()["code"] == "not_your_invitation"
    answer = api(farida).post(path, sent)
    assert answer.status_code == 200
    assert answer.json()["state"] == {"accept": "accepted", "decline": "declined"}[verb]
    assert answer.json()["why"] == sent.get("why", "")
    assert api(farida).post(path, sent).json()["code"] == "invitation_answered"
    close_job(by=carla, job_id=job.pk)
    other = "decline" if verb == "accept" else "accept"
    late = api(farida).post(f"/api/v1/invitations/{invitation.pk}/{other}/", VERBS[other])
    assert (late.status_code, late.json()["code"]) == (409, "job_not_open")


def test_accept_and_decline_return_404_for_strangers(api, invitation, omar):
    assert api(omar).post(f"/api/v1/invitations/{invitation.pk}/accept/").status_code == 404
    assert api(omar).post(f"/api/v1/invitations/{invitation.pk}/decline/", VERBS["decline"]).status_code == 404


def test_declining_an_invitation_needs_a_valid_reason(api, invitation, farida):
    path = f"/api/v1/invitations/{invitation.pk}/decline/"
    assert list(api(farida).post(path, {}).json()["errors"]) == ["why"]
    assert list(api(farida).post(path, {"why": "mood"}).json()["errors"]) == ["why"]
    assert list(api(farida).post(path, {"why": "busy", "reason": "x" * 301}).json()["errors"]) == ["reason"]
    assert Invitation.objects.get().state == "open"


# Saved and hidden jobs (marks)


@pytest.mark.parametrize(("verb", "kind"), [("save", "saved"), ("hide", "hidden")])
def test_saving_and_hiding_a_job_permissions_and_repeat(api, job, draft, carla, farida, omar, verb, kind):
    path = f"/api/v1/jobs/{job.pk}/{verb}/"
    for act in ("post", "delete"):
        assert getattr(api(), act)(path).status_code == 401
        assert getattr(api(omar), act)(f"/api/v1/jobs/{draft.pk}/{verb}/").status_code == 404
    assert api(carla).post(path).json()["code"] == "own_job"
    assert api(farida).post(path).json()["kind"] == kind
    assert api(farida).post(path).status_code == 200
    assert Mark.objects.count() == 1
    assert [each["id"] for each in api(farida).get(f"/api/v1/me/{kind}-jobs/").json()["results"]] == [job.pk]
    assert api(omar).get(f"/api/v1/me/{kind}-jobs/").json()["results"] == []
    assert api(farida).delete(path).status_code == 204
    assert api(farida).delete(path).status_code == 404


def test_saving_and_hiding_a_draft_return_404(api, draft, omar):
    assert api(omar).post(f"/api/v1/jobs/{draft.pk}/save/").status_code == 404
    assert api(omar).post(f"/api/v1/jobs/{draft.pk}/hide/").status_code == 404


def test_hidden_job_is_excluded_from_the_users_lists(api, page, job, carla, farida, omar):
    other = make.make_job(carla, title="Sign for a tea shop")
    api(farida).post(f"/api/v1/jobs/{job.pk}/hide/")
    ids = [[each["id"] for each in api(who).get("/api/v1/jobs/").json()["results"]] for who in (farida, omar, None)]
    assert ids == [[other.pk], [other.pk, job.pk], [other.pk, job.pk]]
    content = page(farida).get("/jobs/?q=tea").content.decode()
    assert f"/jobs/{other.pk}/" in content
    assert f"/jobs/{job.pk}/" not in content
    assert "viewer" not in content
    assert f"/jobs/{job.pk}/" not in page(farida).get("/search/?q=tea").content.decode()
    api(farida).post(f"/api/v1/jobs/{job.pk}/save/")  # replaces the other mark
    assert api(farida).get("/api/v1/jobs/").json()["count"] == 2


def test_saved_jobs_query_count(api, carla, farida, django_assert_num_queries):
    for number in range(3):
        job = make.make_job(carla, title=f"Job {number}")
        api(farida).post(f"/api/v1/jobs/{job.pk}/save/")
    program = api(farida)
    with django_assert_num_queries(3):
        assert program.get("/api/v1/me/saved-jobs/").json()["count"] == 3
