"""Jobs over HTTP, each path in the order: anonymous, outsider, wrong role, wrong state, success, repeat."""

import pytest

from market.jobs.models import Invitation, Job, Thread
from market.jobs.postings.actions import create_job
from market.jobs.postings.details import JobDetails
from tests import make

SENT = {
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


def test_throwing_a_draft_away(api, draft, job, carla, omar):
    path = f"/api/v1/jobs/{draft.pk}/"
    assert api().delete(path).status_code == 401
    assert api(omar).delete(path).status_code == 404
    assert api(omar).delete(f"/api/v1/jobs/{job.pk}/").json()["code"] == "not_your_job"
    assert api(carla).delete(f"/api/v1/jobs/{job.pk}/").json()["code"] == "job_not_draft"
    assert api(carla).delete(path).status_code == 204
    assert api(carla).delete(path).status_code == 404


@pytest.mark.django_db
def test_creating_asks_who_you_are(api):
    assert api().post("/api/v1/jobs/", SENT).status_code == 401


def test_a_created_job_is_a_draft_and_comes_back_as_sent(api, carla):
    answer = api(carla).post("/api/v1/jobs/", SENT)
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert made["state"] == "draft"
    assert made["visibility"] == "all"
    assert made["budget_max"] == {"amount": "150.00", "currency": "USD"}
    assert made["topic"] == {"slug": "graphics-design", "name": "Graphics design"}
    assert made["client"] == {"id": carla.pk, "display_name": "Carla"}


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
def test_a_bad_field_is_named(api, carla, change, field):
    answer = api(carla).post("/api/v1/jobs/", {**SENT, **change})
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Job.objects.exists()


def test_only_currencies_that_can_be_paid_are_taken(api, carla):
    taka = {"budget_min": {"amount": "5000", "currency": "BDT"}, "budget_max": {"amount": "9000", "currency": "BDT"}}
    answer = api(carla).post("/api/v1/jobs/", {**SENT, **taka})
    assert answer.status_code == 400
    assert "USD" in answer.json()["errors"]["budget_min"][0]


def test_bangla_digits_are_numbers(api, carla):
    answer = api(carla).post(
        "/api/v1/jobs/", {**SENT, "duration_days": "১২", "budget_max": {"amount": "১৫০", "currency": "USD"}}
    )
    assert answer.status_code == 201, answer.json()
    assert answer.json()["duration_days"] == 12
    assert answer.json()["budget_max"]["amount"] == "150.00"


def test_a_day_has_room_for_so_many_jobs(api, carla, settings):
    program = api(carla)
    for _ in range(settings.LIFECYCLE.jobs_per_day):
        assert program.post("/api/v1/jobs/", SENT).status_code == 201
    refused = program.post("/api/v1/jobs/", SENT)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


# One job


def test_a_draft_exists_for_its_client_only(api, draft, carla, farida, omar):
    path = f"/api/v1/jobs/{draft.pk}/"
    assert [api(who).get(path).status_code for who in (None, omar, farida, carla)] == [404, 404, 404, 200]


def test_an_open_job_is_for_everybody(api, job, omar):
    assert [api(who).get(f"/api/v1/jobs/{job.pk}/").status_code for who in (None, omar)] == [200, 200]


def test_a_job_by_invitation_is_for_the_invited(api, carla, farida, rina, omar):
    job = make.make_job(carla, visibility="invited")
    api(carla).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk})
    path = f"/api/v1/jobs/{job.pk}/"
    assert [api(who).get(path).status_code for who in (None, omar, rina, farida, carla)] == [404, 404, 404, 200, 200]


def test_names_come_in_the_callers_language(api, job):
    answer = api().get(f"/api/v1/jobs/{job.pk}/", headers={"accept-language": "bn"})
    assert answer.json()["topic"]["name"] != "Graphics design"


def test_a_job_costs_few_queries(api, job, carla, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        api(carla).get(f"/api/v1/jobs/{job.pk}/")


# Changing


def test_changing_a_job(api, job, carla, omar):
    path, change = f"/api/v1/jobs/{job.pk}/", {"title": "Logo and sign"}
    assert api().patch(path, change).status_code == 401
    assert api(omar).patch(path, change).status_code == 403
    answer = api(carla).patch(path, change)
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["duration_days"]) == ("Logo and sign", 10)
    assert api(carla).patch(path, change).status_code == 200


def test_a_stranger_cannot_change_a_draft(api, draft, omar):
    assert api(omar).patch(f"/api/v1/jobs/{draft.pk}/", {"title": "Mine"}).status_code == 404


def test_an_ended_job_cannot_be_changed(api, job, carla):
    api(carla).post(f"/api/v1/jobs/{job.pk}/close/")
    answer = api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"title": "Again"})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_ended")


def test_an_open_job_keeps_its_currency(api, job, carla, settings):
    settings.STRIPE_CURRENCIES = ["USD", "BDT"]
    taka = {"budget_min": {"amount": "5000", "currency": "BDT"}, "budget_max": {"amount": "9000", "currency": "BDT"}}
    answer = api(carla).patch(f"/api/v1/jobs/{job.pk}/", taka)
    assert answer.status_code == 400
    assert "budget_min" in answer.json()["errors"]


# Verbs


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_for_the_client_alone(api, job, draft, omar, verb):
    assert api().post(f"/api/v1/jobs/{job.pk}/{verb}/").status_code == 401
    assert api(omar).post(f"/api/v1/jobs/{draft.pk}/{verb}/").status_code == 404
    answer = api(omar).post(f"/api/v1/jobs/{job.pk}/{verb}/")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_job")


def test_publishing(api, draft, carla):
    path = f"/api/v1/jobs/{draft.pk}/publish/"
    answer = api(carla).post(path)
    assert (answer.status_code, answer.json()["state"]) == (200, "open")
    assert answer.json()["expires_at"] > answer.json()["published_at"]
    again = api(carla).post(path)
    assert (again.status_code, again.json()["code"]) == (409, "job_not_draft")


def test_prolonging(api, job, draft, carla):
    assert api(carla).post(f"/api/v1/jobs/{draft.pk}/prolong/").status_code == 409
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/prolong/").status_code == 200
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/prolong/").status_code == 200


# Inviting


def test_inviting(api, job, carla, omar, farida):
    path, sent = f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk}
    assert api().post(path, sent).status_code == 401
    assert api(omar).post(path, sent).status_code == 403
    assert api(carla).post(path, {"profile": "soon"}).status_code == 400
    assert api(carla).post(path, {}).json()["errors"].keys() == {"profile"}
    answer = api(carla).post(path, sent)
    assert answer.status_code == 201
    invitation = answer.json()
    assert (invitation["job"], invitation["profile"]) == (job.pk, farida.profile.pk)
    assert (invitation["state"], invitation["answered_at"], invitation["words"]) == ("open", None, "")
    again = api(carla).post(path, sent)
    assert (again.status_code, again.json()["code"]) == (409, "already_invited")
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_to_a_draft(api, draft, carla, farida):
    answer = api(carla).post(f"/api/v1/jobs/{draft.pk}/invite/", {"profile": farida.profile.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_open")


def test_a_hidden_profile_cannot_be_invited(api, job, carla, farida):
    type(farida.profile).objects.filter(user=farida).update(state="draft")
    assert api(carla).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk}).status_code == 404


def test_nobody_invites_herself(api, farida):
    job = make.make_job(farida)
    answer = api(farida).post(f"/api/v1/jobs/{job.pk}/invite/", {"profile": farida.profile.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_profile")


# Talks


def test_opening_a_talk(api, job, carla, omar, farida):
    path, sent = "/api/v1/conversations/", {"profile": farida.profile.pk, "job": job.pk}
    assert api().post(path, sent).status_code == 401
    assert api(omar).post(path, sent).json()["code"] == "not_your_job"
    assert api(carla).post(path, {**sent, "job": 10**15}).status_code == 404
    assert api(carla).post(path, {"job": job.pk}).status_code == 400
    first = api(carla).post(path, sent)
    assert first.status_code == 201, first.json()
    assert first.json()["about"] == f"/jobs/{job.pk}/"
    assert api(carla).post(path, sent).json()["id"] == first.json()["id"]
    without = api(carla).post(path, {"profile": farida.profile.pk})
    assert without.json()["id"] != first.json()["id"]
    assert Thread.objects.count() == 2
    assert api(farida).get(path).json()["count"] == 2


def test_no_talk_about_a_draft(api, draft, carla, farida):
    answer = api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk, "job": draft.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "job_not_open")


def test_nobody_talks_with_herself(api, farida):
    answer = api(farida).post("/api/v1/conversations/", {"profile": farida.profile.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_profile")


def test_new_talks_of_a_day_are_limited(api, carla, farida, rina, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(invitations_per_day=1)
    assert api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk}).status_code == 201
    assert api(carla).post("/api/v1/conversations/", {"profile": farida.profile.pk}).status_code == 201
    assert api(carla).post("/api/v1/conversations/", {"profile": rina.profile.pk}).status_code == 429


def test_details_keep_what_was_written(carla):
    details = JobDetails.of(make.make_job(carla, skills=("logo-design",)))
    job = create_job(by=carla, details=details)
    assert JobDetails.of(job) == details


@pytest.mark.parametrize("row", [{}, {"required": True}, {"text": ""}, None, "?", []])
def test_a_row_of_a_change_is_whole(api, draft, carla, row):
    """What is not named stays, but a list is written anew: a part of one of its rows is none."""
    body = {"questions": [{"text": "Which colours?"}, row]}
    answer = api(carla).patch(f"/api/v1/jobs/{draft.pk}/", body)
    assert answer.status_code == 400
    assert [path.startswith("questions.1") for path in answer.json()["errors"]] == [True]
    changed = api(carla).patch(f"/api/v1/jobs/{draft.pk}/", {"questions": [{"text": "Which colours?"}]})
    assert changed.json()["questions"][0]["required"] is True
    assert changed.json()["title"] == draft.title
