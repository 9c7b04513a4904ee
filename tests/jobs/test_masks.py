"""Contact data in what everybody reads: jobs, profiles and services."""

from market.contracts.actions import accept_terms
from market.jobs.actions import change_job
from market.jobs.differences import described
from market.jobs.models import Change, Job
from market.profiles.models import Profile
from market.services.models import Service
from tests import make

RAW, MASK = "Call 01711223344.", "Call •••."


def reads(page, api, person, job) -> set[str]:
    """What a person reads of a job's description, by page and by API."""
    shown = page(person).get(f"/jobs/{job.pk}/").content.decode()
    return {RAW if RAW in shown else MASK, api(person).get(f"/api/v1/jobs/{job.pk}/").json()["description"]}


def test_a_job_is_read_whole_by_its_client_and_by_whom_she_hired(page, api, carla, farida, rina):
    job = make.make_job(carla, description=RAW)
    assert (reads(page, api, carla, job), reads(page, api, farida, job)) == ({RAW}, {MASK})
    assert RAW not in page().get("/jobs/").content.decode()
    assert RAW not in str(api().get("/api/v1/jobs/").json())
    change_job(by=carla, job_id=job.pk, changes={"description": f"{RAW} Or 01811223344."})
    told = described(Change.objects.get().fields)[0]
    assert (told.before, told.after) == (MASK, f"{MASK} Or •••.")
    assert "011223344" not in str(told.pieces)
    change_job(by=carla, job_id=job.pk, changes={"description": RAW})
    accept_terms(by=carla, bid_id=make.make_bid(job, farida).pk)
    assert reads(page, api, farida, job) == {RAW}
    assert Job.objects.get().description == RAW, "what is stored is raw"


def test_profiles_and_services(page, api, carla, farida):
    Profile.objects.filter(user=farida).update(story_en=RAW, headline_en=RAW)
    service = make.make_service(farida)
    Service.objects.update(description_en=RAW)
    profile = farida.profile.pk
    for place in (f"/talent/{profile}/", f"/services/{service.pk}/", "/talent/", "/services/"):
        shown = page(carla).get(place)
        assert (shown.status_code, RAW in shown.content.decode()) == (200, False), place
    for place in (f"profiles/{profile}", f"services/{service.pk}"):
        told = str(api(carla).get(f"/api/v1/{place}/").json())
        assert (RAW in told, MASK in told) == (False, True), place
    assert api(farida).get("/api/v1/me/profile/").json()["story_en"] == RAW
