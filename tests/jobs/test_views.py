"""Pages of jobs, without JavaScript."""

import pytest

from market.bids.bids.ending_actions import close_job
from market.core.base import clock
from market.jobs.models import Invitation, Job, Thread
from market.messaging.models import Message
from tests import make


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def draft(carla):
    job = make.make_job(carla)
    Job.objects.filter(pk=job.pk).update(state="draft", published_at=None, expires_at=None)
    job.refresh_from_db()
    return job


def typed(**more):
    return {
        "title": "Logo for a tea shop",
        "description": "A logo in two colours.",
        "topic": "graphics-design",
        "skills": ["logo-design"],
        "budget_min": "50",
        "budget_max": "150",
        "currency": "USD",
        "duration_days": "10",
        "visibility": "all",
        **more,
    }


def text(answer):
    return answer.content.decode()


def test_job_is_created_previewed_and_published(page, carla, rina):
    browser = page(carla)
    assert browser.get("/jobs/new/").status_code == 200
    answer = browser.post("/jobs/new/", typed(), follow=True)
    job = Job.objects.get()
    assert answer.redirect_chain[-1][0] == f"/jobs/{job.pk}/"
    assert "This is how your job will look" in text(answer)
    assert [skill.slug for skill in job.skills.all()] == ["logo-design"]
    assert page(rina).get(f"/jobs/{job.pk}/").status_code == 404
    assert "Your job is published" in text(browser.post(f"/jobs/{job.pk}/publish/", follow=True))
    assert page(rina).get(f"/jobs/{job.pk}/").status_code == 200
    assert browser.post(f"/jobs/{job.pk}/publish/").status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "required"),
        ({"title": "x" * 121}, "characters at most"),
        ({"topic": "rockets"}, "valid choice"),
        ({"budget_min": "4"}, "The smallest budget is $5.00."),
        ({"budget_max": "40"}, "below the lower one"),
        ({"budget_max": "lots"}, "Give an amount like"),
        ({"currency": "EUR"}, "valid choice"),
        ({"duration_days": "0"}, "greater than or equal to 1"),
        ({"skills": ["logo-design", "no-such"]}, "valid choice"),
    ],
)
def test_form_error_keeps_typed_values(page, carla, change, said):
    answer = page(carla).post("/jobs/new/", typed(**change))
    assert answer.status_code == 400
    content = text(answer)
    assert said in content
    assert "A logo in two colours." in content
    assert 'value="logo-design" checked' in content
    assert not Job.objects.exists()


def test_bangla_digits_are_accepted(page, carla):
    page(carla).post("/jobs/new/", typed(budget_max="১৫০", duration_days="১২"))
    job = Job.objects.get()
    assert (job.duration_days, str(job.budget_max_amount)) == (12, "150.00")


def test_changing_a_job_permission_and_state(page, job, carla, omar):
    path = f"/jobs/{job.pk}/edit/"
    assert page(omar).get(path).status_code == 403
    assert 'value="Logo for a tea shop"' in text(page(carla).get(path))
    assert "The job is saved." in text(page(carla).post(path, typed(title="Logo and sign"), follow=True))
    job.refresh_from_db()
    assert job.title == "Logo and sign"
    close_job(by=carla, job_id=job.pk)
    assert page(carla).get(path).status_code == 409


def test_anonymous_is_redirected_to_sign_in(page, draft):
    for address in ("/jobs/mine/", f"/jobs/{draft.pk}/edit/"):
        assert page().get(address).url.startswith("/accounts/login/")
    assert page().get(f"/jobs/{draft.pk}/").status_code == 404


def test_public_job_page_has_no_csrf_token_or_cookie(page, job):
    answer = page().get(f"/jobs/{job.pk}/")
    assert answer.status_code == 200
    assert "csrfmiddlewaretoken" not in text(answer)
    assert "csrftoken" not in answer.cookies


@pytest.mark.parametrize("state", Job.State.values)
def test_job_page_renders_in_every_state(page, job, carla, state):
    ended = None if state in ("draft", "open") else clock.now()
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=ended)
    for language in ("en", "bn"):
        assert page(carla, language).get(f"/jobs/{job.pk}/").status_code == 200
    public = page().get(f"/jobs/{job.pk}/").status_code
    assert public == (404 if state in ("draft", "removed") else 200)


def test_own_jobs_tabs_and_query_count(page, job, draft, carla, django_assert_max_num_queries):
    browser = page(carla)
    browser.get("/jobs/mine/")
    with django_assert_max_num_queries(10):
        content = text(browser.get("/jobs/mine/"))
    assert f"/jobs/{job.pk}/" in content
    assert f'href="/jobs/{draft.pk}/"' not in content
    assert f'href="/jobs/{draft.pk}/"' in text(browser.get("/jobs/mine/?tab=drafts"))
    for tab in ("filled", "ended", "nonsense"):
        assert browser.get(f"/jobs/mine/?tab={tab}").status_code == 200


def test_job_page_query_count(page, job, carla, farida, django_assert_max_num_queries):
    for who, most in ((None, 8), (carla, 17), (farida, 18)):
        browser = page(who)
        browser.get(f"/jobs/{job.pk}/")
        with django_assert_max_num_queries(most):
            browser.get(f"/jobs/{job.pk}/")


# From a freelancer's profile


def test_inviting_from_a_profile_page(page, job, carla, farida):
    path = f"/talent/{farida.profile.pk}/"
    assert f'href="/jobs/new/?invite={farida.profile.pk}"' in text(page().get(path))
    assert "Invite her to bid" in text(page(carla).get(path))
    assert "Invite her" not in text(page(farida).get(path))
    answer = page(carla).post(f"{path}invite/", {"job": job.pk}, follow=True)
    assert "Farida is invited." in text(answer)
    assert "Invited to:" in text(answer)
    again = page(carla).post(f"{path}invite/", {"job": job.pk}, follow=True)
    assert "Farida was invited to this job before." in text(again)
    assert page(carla).post(f"{path}invite/", {}).url == path  # no other job to invite her to
    assert Invitation.objects.count() == 1


def test_inviting_to_a_job_of_another_client_is_refused(page, job, draft, farida, omar):
    path = f"/talent/{farida.profile.pk}/invite/"
    assert "Only the client" in text(page(omar).post(path, {"job": job.pk}, follow=True))
    assert page(omar).post(path, {"job": draft.pk}).status_code == 404
    assert page().post(path, {"job": job.pk}).url.startswith("/accounts/login/")
    assert f'href="/jobs/new/?invite={farida.profile.pk}"' in text(page(omar).get(f"/talent/{farida.profile.pk}/"))


def test_starting_a_conversation_from_a_profile_page(page, carla, farida):
    answer = page(carla).post(f"/talent/{farida.profile.pk}/talk/")
    thread = Thread.objects.get()
    assert answer.url == f"/messages/{thread.conversation_id}/"
    assert page(carla).post(f"/talent/{farida.profile.pk}/talk/").url == answer.url
    assert page(farida).post(f"/talent/{farida.profile.pk}/talk/").status_code == 409


def test_a_question_about_a_service_begins_with_its_name(page, carla, farida):
    service = make.make_service(farida)
    form = text(page(carla).get(service.get_absolute_url()))
    assert f'value="About your service “{service.title}”:"' in form
    answer = page(carla).post(f"/talent/{farida.profile.pk}/talk/", {"text": "About “Logos <b>”:"}, follow=True)
    assert "data-begun>About “Logos &lt;b&gt;”:" in text(answer)
    assert not Message.objects.exists()


def test_client_page_shows_only_open_public_jobs(page, job, carla):
    hidden = make.make_job(carla, visibility="invited", title="Secret sign")
    content = text(page().get(f"/clients/{carla.pk}/"))
    assert f"/jobs/{job.pk}/" in content
    assert hidden.title not in content


def test_prolonging_a_job_permission(page, job, carla, omar):
    assert page(omar).post(f"/jobs/{job.pk}/prolong/").status_code == 403
    assert "stays open longer" in text(page(carla).post(f"/jobs/{job.pk}/prolong/", follow=True))
    assert page(carla).get(f"/jobs/{job.pk}/prolong/").status_code == 302


def test_publishing_an_incomplete_draft_redirects_to_its_form(page, draft, carla):
    Job.objects.filter(pk=draft.pk).update(title=" ")
    answer = page(carla).post(f"/jobs/{draft.pk}/publish/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/jobs/{draft.pk}/edit/"
    assert "Give the job a title." in text(answer)


def test_discarding_a_draft_permission(page, draft, carla, omar):
    assert page(omar).post(f"/jobs/{draft.pk}/discard/").status_code == 404
    assert "deleted" in text(page(carla).post(f"/jobs/{draft.pk}/discard/", follow=True))
    assert not Job.objects.exists()


def test_currency_select_is_shown_for_two_currencies(page, carla, settings):
    pay_in, settings.PAY_IN = settings.PAY_IN, {"stripe": ["USD"]}
    assert 'type="hidden" name="currency" value="USD"' in text(page(carla).get("/jobs/new/"))
    settings.PAY_IN = pay_in
    assert '<select name="currency"' in text(page(carla).get("/jobs/new/"))
    page(carla).post("/jobs/new/", typed(currency="BDT", budget_min="5000", budget_max="৯,০০০"))
    assert str(Job.objects.get().budget_max) == str(make.Money("9000.00", "BDT"))
    assert '<option value="BDT" selected>' in text(page(carla).get("/jobs/new/"))  # as in their last job
