"""Masking of contact data in texts that everybody reads: jobs, profiles and services."""

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
from market.services.models import Question as ServiceQuestion
from market.services.offering.actions import change_service
from tests import make

RAW, MASK = "Call 01711223344.", "Call •••."


def visible_descriptions(page, api, user, job) -> set[str]:
    """The description of a job as a user reads it, on the page and in the API."""
    content = page(user).get(f"/jobs/{job.pk}/").content.decode()
    return {RAW if RAW in content else MASK, api(user).get(f"/api/v1/jobs/{job.pk}/").json()["description"]}


def test_job_contact_data_is_masked_until_money_is_held(page, api, carla, farida, rina):
    job = make.make_job(carla, description=RAW)
    assert (visible_descriptions(page, api, carla, job), visible_descriptions(page, api, farida, job)) == (
        {MASK, RAW},  # their page shows the job as others see it, and says why
        {MASK},
    )
    assert RAW not in page().get("/jobs/").content.decode()
    assert RAW not in str(api().get("/api/v1/jobs/").json())
    change_job(by=carla, job_id=job.pk, changes={"description": f"{RAW} Or 01811223344."})
    change = describe_changes(Change.objects.get().fields)[0]
    assert (change.before, change.after) == (MASK, f"{MASK} Or •••.")
    assert "011223344" not in str(change.pieces)
    change_job(by=carla, job_id=job.pk, changes={"description": RAW})
    contract = accept_terms(by=carla, bid_id=make.make_bid(job, farida).pk)
    assert visible_descriptions(page, api, farida, job) == {MASK}
    make.hold_money(contract)
    assert visible_descriptions(page, api, farida, job) == {RAW}
    assert Job.objects.get().description == RAW, "the stored text is not masked"


def test_profile_and_service_texts_are_masked(page, api, carla, farida):
    Profile.objects.filter(user=farida).update(story_en=RAW, headline_en=RAW)
    service = make.make_service(farida)
    Service.objects.update(description_en=RAW)
    profile = farida.profile.pk
    for place in (f"/talent/{profile}/", f"/services/{service.pk}/", "/talent/", "/services/"):
        answer = page(carla).get(place)
        assert (answer.status_code, RAW in answer.content.decode()) == (200, False), place
    for place in (f"profiles/{profile}", f"services/{service.pk}"):
        data = str(api(carla).get(f"/api/v1/{place}/").json())
        assert (RAW in data, MASK in data) == (False, True), place
    assert api(farida).get("/api/v1/me/profile/").json()["story_en"] == RAW


def test_questions_and_file_names_are_masked_until_money_is_held(page, api, carla, farida):
    upload = keep_upload(by=carla, file=SimpleUploadedFile("call 01711223344.txt", b"a"))
    second_upload = keep_upload(by=carla, file=SimpleUploadedFile("carla@example.com", b"a"))
    job = make.make_job(carla, questions=[QuestionDraft(RAW, required=False)], files=[upload.pk, second_upload.pk])

    def visible_parts(person) -> tuple[str, set[str], str]:
        data = api(person).get(f"/api/v1/jobs/{job.pk}/").json()
        download = api(person).get(f"/api/v1/files/{upload.pk}/")
        assert download.getvalue() == b"a"
        return data["questions"][0]["text"], {each["name"] for each in data["files"]}, download["Content-Disposition"]

    assert visible_parts(carla)[:2] == (RAW, {"call 01711223344.txt", "carla@example.com"})
    text, names, download = visible_parts(farida)
    assert (text, names) == (MASK, {"call •••.txt", "•••"})
    assert "011223344" not in download
    for place in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/bid/"):
        answer = page(farida).get(place)
        assert (answer.status_code, "011223344" in answer.content.decode()) == (200, False), place
    make.hold_money(accept_terms(by=carla, bid_id=make.make_bid(job, farida).pk))
    assert visible_parts(farida)[:2] == (RAW, {"call 01711223344.txt", "carla@example.com"})


def test_file_names_in_the_changes_of_a_job_are_masked(page, api, carla, farida):
    uploads = [keep_upload(by=carla, file=SimpleUploadedFile(f"call 0171122334{each}.txt", b"a")) for each in (1, 2)]
    job = make.make_job(carla, files=[uploads[0].pk])
    make.make_bid(job, farida)
    change_job(by=carla, job_id=job.pk, changes={"files": [uploads[1].pk]})
    (change,) = describe_changes(Change.objects.get().fields)
    assert (change.before, change.after) == ("call •••.txt", "call •••.txt")
    content = page(farida).get(f"/jobs/{job.pk}/").content.decode()
    data = str(api(farida).get(f"/api/v1/jobs/{job.pk}/changes/").json())
    for text in (content, data):
        assert "call •••.txt" in text
        assert "0171122334" not in text


def test_invitations_and_decline_reasons_are_masked(page, api, carla, farida, rina):
    job = make.make_job(carla)
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk, words=RAW)
    assert api(farida).get("/api/v1/invitations/").json()["results"][0]["words"] == MASK
    assert RAW not in page(farida).get("/invitations/").content.decode()
    decline_invitation(by=farida, invitation_id=invitation.pk, why="busy", reason=RAW)
    (data,) = api(carla).get(f"/api/v1/jobs/{job.pk}/invitations/").json()["results"]
    assert (data["words"], data["reason"]) == (RAW, MASK)
    bid = make.make_bid(job, rina)
    decline_bid(by=carla, bid_id=bid.pk, reason=RAW)
    assert [api(each).get(f"/api/v1/bids/{bid.pk}/").json()["decided_reason"] for each in (carla, rina)] == [RAW, MASK]
    assert RAW not in page(rina).get(f"/bids/{bid.pk}/").content.decode()
    assert RAW not in str(api(rina).get("/api/v1/notifications/").json())


def test_client_pages_works_and_packages_are_masked(page, api, carla, farida):
    make.make_job(carla)
    change_client_profile(by=carla, about=RAW, house_rules=RAW)
    case = add_case(by=farida, title="A logo", text=RAW)
    service = make.make_service(farida)
    Package.objects.update(includes=RAW)
    ServiceQuestion.objects.update(text=RAW)
    profile = farida.profile.pk
    for person, place in (
        (farida, f"clients/{carla.pk}"),
        (carla, f"talent/{profile}/works/{case.pk}"),
        (carla, f"services/{service.pk}"),
        (carla, f"services/{service.pk}/order"),
    ):
        answer = page(person).get(f"/{place}/")
        assert (answer.status_code, RAW in answer.content.decode()) == (200, False), place
    for person, place in (
        (farida, f"clients/{carla.pk}"),
        (carla, f"profiles/{profile}"),
        (carla, f"services/{service.pk}"),
    ):
        data = str(api(person).get(f"/api/v1/{place}/").json())
        assert (RAW in data, MASK in data) == (False, True), place
    assert api(carla).get("/api/v1/me/client-profile/").json()["about"] == RAW
    assert api(farida).get("/api/v1/me/profile/cases/").json()[0]["text"] == RAW
    assert api(farida).get(f"/api/v1/services/{service.pk}/").json()["packages"][0]["includes"] == RAW


@pytest.mark.parametrize("language", ["en", "bn"])
def test_contact_data_in_names_and_titles_is_a_form_error(page, carla, farida, language):
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
    form_data = {
        "display_name": RAW,
        "name": "Carla",
        "language": language,
        "digits": "auto",
        "time_zone": "Asia/Dhaka",
    }
    answer = page(carla).post("/settings/", form_data)
    assert answer.status_code == 400
    assert {"en": "Leave “01711223344” out", "bn": "“০১৭১১২২৩৩৪৪” বাদ দিন"}[language] in answer.content.decode()
    assert page().post("/accounts/signup/", {"name": "farida@example.com", "email": "f@demo.test"}).status_code == 200
