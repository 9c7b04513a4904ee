"""Pages of jobs: budgets and files of the form, changes, sharing, saved jobs, invitations, the client's list."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.core.base import clock
from market.files.models import Upload
from market.jobs.invitations.actions import decline_invitation, invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Invitation, Job, Mark
from market.jobs.postings.actions import change_job
from market.profiles.models import Skill
from tests import make
from tests.jobs.test_views import text, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(carla):
    return make.make_job(carla)


@pytest.fixture
def invitation(carla, farida, job):
    return invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)


# Budget and files in the form


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"budget": "fixed", "budget_min": "80", "budget_max": ""}, "fixed"),
        ({"budget": "fixed", "budget_min": "80", "budget_max": "lots"}, "fixed"),
        ({"budget": "offer", "budget_min": "", "budget_max": ""}, "offer"),
        ({"budget": "offer", "budget_min": "lots", "budget_max": "5"}, "offer"),
        ({}, "range"),
    ],
)
def test_budget_type_is_saved_from_the_form(page, carla, sent, kind):
    browser = page(carla)
    content = text(browser.post("/jobs/new/", typed(**sent), follow=True))
    job = Job.objects.get()
    assert job.budget == kind
    assert ("Make me an offer" in content) == (kind == "offer")
    assert f'value="{kind}" id="id_budget_' in text(browser.get(f"/jobs/{job.pk}/edit/")).replace(" checked", "")


@pytest.mark.parametrize("sent", [{"budget_max": ""}, {"budget": "fixed", "budget_min": ""}, {"budget": "much"}])
def test_incomplete_budget_is_a_form_error(page, carla, sent):
    answer = page(carla).post("/jobs/new/", typed(**sent))
    assert answer.status_code == 400
    assert "Logo for a tea shop" in text(answer)
    assert not Job.objects.exists()


def test_labels_and_errors_of_a_budget_follow_its_kind(page, carla):
    sent = typed(budget="fixed", budget_min="", duration_days="soon")
    html = text(page(carla).post("/jobs/new/", sent))
    assert "Amount: Give an amount" in html
    assert "To be done within: Write the number of days, for example 10." in html
    ranged = text(page(carla).post("/jobs/new/", {**sent, "budget": "range", "budget_max": ""}))
    assert "From: Give an amount" in ranged
    assert "Up to: Give an amount" in ranged


def test_uploaded_files_survive_a_form_error_and_can_be_removed(page, carla):
    browser = page(carla)
    form_data = typed(title="", uploads=SimpleUploadedFile("brief.txt", b"What I need"))
    refused = text(browser.post("/jobs/new/", form_data))
    upload = Upload.objects.get()
    assert f'name="kept" value="{upload.pk}" checked' in refused
    browser.post("/jobs/new/", typed(kept=str(upload.pk)))
    job = Job.objects.get()
    assert "brief.txt" in text(browser.get(f"/jobs/{job.pk}/"))
    assert f'name="kept" value="{upload.pk}" checked' in text(browser.get(f"/jobs/{job.pk}/edit/"))
    browser.post(f"/jobs/{job.pk}/edit/", typed(kept="nonsense"))
    assert job.files.count() == 1  # refused: that is no file
    browser.post(f"/jobs/{job.pk}/edit/", typed())
    assert job.files.count() == 0


@pytest.mark.parametrize("path", ["/jobs/new/", "/jobs/{job}/edit/"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"budget_min": "4"}, "The smallest budget is $5.00."),
        ({"budget_max": "40"}, "below the lower one"),
        ({"budget": "fixed", "budget_min": "999999999"}, "The largest budget is"),
        ({"title": "", "budget_min": "4"}, "The smallest budget is $5.00."),
    ],
)
def test_file_error_is_shown_with_all_other_form_errors(page, carla, job, path, wrong, said):
    uploads = [SimpleUploadedFile("good.txt", b"Words"), SimpleUploadedFile("empty.txt", b"")]
    answer = page(carla).post(path.format(job=job.pk), typed(uploads=uploads, description="Typed anew.", **wrong))
    content = text(answer)
    assert answer.status_code == 400
    for expected in ("empty.txt: The file is empty.", said, "Typed anew."):
        assert expected in content
    assert ("This field is required." in content) == ("title" in wrong)
    assert f'name="kept" value="{Upload.objects.get().pk}" checked' in content


def test_too_many_skills_are_shown_with_other_form_errors(page, carla):
    slugs = list(Skill.objects.values_list("slug", flat=True)[:16])
    content = text(page(carla).post("/jobs/new/", typed(skills=slugs, title="")))
    assert "Choose 15 skills at most." in content
    assert "This field is required." in content


# Around a job


def test_duplicating_a_job_redirects_to_the_edit_form(page, job, carla, omar):
    answer = page(carla).post(f"/jobs/{job.pk}/duplicate/", follow=True)
    copy = Job.objects.exclude(pk=job.pk).get()
    assert answer.redirect_chain[-1][0] == f"/jobs/{copy.pk}/edit/"
    assert "Here is a copy as a draft." in text(answer)
    assert "Post it again" in text(page(carla).get(f"/jobs/{job.pk}/"))
    assert "Post it again" not in text(page(carla).get(f"/jobs/{copy.pk}/"))
    assert page(omar).post(f"/jobs/{job.pk}/duplicate/").status_code == 403
    assert page().post(f"/jobs/{job.pk}/duplicate/").url.startswith("/accounts/login/")


def test_job_page_shows_the_diff_of_changes(page, job, carla, farida):
    changes = {"description": "A logo in three colours for signs and cups.", "duration_days": 20}
    change_job(by=carla, job_id=job.pk, changes=changes)
    content = text(page(farida).get(f"/jobs/{job.pk}/"))
    assert '<del><span lang="en">two</span></del>' in content
    assert '<ins><span lang="en">three</span></ins>' in content
    assert "What was changed" not in text(page().get(f"/jobs/{job.pk}/"))


def test_only_open_public_jobs_have_open_graph_tags(page, job, carla):
    content = text(page().get(f"/jobs/{job.pk}/"))
    assert f'<meta property="og:url" content="{settings.SITE_URL}/jobs/{job.pk}/">' in content
    assert f'<meta property="og:image" content="{settings.SITE_URL}/jobs/{job.pk}/card.png">' in content
    assert "Share this job" in content
    Job.objects.filter(pk=job.pk).update(visibility="invited")
    hidden = text(page(carla).get(f"/jobs/{job.pk}/"))
    assert "og:url" not in hidden
    assert "noindex" in hidden


def test_open_graph_image_is_cached_by_etag(page, job, carla):
    answer = page().get(f"/jobs/{job.pk}/card.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    headers = {"if-none-match": answer["ETag"]}
    assert page().get(f"/jobs/{job.pk}/card.png", headers=headers).status_code == 304
    change_job(by=carla, job_id=job.pk, changes={"budget_min": None, "budget_max": None})
    assert page().get(f"/jobs/{job.pk}/card.png", headers=headers).status_code == 200


def test_open_graph_image_uses_the_language_of_the_title(page, carla):
    bangla = make.make_job(carla, title="চায়ের দোকানের লোগো")
    answers = [page(language=language).get(f"/jobs/{bangla.pk}/card.png") for language in ("en", "bn")]
    assert answers[0].content == answers[1].content
    assert answers[0]["Content-Language"] == "bn"


@pytest.mark.parametrize("change", [{"visibility": "invited"}, {"state": "closed"}, {"state": "draft"}])
def test_open_graph_image_of_a_non_public_job_is_404(page, job, carla, change):
    Job.objects.filter(pk=job.pk).update(**change)
    assert page().get(f"/jobs/{job.pk}/card.png").status_code == 404
    assert page(carla).get(f"/jobs/{job.pk}/card.png").status_code == 404


def test_job_page_shows_similar_jobs_except_hidden_ones(page, job, carla, farida):
    near = make.make_job(carla, title="Sign for a tea shop")
    assert f'href="/jobs/{near.pk}/"' in text(page(farida).get(f"/jobs/{job.pk}/"))
    mark_job(by=farida, job_id=near.pk, kind=Mark.Kind.HIDDEN)
    assert f'href="/jobs/{near.pk}/"' not in text(page(farida).get(f"/jobs/{job.pk}/"))


# Saving and hiding


def test_saving_and_hiding_a_job_from_its_page(page, job, carla, farida):
    browser, path = page(farida), f"/jobs/{job.pk}/mark/"
    assert "Save for later" in text(browser.get(f"/jobs/{job.pk}/"))
    assert "Save for later" not in text(page(carla).get(f"/jobs/{job.pk}/"))
    assert "The job is saved for later." in text(browser.post(path, {"kind": "saved"}, follow=True))
    card = re.search(r"<article.*?</article>", text(browser.get("/jobs/saved/")), re.DOTALL)[0]
    assert job.title in card
    assert "Remove from this list" in card
    assert "no longer stands in your lists" in text(browser.post(path, {"kind": "hidden"}, follow=True))
    assert job.title not in text(browser.get("/jobs/saved/"))
    assert job.title in text(browser.get("/jobs/saved/?tab=hidden"))
    back = {"before": "hidden", "back": "list", "at": job.pk}
    answer = browser.post(path, back, headers={"referer": "http://testserver/jobs/saved/?tab=hidden"})
    assert answer.url == f"/jobs/saved/?tab=hidden#jobs-{job.pk}"
    assert "as any other again" in text(browser.get(answer.url))
    assert browser.post(path, {"before": "hidden"}).status_code == 404
    assert page(carla).post(path, {"kind": "saved"}).status_code == 403
    assert page().post(path).url.startswith("/accounts/login/")


def test_invitations_and_saved_jobs_query_count(page, carla, farida, django_assert_max_num_queries):
    for number in range(3):
        job = make.make_job(carla, title=f"Job {number}")
        invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
        mark_job(by=farida, job_id=job.pk, kind=Mark.Kind.SAVED)
    browser = page(farida)
    browser.get("/invitations/")
    for address in ("/invitations/", "/jobs/saved/"):
        with django_assert_max_num_queries(8):
            assert "Job 2" in text(browser.get(address))


# Invitations


def test_accepting_an_invitation_redirects_to_the_job(page, invitation, job, carla, farida):
    browser = page(farida)
    assert "I want to bid" in text(browser.get("/invitations/"))
    answer = browser.post(f"/invitations/{invitation.pk}/accept/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/jobs/{job.pk}/"
    assert "Write your bid now." in text(answer)
    assert "Wants to bid" in text(page(carla).get(f"/jobs/{job.pk}/"))
    assert "You wanted to bid." in text(browser.get("/invitations/?tab=answered"))


def test_invitation_and_bid_button_share_one_card(page, carla, farida, rina, job):
    words = "Your tea labels are lovely."
    path = f"/talent/{farida.profile.pk}/"
    assert "A few words to her" in text(page(carla).get(path))
    page(carla).post(f"{path}invite/", {"job": job.pk, "words": words})
    invitation = Invitation.objects.get()
    content = text(page(farida).get(f"/jobs/{job.pk}/"))
    assert content.count('class="card stack key"') == 1
    (card,) = re.findall(r'<div class="card stack key">.*?</div>', content, re.DOTALL)
    decline = f'href="/invitations/{invitation.pk}/decline/"'
    for expected in ("You are invited", "Carla", words, "Place a bid", decline):
        assert expected in card
    assert words in text(page(farida).get("/invitations/"))
    assert words in text(page(carla).get(f"/jobs/{job.pk}/"))
    assert words not in text(page(rina).get(f"/jobs/{job.pk}/"))
    decline_invitation(by=farida, invitation_id=invitation.pk, why="busy")
    (card,) = re.findall(
        r'<div class="card stack key">.*?</div>', text(page(farida).get(f"/jobs/{job.pk}/")), re.DOTALL
    )
    assert "You declined the invitation" in card
    assert "Place a bid" in card
    assert decline not in card


def test_too_long_invitation_text_is_refused_and_kept_in_the_form(page, carla, farida, job):
    path = f"/talent/{farida.profile.pk}/"
    answer = page(carla).post(f"{path}invite/", {"job": job.pk, "words": "Lovely! " * 40}, follow=True)
    assert "Use 300 characters at most" in text(answer)
    assert "Lovely! Lovely!" in text(answer)
    assert not Invitation.objects.exists()


def test_declining_an_invitation_permissions_and_form_errors(page, invitation, job, carla, omar, farida):
    browser, path = page(farida), f"/invitations/{invitation.pk}/decline/"
    assert page(omar).get(path).status_code == 404
    assert page(carla).get(path).status_code == 403
    assert page().get(path).url.startswith("/accounts/login/")
    assert browser.post(path, {"reason": "Exams"}).status_code == 400
    assert "Exams" in text(browser.post(path, {"reason": "Exams", "why": "mood"}))
    answer = browser.post(path, {"why": "busy", "reason": "Exams until June."}, follow=True)
    assert "The client is notified, kindly." in text(answer)
    content = text(page(carla).get(f"/jobs/{job.pk}/"))
    assert "She has no time now." in content
    assert "Exams until June." in content
    assert "You declined the invitation" in text(browser.get(f"/jobs/{job.pk}/"))
    assert "I have no time now" in text(browser.get("/invitations/?tab=answered"))
    assert "Exams" in text(browser.post(path, {"why": "busy", "reason": "Exams"}))  # again: nothing typed is lost


def test_declined_invitation_leaves_the_home_page(page, invitation, farida):
    assert "You are invited to bid" in text(page(farida).get("/my-work/"))
    decline_invitation(by=farida, invitation_id=invitation.pk, why="field")
    assert "You are invited to bid" not in text(page(farida).get("/my-work/"))


# The client's list


def test_own_jobs_tabs_show_what_needs_the_client(page, job, carla, farida, rina, django_assert_max_num_queries):
    browser = page(carla)
    first = text(browser.get("/jobs/mine/"))
    assert "Ends soon" not in first
    assert "New bids" not in first
    make.make_bid(job, rina)
    soon = make.make_job(carla, title="Ends tomorrow")
    Job.objects.filter(pk=soon.pk).update(expires_at=clock.now() + timedelta(days=1))
    refused = make.make_job(carla, title="Nobody wants it")
    invitation = invite_freelancer(by=carla, job_id=refused.pk, profile_id=farida.profile.pk)
    assert refused.title not in text(browser.get("/jobs/mine/?tab=refused"))
    decline_invitation(by=farida, invitation_id=invitation.pk, why="field")
    for tab, there, absent in (("bids", job, soon), ("expiring", soon, job), ("refused", refused, job)):
        with django_assert_max_num_queries(10):
            content = text(browser.get(f"/jobs/mine/?tab={tab}"))
        assert f'href="/jobs/{there.pk}/"' in content, tab
        assert f'href="/jobs/{absent.pk}/"' not in content, tab
    assert Invitation.objects.count() == 1


def test_client_sees_their_job_as_others_do_and_why(page, carla, farida):
    job = make.make_job(carla, description="Call 01711-223344 for the details.")
    own, others = text(page(carla).get(job.get_absolute_url())), text(page(farida).get(job.get_absolute_url()))
    assert "Call ••• for the details." in own
    assert "01711" not in own + others
    assert "Others see •••" in own
    assert "Others see •••" not in others
