"""Visibility in search: what may not be seen is never found, also right after the change."""

import pytest

from market.accounts.people.actions import change_settings
from market.bids.bids.ending_actions import close_job
from market.jobs.marks.actions import mark_job
from market.jobs.models import Job, Mark
from market.profiles.freelancers.actions import change_profile, hide_profile, publish_profile
from market.search.finding import query_cache
from market.search.finding.finder import count_each, find
from market.search.finding.queries import JobQuery, ServiceQuery, TalentQuery
from market.search.models import JobDocument, ProfileDocument, ServiceDocument
from market.services.offering.actions import change_service, pause_service
from market.site.demo.revoking import revoke_certificate
from tests import make


def revoke(user, oli):
    revoke_certificate(by=oli, certificate_id=user.certificate.pk, reason="It was issued twice.")


def hide(user, oli):
    hide_profile(by=user)


def suspend(user, oli):
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize("change", [revoke, hide, suspend])
@pytest.mark.parametrize("q", ["", "Farida", "ফরিদা", "logo", "pakaging"])
def test_hidden_profile_is_found_by_no_query(farida, oli, page, api, change, q):
    assert find(TalentQuery(q=q)).ids == [farida.profile.pk]
    change(farida, oli)
    results = find(TalentQuery(q=q))
    assert (results.ids, results.count, any(results.facets.values())) == ([], 0, False)
    assert count_each([TalentQuery(q=q)]) == [0]
    assert api().get("/api/v1/profiles/", {"q": q}).json()["count"] == 0
    for address in ("/talent/", "/search/"):
        assert b"Logos and packaging" not in page().get(address, {"q": q}).content


def test_republished_profile_is_found_by_its_current_text(farida):
    hide_profile(by=farida)
    change_profile(by=farida, headline_en="Wedding cards")
    publish_profile(by=farida)
    assert find(TalentQuery(q="wedding")).ids == [farida.profile.pk]
    assert find(TalentQuery(q="packaging")).fitting == 0


def test_changed_name_is_found_at_once(farida):
    change_settings(by=farida, display_name="Golap")
    assert find(TalentQuery(q="গোলাপ")).ids == [farida.profile.pk]
    assert find(TalentQuery(q="farida")).ids == []


def test_closed_private_and_suspended_clients_jobs_are_found_by_no_query(carla, page, api):
    closed, private, public = (make.make_job(carla, title=f"Teapot {kind}") for kind in ("one", "two", "three"))
    assert find(JobQuery(q="teapot")).count == 3
    close_job(by=carla, job_id=closed.pk)
    Job.objects.filter(pk=private.pk).update(visibility=Job.Visibility.INVITED)
    assert find(JobQuery(q="teapot")).ids == [public.pk]
    assert [row["id"] for row in api().get("/api/v1/jobs/?q=teapot").json()["results"]] == [public.pk]
    carla.is_active = False
    carla.save(update_fields=["is_active"])
    assert find(JobQuery(q="teapot")).ids == []
    assert b"Teapot" not in page().get("/jobs/").content


def test_documents_are_written_in_the_transaction_of_the_change(farida, carla):
    assert ProfileDocument.objects.filter(profile=farida.profile).exists()
    assert JobDocument.objects.filter(job=make.make_job(carla)).exists()


@pytest.mark.parametrize("change", [revoke, hide, suspend])
@pytest.mark.parametrize("q", ["", "Farida", "দোকানের লোগো", "dokan", "shpo"])
def test_services_of_hidden_freelancers_are_found_by_no_query(farida, oli, page, api, change, q):
    service = make.make_service(farida)
    assert find(ServiceQuery(q=q)).ids == [service.pk]
    change(farida, oli)
    assert find(ServiceQuery(q=q)).count == 0
    assert api().get("/api/v1/services/", {"q": q}).json()["count"] == 0
    for address in ("/services/", "/search/"):
        assert b"A logo for a small shop" not in page().get(address, {"q": q}).content


def test_changed_service_is_found_by_its_new_title_and_owner_name(farida):
    service = make.make_service(farida)
    change_service(by=farida, service_id=service.pk, changes={"title_en": "Wedding cards"})
    assert find(ServiceQuery(q="wedding")).ids == [service.pk]
    change_settings(by=farida, display_name="Golap")
    assert find(ServiceQuery(q="গোলাপ")).ids == [service.pk]
    pause_service(by=farida, service_id=service.pk)
    assert find(ServiceQuery(q="wedding")).ids == []
    assert ServiceDocument.objects.filter(service=service).exists()


def test_job_that_was_just_hidden_is_in_no_cached_list(carla, farida, api, monkeypatch):
    monkeypatch.setattr(query_cache, "lifetime", lambda seconds: 5.0)
    jobs = [make.make_job(carla) for _number in range(3)]
    for number, job in enumerate(jobs, 1):
        mark_job(by=farida, job_id=job.pk, kind=Mark.Kind.HIDDEN)
        assert len(api(farida).get("/api/v1/jobs/").json()["results"]) == len(jobs) - number
