"""People who fit a job, and jobs for a freelancer, in the API."""

import pytest

from tests import make
from tests.search.test_fits import designer

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(carla):
    return make.make_job(carla, title="Somebody for my tea shop", skills=["logo-design", "canva"])


def test_limit_of_the_day_names_those_who_are_left(api, job, carla, settings):
    ids = [designer(f"Nadia{number}").profile.pk for number in range(3)]
    settings.LIFECYCLE = type(settings.LIFECYCLE)(invitations_per_day=2)
    answer = api(carla).post(f"/api/v1/jobs/{job.pk}/invitations/", {"profiles": [*ids, 10**12]})
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    assert [each["profile"] for each in body["invited"]] == ids[:2]
    assert [(each["profile"], each["code"]) for each in body["refused"]] == [
        (ids[2], "too_many"),
        (10**12, "not_found"),
    ]


def test_fits_in_the_api(api, job, carla, omar, farida):
    user = designer("Nadia")
    path = f"/api/v1/jobs/{job.pk}/fits/"
    assert api().get(path).status_code == 401
    assert api(omar).get(path).status_code == 403
    [found] = [each for each in api(carla).get(path).json()["results"] if each["id"] == user.profile.pk]
    assert [skill["slug"] for skill in found["fit"]["skills"]] == ["logo-design"]
    assert (found["fit"]["topic"], found["fit"]["price"], found["fit"]["language"]) == (True, True, True)
    many = api(carla).post(f"/api/v1/jobs/{job.pk}/invitations/", {"profiles": [*range(1, 12)]})
    assert many.json()["errors"].keys() == {"profiles"}
    assert api(omar).post(f"/api/v1/jobs/{job.pk}/invitations/", {"profiles": [1]}).status_code == 403


def test_jobs_for_you_in_the_api(api, carla, omar):
    user = designer("Nadia")
    job = make.make_job(carla, skills=["logo-design"])
    [found] = api(user).get("/api/v1/me/jobs-for-you/").json()["results"]
    assert found["id"] == job.pk
    assert [skill["slug"] for skill in found["fit"]["skills"]] == ["logo-design"]
    assert api(omar).get("/api/v1/me/jobs-for-you/").json()["results"] == []
