"""Jobs in the API, each path in the order: anonymous, stranger, wrong role, wrong state, success, repeat."""

import pytest

from market.jobs.models import Invitation, Job, Thread
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from tests import make

PAYLOAD = {
    "title": "Logo for a tea shop",
    "description": "A logo in two colours.",
    "topic": "graphics-design",
    "budget_min": {"amount": "50.00", "currency": "USD"},
    "budget_max": {"amount": "150.00", "currency": "USD"},
    "duration_days": 10,
}


@pytest.fixture
def draft(carla):
    job = make.make_job(carla)
    Job.objects.filter(pk=job.pk).update(state="draft", published_at=None, expires_at=None)
    job.refresh_from_db()
    return job


@pytest.fixture
def job(carla):
    return make.make_job(carla)


VERBS = ["publish", "prolong", "close"]


def test_deleting_a_draft_permissions_and_state(api, draft, job, carla, omar):
    path = f"/api/v1/jobs/{draft.pk}/"
    assert api().delete(path).status_code == 401
    assert api(omar).delete(path).status_code == 404
    assert api(omar).delete(f"/api/v1/jobs/{job.pk}/").json()["code"] == "not_your_job"
    assert api(carla).delete(f"/api/v1/jobs/{job.pk}/").json()["code"] == "job_not_draft"
    assert api(carla).delete(path).status_code == 204
    assert api(carla).delete(path).status_code == 404


@pytest.mark.django_db
def test_creating_a_job_returns_401_for_anonymous(api):
    assert api().post("/api/v1/jobs/", PAYLOAD).status_code == 401


def test_created_job_is_a_draft_with_the_sent_values(api, carla):
    answer = api(carla).post("/api/v1/jobs/", PAYLOAD)
    assert answer.status_code == 201, answer.json()
    data = answer.json()
    assert data["state"] == "draft"
    assert data["visibility"] == "all"
    assert data["budget_max"] == {"amount": "150.00", "currency": "USD"}
    assert data["topic"] == {"slug": "graphics-design", "name": "Graphics design"}
    assert data["client"] == {"id": carla.pk, "display_name": "Carla", "names": {"bn": "", "en": "Carla"}}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": ""}, "description"),
        ({"topic": "rocket-science"}, "topic"),
        ({"skills": ["no-such-skill"]}, "skills"),
        ({"budget_min": {"amount": "4.99", "currency": "USD"}}, "budget_min"),
        ({"budget_min": {"amount": "151.00", "currency": "USD"}}, "budget_max"),
        ({"budget_min": {"amount": "50.001", "currency": "USD"}}, "budget_min"),
        ({"budget_max": {"amount": "1000000.00", "currency": "USD"}}, "budget_max"),
        ({"budget_max": {"amount": "150.00", "currency": "BDT"}}, "budget_max"),
        ({"budget_min": "50"}, "budget_min"),
        ({"duration_days": 0}, "duration_days"),
        ({"duration_days": 366}, "duration_days"),
        ({"visibility": "friends"}, "visibility"),
    ],
)
def test_validation_errors_name_the_field(api, carla, change, field):
    answer = api(carla).post("/api/v1/jobs/", {**PAYLOAD, **change})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Job.objects.exists()


def test_unsupported_currency_is_refused(api, carla, settings):
    settings.PAY_IN = {"stripe": ["USD"]}
    taka = {"budget_min": {"amount": "5000", "currency": "BDT"}, "budget_max": {"amount": "9000", "currency": "BDT"}}
    answer = api(carla).post("/api/v1/jobs/", {**PAYLOAD, **taka})
    assert answer.status_code == 400
    assert "USD" in answer.json()["errors"]["budget_min"][0]


def test_bangla_digits_are_accepted(api, carla):
    answer = api(carla).post(
        "/api/v1/jobs/", {**PAYLOAD, "duration_days": "১২", "budget_max": {"amount": "১৫০", "currency": "USD"}}
    )
    assert answer.status_code == 201, answer.json()
    assert answer.json()["duration_days"] == 12
    assert answer.json()["budget_max"]["amount"] == "150.00"


def test_new_jobs_are_rate_limited_per_day(api, carla, settings):
    program = api(carla)
    for _ in range(settings.LIFECYCLE.jobs_per_day):
        assert program.post("/api/v1/jobs/", PAYLOAD).status_code == 201
    refused = program.post("/api/v1/jobs/", PAYLOAD)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


# One job


def test_draft_is_404_for_everybody_but_its_client(api, draft, carla, farida, omar):
    path = f"/api/v1/jobs/{draft.pk}/"
    assert [api(who).get(path).status_code for who in (None, omar, farida, carla)] == [404, 404, 404, 200]


def test_anonymous_reads_an_open_job(api, job, omar):
    assert [api(who).get(f"/api/v1/jobs/{job.pk}/").status_code for who in (None, omar)] == [200, 200]


def test_invited_job_is_404_without_an_invitation(api, carla, farida, rina, omar):
    job = make.make_job(carla, visibility="invited")
    api(carla).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk})
    path = f"/api/v1/jobs/{job.pk}/"
    assert [api(who).get(path).status_code for who in (None, omar, rina, farida, carla)] == [404, 404, 404, 200, 200]


def test_topic_name_follows_accept_language(api, job):
    answer = api().get(f"/api/v1/jobs/{job.pk}/", headers={"accept-language": "bn"})
    assert answer.json()["topic"]["name"] != "Graphics design"


def test_job_detail_query_count(api, job, carla, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        api(carla).get(f"/api/v1/jobs/{job.pk}/")


# Changing


def test_changing_a_job_permissions_and_repeat(api, job, carla, omar):
    path, change = f"/api/v1/jobs/{job.pk}/", {"title": "Logo and sign"}
    assert api().patch(path, change).status_code == 401
    assert api(omar).patch(path, change).status_code == 403
    answer = api(carla).patch(path, change)
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["duration_days"]) == ("Logo and sign", 10)
    assert api(carla).patch(path, change).status_code == 200


def test_changing_a_draft_returns_404_for_strangers(api, draft, omar):
    assert api(omar).patch(f"/api/v1/jobs/{draft.pk}/", {"title": "Mine"}).status_code == 404


def test_changing_an_ended_job_returns_409(api, job, carla):
    api(carla).post(f"/api/v1/jobs/{job.pk}/close/")
    answer = api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"title": "Again"})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_ended")


def test_currency_of_an_open_job_cannot_change(api, job, carla, settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    taka = {"budget_min": {"amount": "5000", "currency": "BDT"}, "budget_max": {"amount": "9000", "currency": "BDT"}}
    answer = api(carla).patch(f"/api/v1/jobs/{job.pk}/", taka)
    assert answer.status_code == 400
    assert "budget_min" in answer.json()["errors"]


# Actions


@pytest.mark.parametrize("verb", VERBS)
def test_job_actions_return_403_for_other_users(api, job, draft, omar, verb):
    assert api().post(f"/api/v1/jobs/{job.pk}/{verb}/").status_code == 401
    assert api(omar).post(f"/api/v1/jobs/{draft.pk}/{verb}/").status_code == 404
    answer = api(omar).post(f"/api/v1/jobs/{job.pk}/{verb}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_job")


def test_publishing_a_draft_and_409_on_repeat(api, draft, carla):
    path = f"/api/v1/jobs/{draft.pk}/publish/"
    answer = api(carla).post(path)
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert answer.json()["expires_at"] > answer.json()["published_at"]
    again = api(carla).post(path)
    assert (again.status_code, again.json()["code"]) == (409, "job_not_draft")


def test_prolonging_an_open_job_and_409_for_a_draft(api, job, draft, carla):
    assert api(carla).post(f"/api/v1/jobs/{draft.pk}/prolong/").status_code == 409
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/prolong/").status_code == 200
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/prolong/").status_code == 200


# Inviting


def test_inviting_permissions_validation_and_repeat(api, job, carla, omar, farida):
    path, payload = f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk}
    assert api().post(path, payload).status_code == 401
    assert api(omar).post(path, payload).status_code == 403
    assert api(carla).post(path, {"profile": "soon"}).status_code == 400
    assert api(carla).post(path, {}).json()["errors"].keys() == {"profile"}
    answer = api(carla).post(path, payload)
    assert answer.status_code == 201
    invitation = answer.json()
    assert (invitation["job"], invitation["profile"]) == (job.pk, farida.profile.pk)
    assert (invitation["state"], invitation["answered_at"], invitation["words"]) == ("open", None, "")
    again = api(carla).post(path, payload)
    assert (again.status_code, again.json()["code"]) == (409, "already_invited")
    assert Invitation.objects.count() == 1


def test_inviting_to_a_draft_returns_409(api, draft, carla, farida):
    answer = api(carla).post(f"/api/v1/jobs/{draft.pk}/invite/", {"profile": farida.profile.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_open")


def test_inviting_a_hidden_profile_returns_404(api, job, carla, farida):
    type(farida.profile).objects.filter(user=farida).update(state="draft")
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk}).status_code == 404


def test_inviting_oneself_returns_409(api, farida):
    job = make.make_job(farida)
    answer = api(farida).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_profile")


# Conversations


def test_starting_a_conversation_permissions_and_repeat(api, job, carla, omar, farida):
    path, payload = "/api/v1/conversations/", {"profile": farida.profile.pk, "job": job.pk}
    assert api().post(path, payload).status_code == 401
    assert api(omar).post(path, payload).json()["code"] == "not_your_job"
    assert api(carla).post(path, {**payload, "job": 10**15}).status_code == 404
    assert api(carla).post(path, {"job": job.pk}).status_code == 400
    first = api(carla).post(path, payload)
    assert first.status_code == 201, first.json()
    assert first.json()["about"] == f"/jobs/{job.pk}/"
    assert api(carla).post(path, payload).json()["id"] == first.json()["id"]
    without = api(carla).post(path, {"profile": farida.profile.pk})
    assert without.json()["id"] != first.json()["id"]
    assert Thread.objects.count() == 2
    assert api(farida).get(path).json()["count"] == 2


def test_conversation_about_a_draft_returns_409(api, draft, carla, farida):
    answer = api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk, "job": draft.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_open")


def test_conversation_with_oneself_returns_409(api, farida):
    answer = api(farida).post("/api/v1/conversations/", {"profile": farida.profile.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_profile")


def test_new_conversations_are_rate_limited_per_day(api, carla, farida, rina, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(invitations_per_day=1)
    assert api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk}).status_code == 201
    assert api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk}).status_code == 201
    assert api(carla).post("/api/v1/conversations/", {"profile": rina.profile.pk}).status_code == 429


def test_job_details_round_trip(carla):
    details = JobDetails.of(make.make_job(carla, skills=("logo-design",)))
    job = create_job(by=carla, details=details)
    assert JobDetails.of(job) == details


@pytest.mark.parametrize("row", [{}, {"required": True}, {"text": ""}, None, "?", []])
def test_incomplete_question_rows_of_a_patch_are_refused(api, draft, carla, row):
    """PATCH keeps fields that are not named but replaces a whole list, so each row must be complete."""
    body = {"questions": [{"text": "Which colours?"}, row]}
    answer = api(carla).patch(f"/api/v1/jobs/{draft.pk}/", body)
    assert answer.status_code == 400
    assert [path.startswith("questions.1") for path in answer.json()["errors"]] == [True]
    changed = api(carla).patch(f"/api/v1/jobs/{draft.pk}/", {"questions": [{"text": "Which colours?"}]})
    assert changed.json()["questions"][0]["required"] is True
    assert changed.json()["title"] == draft.title
