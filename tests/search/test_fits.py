"""People who fit a job, invited by one form, and jobs that fit a freelancer."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.money import Money
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Invitation, Job, Mark
from market.profiles.freelancers.absence_actions import start_absence
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.safety.actions import block_person
from market.search.fits.jobs import jobs_that_fit, with_reasons
from market.search.fits.people import people_who_fit
from tests import make

pytestmark = pytest.mark.django_db


def skills(*slugs):
    return list(Skill.objects.filter(slug__in=slugs))


def designer(name, *slugs, **changes):
    user = make.make_freelancer(name)
    change_profile(by=user, skills=skills(*(slugs or ["logo-design"])), **changes)
    return user


@pytest.fixture
def job(carla):
    return make.make_job(carla, title="Somebody for my tea shop", skills=["logo-design", "canva"])


def names(people):
    return [profile.user.display_name for profile in people]


def test_best_fit_comes_first_with_its_reasons(job):
    designer("Shila", "data-entry")
    designer("Nadia", "logo-design", "canva", rate_from=Money("20.00", "USD"))
    designer("Lima", "canva", rate_from=Money("900.00", "USD"))
    people = people_who_fit(job)
    assert names(people)[:2] == ["Nadia", "Lima"]
    best, second = people[0].fit, people[1].fit
    assert [skill.slug for skill in best.skills] == ["canva", "logo-design"]
    assert best.is_close
    assert (second.has_price, second.is_close) == (False, False)


def test_who_misses_a_skill_stands_behind_who_has_all(job):
    for number in range(3):
        designer(f"Lima{number}", "logo-design")
    Profile.objects.filter(user__display_name__startswith="Lima").update(jobs_done=9, rating="5.0")
    designer("Nadia", "canva", "logo-design", rate_from=Money("900.00", "USD"))  # above the budget
    assert [profile.fit.misses_skills for profile in people_who_fit(job)] == [False, True, True, True]


def test_title_names_skills_too(carla):
    designer("Nadia")
    job = make.make_job(carla, title="Logo design for a tea shop", topic="data-entry")
    assert names(people_who_fit(job)) == ["Nadia"]


def test_who_names_no_price_stands_before_who_is_too_expensive(job):
    designer("Lima", "logo-design", "canva", rate_from=Money("900.00", "USD"))
    designer("Nadia", "logo-design", "canva", rate_from=None)
    Profile.objects.filter(user__display_name="Nadia").update(availability="soon")
    assert names(people_who_fit(job)) == ["Nadia", "Lima"]


def test_reasons_name_only_what_the_client_chose(carla):
    user = designer("Nadia", "logo-design", "business-card-design")
    job = make.make_job(carla, title="Logo and business card for a midwife", skills=["logo-design"])
    [fit] = [each.fit for each in with_reasons(user.profile, [job.pk])]
    assert [skill.slug for skill in fit.skills] == ["logo-design"]


def test_job_of_which_one_knows_all_comes_first(carla):
    user = designer("Nadia", "logo-design")
    half = make.make_job(carla, title="Somebody for my shop", skills=["logo-design", "canva"])
    whole = make.make_job(carla, title="Somebody for my shop", skills=["logo-design"])
    Job.objects.filter(pk=whole.pk).update(published_at=clock.now() - timedelta(days=20))
    assert jobs_that_fit(user.profile) == [whole.pk, half.pk]


def test_skills_of_the_fit_stand_first_on_the_card(job):
    designer("Nadia", "adobe-photoshop", "canva", "adobe-illustrator", "logo-design")
    [nadia] = people_who_fit(job)
    assert {skill.slug for skill in nadia.card_skills[: len(nadia.fit.skills)]} == {"logo-design", "canva"}
    assert [nadia.is_named(skill) for skill in nadia.card_skills] == [True, True, False, False]


def test_new_graduates_have_one_place_in_three(job):
    for number in range(6):
        designer(f"Nadia{number}", "logo-design", "canva")
    Profile.objects.filter(user__display_name__in=["Nadia0", "Nadia1", "Nadia2"]).update(jobs_done=9, rating="5.0")
    assert [profile.jobs_done > 0 for profile in people_who_fit(job, 6)] == [True, False, True, True, False, False]


def test_only_people_who_can_be_invited_stand_there(job, carla):
    free, busy, away, invited, apart, bidder = [designer(f"Nadia{number}") for number in range(6)]
    change_profile(by=busy, availability="busy")
    today = clock.now().date()
    start_absence(by=away, first=today - timedelta(days=1), last=today + timedelta(days=3))
    invite_freelancer(by=carla, job_id=job.pk, profile_id=invited.profile.pk)
    block_person(by=apart, person_id=carla.pk)
    make.make_bid(job, bidder)
    assert names(people_who_fit(job)) == [free.display_name]


def test_one_form_invites_several_and_names_who_was_not(page, job, carla):
    first, second, away, _other = (designer(name) for name in ("Nadia", "Lima", "Shila", "Mina"))
    start_absence(by=away, first=clock.now().date() - timedelta(days=1), last=clock.now().date() + timedelta(days=3))
    client = page(carla)
    text = client.get(f"/jobs/{job.pk}/fits/").content.decode()
    assert f'name="profiles" value="{first.profile.pk}"' in text
    assert text.count('class="card fit-row"') == text.count("<details><summary>") == 3, "compact, the rest behind"
    ids = [user.profile.pk for user in (first, second, away)]
    answer = client.post(f"/jobs/{job.pk}/fits/", {"profiles": ids, "words": "For my tea shop"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "2 people are invited." in text
    assert "Shila: She is away now" in text
    assert "For my tea shop</textarea>" in text
    assert set(Invitation.objects.values_list("freelancer", "words")) == {
        (user.pk, "For my tea shop") for user in (first, second)
    }
    assert first.notifications.filter(kind="job.invited").count() == 1
    again = client.post(f"/jobs/{job.pk}/fits/", {"profiles": ids[:2]})
    assert again.content.decode().count("was invited to this job before") == 2


def test_those_who_fit_best_are_ticked_after_publishing_alone(page, job, carla):
    for number in range(8):
        designer(f"Nadia{number}")
    Profile.objects.filter(user__display_name="Nadia1").update(jobs_done=1)
    worked = Profile.objects.get(user__display_name="Nadia1")
    client = page(carla)
    text = client.get(f"/jobs/{job.pk}/fits/?published=1").content.decode()
    assert text.count(" checked>") == 6
    assert "Those who fit best are ticked" in text
    row = text.partition(f'id="talent-{worked.pk}"')[2].partition("</article>")[0]
    assert "No reviews yet" in row
    assert "New here" not in row, "who has done a job is not new"
    text = client.get(f"/jobs/{job.pk}/fits/").content.decode()
    assert " checked>" not in text
    assert "are ticked" not in text


def test_nothing_ticked_or_too_much_is_said_on_the_page(page, job, carla):
    user = designer("Nadia")
    client, path = page(carla), f"/jobs/{job.pk}/fits/"
    for ids in ([], [*range(user.profile.pk, user.profile.pk + 11)]):
        answer = client.post(path, {"profiles": ids, "words": "Please"})
        assert answer.status_code == 400
        assert "Choose one to ten people." in answer.content.decode()
        assert "Please</textarea>" in answer.content.decode()
    assert client.post(path, {"profiles": ["soon", "-1", "9" * 5000]}).status_code == 400
    assert not Invitation.objects.exists()


def test_page_is_for_the_client_while_the_job_is_open(page, job, carla, omar):
    assert page(omar).get(f"/jobs/{job.pk}/fits/").status_code == 403
    assert "Nobody else fits now" in page(carla).get(f"/jobs/{job.pk}/fits/").content.decode()
    designer("Nadia")
    shown = page(carla).get(job.get_absolute_url()).content.decode()
    assert 'id="people-who-fit"' in shown
    way = f'href="/jobs/{job.pk}/fits/"'
    assert shown.index(way) < shown.index("What is to be done") < shown.index('id="bids"'), "on the first screen"
    shown_to_others = page(omar).get(job.get_absolute_url()).content.decode()
    assert 'id="people-who-fit"' not in shown_to_others
    assert way not in shown_to_others
    type(job).objects.filter(pk=job.pk).update(state="closed")
    assert page(carla).get(f"/jobs/{job.pk}/fits/").status_code == 409


def test_jobs_that_fit_leave_out_what_she_knows(carla, omar, rina):
    user = designer("Nadia", "logo-design", rate_from=Money("40.00", "USD"))
    fits = make.make_job(carla)
    hidden, bid_on, invited = (make.make_job(carla) for _ in range(3))
    make.make_job(carla, budget_min=Money("5.00", "USD"), budget_max=Money("9.00", "USD"))
    make.make_job(user)
    make.make_job(omar)
    mark_job(by=user, job_id=hidden.pk, kind=Mark.Kind.HIDDEN)
    make.make_bid(bid_on, user)
    invite_freelancer(by=carla, job_id=invited.pk, profile_id=user.profile.pk)
    block_person(by=omar, person_id=user.pk)
    assert jobs_that_fit(user.profile) == [fits.pk]


def test_page_of_jobs_for_you(page, carla, omar):
    user = designer("Nadia")
    job = make.make_job(carla)
    client = page(user)
    text = client.get("/jobs/for-you/").content.decode()
    assert job.title in text
    assert "It asks for Logo design" in text
    assert "its budget reaches your price" in text
    assert f'hx-post="/saved/jobs/{job.pk}/"' in text
    assert 'href="/jobs/for-you/">' in client.get("/jobs/").content.decode().split("<main")[1]
    assert 'href="/jobs/for-you/">' not in page(carla).get("/jobs/").content.decode().split("<main")[1]
    answer = client.post(f"/jobs/{job.pk}/mark/", {"kind": "hidden", "back": "for-you", "at": job.pk})
    assert answer.url == f"/jobs/for-you/#jobs-{job.pk}"
    assert "No job fits now" in client.get("/jobs/for-you/").content.decode()
    assert "Claim my certificate" in page(omar).get("/jobs/for-you/").content.decode()
    for _ in range(2):
        make.make_job(carla)
    assert "its budget reaches your price" not in client.get("/jobs/for-you/").content.decode(), "all have that reason"
