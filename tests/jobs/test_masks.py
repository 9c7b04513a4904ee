"""Contact data in what everybody reads: jobs, profiles and services."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.people.actions import change_settings
from market.bids.bids.decision_actions import decline_bid
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.errors import Invalid
from market.files.actions import keep_upload
from market.jobs.invitations.actions import decline_invitation, invite_freelancer
from market.jobs.models import Change, Job
from market.jobs.postings.actions import change_job
from market.jobs.postings.details import QuestionDraft
from market.jobs.postings.differences import describe_changes
from market.profiles.clients.actions import change_client_profile
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import ClientProfile, Profile
from market.profiles.portfolio.actions import add_case
from market.services.models import Package, Service
from market.services.models import Question as Asked
from market.services.offering.actions import change_service
from tests import make

RAW, MASK = "Call 01711223344.", "Call •••."


def reads(page, api, person, job) -> set[str]:
    """What a person reads of a job's description, by page and by API."""
    shown = page(person).get(f"/jobs/{job.pk}/").content.decode()
    return {RAW if RAW in shown else MASK, api(person).get(f"/api/v1/jobs/{job.pk}/").json()["description"]}


def test_a_job_is_read_whole_by_its_client_and_by_whom_money_is_held_for(page, api, carla, farida, rina):
    job = make.make_job(carla, description=RAW)
    assert (reads(page, api, carla, job), reads(page, api, farida, job)) == ({RAW}, {MASK})
    assert RAW not in page().get("/jobs/").content.decode()
    assert RAW not in str(api().get("/api/v1/jobs/").json())
    change_job(by=carla, job_id=job.pk, changes={"description": f"{RAW} Or 01811223344."})
    told = describe_changes(Change.objects.get().fields)[0]
    assert (told.before, told.after) == (MASK, f"{MASK} Or •••.")
    assert "011223344" not in str(told.pieces)
    change_job(by=carla, job_id=job.pk, changes={"description": RAW})
    contract = accept_terms(by=carla, bid_id=make.make_bid(job, farida).pk)
    assert reads(page, api, farida, job) == {MASK}
    make.hold_money(contract)
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


def test_questions_and_names_of_files(page, api, carla, farida):
    kept = keep_upload(by=carla, file=SimpleUploadedFile("call 01711223344.txt", b"a"))
    whole = keep_upload(by=carla, file=SimpleUploadedFile("carla@example.com", b"a"))
    job = make.make_job(carla, questions=[QuestionDraft(RAW, required=False)], files=[kept.pk, whole.pk])

    def told(person) -> tuple[str, set[str], str]:
        found = api(person).get(f"/api/v1/jobs/{job.pk}/").json()
        taken = api(person).get(f"/api/v1/files/{kept.pk}/")
        assert taken.getvalue() == b"a"
        return found["questions"][0]["text"], {each["name"] for each in found["files"]}, taken["Content-Disposition"]

    assert told(carla)[:2] == (RAW, {"call 01711223344.txt", "carla@example.com"})
    text, names, taken = told(farida)
    assert (text, names) == (MASK, {"call •••.txt", "•••"})
    assert "011223344" not in taken
    for place in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/bid/"):
        shown = page(farida).get(place)
        assert (shown.status_code, "011223344" in shown.content.decode()) == (200, False), place
    make.hold_money(accept_terms(by=carla, bid_id=make.make_bid(job, farida).pk))
    assert told(farida)[:2] == (RAW, {"call 01711223344.txt", "carla@example.com"})


def test_names_of_files_in_the_changes_of_a_job_are_masked(page, api, carla, farida):
    kept = [keep_upload(by=carla, file=SimpleUploadedFile(f"call 0171122334{each}.txt", b"a")) for each in (1, 2)]
    job = make.make_job(carla, files=[kept[0].pk])
    make.make_bid(job, farida)
    change_job(by=carla, job_id=job.pk, changes={"files": [kept[1].pk]})
    (told,) = describe_changes(Change.objects.get().fields)
    assert (told.before, told.after) == ("call •••.txt", "call •••.txt")
    shown = page(farida).get(f"/jobs/{job.pk}/").content.decode()
    read = str(api(farida).get(f"/api/v1/jobs/{job.pk}/changes/").json())
    for text in (shown, read):
        assert "call •••.txt" in text
        assert "0171122334" not in text


def test_invitations_answers_to_them_and_reasons(page, api, carla, farida, rina):
    job = make.make_job(carla)
    invited = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk, words=RAW)
    assert api(farida).get("/api/v1/invitations/").json()["results"][0]["words"] == MASK
    assert RAW not in page(farida).get("/invitations/").content.decode()
    decline_invitation(by=farida, invitation_id=invited.pk, why="busy", reason=RAW)
    (told,) = api(carla).get(f"/api/v1/jobs/{job.pk}/invitations/").json()["results"]
    assert (told["words"], told["reason"]) == (RAW, MASK)
    bid = make.make_bid(job, rina)
    decline_bid(by=carla, bid_id=bid.pk, reason=RAW)
    assert [api(each).get(f"/api/v1/bids/{bid.pk}/").json()["decided_reason"] for each in (carla, rina)] == [RAW, MASK]
    assert RAW not in page(rina).get(f"/bids/{bid.pk}/").content.decode()
    assert RAW not in str(api(rina).get("/api/v1/notifications/").json())


def test_what_clients_and_freelancers_say_of_themselves(page, api, carla, farida):
    make.make_job(carla)
    change_client_profile(by=carla, about=RAW, house_rules=RAW)
    case = add_case(by=farida, title="A logo", text=RAW)
    service = make.make_service(farida)
    Package.objects.update(includes=RAW)
    Asked.objects.update(text=RAW)
    profile = farida.profile.pk
    for person, place in (
        (farida, f"clients/{carla.pk}"),
        (carla, f"talent/{profile}/works/{case.pk}"),
        (carla, f"services/{service.pk}"),
        (carla, f"services/{service.pk}/order"),
    ):
        shown = page(person).get(f"/{place}/")
        assert (shown.status_code, RAW in shown.content.decode()) == (200, False), place
    for person, place in (
        (farida, f"clients/{carla.pk}"),
        (carla, f"profiles/{profile}"),
        (carla, f"services/{service.pk}"),
    ):
        told = str(api(person).get(f"/api/v1/{place}/").json())
        assert (RAW in told, MASK in told) == (False, True), place
    assert api(carla).get("/api/v1/me/client-profile/").json()["about"] == RAW
    assert api(farida).get("/api/v1/me/profile/cases/").json()[0]["text"] == RAW
    assert api(farida).get(f"/api/v1/services/{service.pk}/").json()["packages"][0]["includes"] == RAW


@pytest.mark.parametrize("language", ["en", "bn"])
def test_names_and_titles_are_refused_with_what_is_wrong(page, carla, farida, language):
    job, service = make.make_job(carla), make.make_service(farida)
    for change in (
        lambda: change_job(by=carla, job_id=job.pk, changes={"title": RAW}),
        lambda: change_service(by=farida, service_id=service.pk, changes={"title_en": RAW}),
        lambda: change_client_profile(by=carla, company=RAW),
        lambda: change_profile(by=farida, display_name=RAW),
        lambda: add_case(by=farida, title=RAW),
    ):
        with pytest.raises(Invalid) as refused:
            change()
        assert "01711223344" in str(refused.value.errors)
    assert not ClientProfile.objects.filter(company=RAW).exists()
    change_settings(by=carla, language=language)
    sent = {"display_name": RAW, "name": "Carla", "language": language, "digits": "auto"}
    shown = page(carla).post("/settings/", sent)
    assert shown.status_code == 400
    assert {"en": "Leave “01711223344” out", "bn": "“০১৭১১২২৩৩৪৪” বাদ দিন"}[language] in shown.content.decode()
    assert page().post("/accounts/signup/", {"name": "farida@example.com", "email": "f@demo.test"}).status_code == 200
