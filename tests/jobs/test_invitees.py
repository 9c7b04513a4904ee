"""A job that is written before there is an account, and whom its draft is to invite."""

import re

import pytest

from market.jobs.models import Invitation, Job
from tests.jobs.test_views import text, typed

ACCOUNT = {
    "name": "Nadia Islam",
    "email": "nadia@demo.test",
    "password1": "tea-and-toast-9",
    "side": "client",
    "consent": "on",
}


def sign_in_by_form(browser, user):
    browser.post("/accounts/login/", {"login": user.email, "password": "amar-kaj-demo"})


def test_a_visitor_writes_a_job_and_finds_it_after_confirming_the_account(page, farida, mailbox, run_jobs):
    visitor, profile = page(), farida.profile
    assert f'href="/jobs/new/?invite={profile.pk}"' in text(visitor.get(profile.get_absolute_url()))
    form = text(visitor.get(f"/jobs/new/?invite={profile.pk}"))
    assert re.search(rf'name="invitees" value="{profile.pk}"[^>]*checked', form)
    assert visitor.post("/jobs/new/", typed(title="")).status_code == 400
    sent = visitor.post("/jobs/new/", typed(invitees=[str(profile.pk)]))
    sign_up = text(visitor.get(sent.url))
    assert sent.url.startswith("/accounts/signup/")
    assert "Your job is saved" in sign_up
    next_page = re.search(r'name="next" value="([^"]*)"', sign_up)[1]
    visitor.post("/accounts/signup/", {**ACCOUNT, "next": next_page})
    run_jobs()
    confirmed = visitor.post(re.search(r"https?://[^/\s]+(/\S+)", mailbox[0].body)[1], follow=True)
    assert "This is your job as you wrote it" in text(confirmed)
    assert 'value="Logo for a tea shop"' in text(confirmed)
    assert re.search(rf'name="invitees" value="{profile.pk}"[^>]*checked', text(confirmed))
    assert not Job.objects.exists(), "opening a page writes nothing"
    assert "data-goes-on" in text(confirmed), "a browser with scripts sends it by itself"
    assert "data-goes-on" not in text(visitor.get("/jobs/new/?refill=1")), "once"
    draft = text(visitor.post("/jobs/new/", typed(invitees=[str(profile.pk)]), follow=True))
    assert "When you publish it, you invite:" in draft
    assert not Invitation.objects.exists()
    published = text(visitor.post(f"/jobs/{Job.objects.get().pk}/publish/", follow=True))
    assert "Invited: Farida." in published
    assert Invitation.objects.get().freelancer == farida


def test_what_a_visitor_wrote_is_for_who_signs_in_next_and_for_nobody_after(page, carla, omar):
    visitor = page()
    visitor.post("/jobs/new/", typed(title="A map of the tea gardens"))
    assert "tea gardens" in text(visitor.get("/jobs/new/?refill=1"))
    sign_in_by_form(visitor, carla)
    assert "A map of the tea gardens" in text(visitor.get("/jobs/new/?refill=1"))
    visitor.post("/accounts/logout/")
    sign_in_by_form(visitor, omar)
    assert "A map of the tea gardens" not in text(visitor.get("/jobs/new/?refill=1"))


@pytest.mark.parametrize("invitee", ["0", "999999", "x", "১", "9" * 40, "own", "hidden"])
def test_an_invitee_who_cannot_be_invited_is_left_out(page, farida, rina, invitee):
    if invitee == "hidden":
        type(rina.profile).objects.filter(user=rina).update(state="draft")
    named = {"own": farida.profile.pk, "hidden": rina.profile.pk}.get(invitee, invitee)
    browser = page(farida)
    assert browser.get(f"/jobs/new/?invite={named}").status_code == 200
    assert browser.post("/jobs/new/", typed(invitees=[str(named)])).status_code == 302
    assert not Job.objects.get().invitees.exists()


def test_the_api_invites_whom_the_draft_names_when_it_is_published(api, carla, farida, rina):
    body = {**typed(), "duration_days": 9, "budget_min": None, "budget_max": None, "invitees": [farida.profile.pk]}
    job = api(carla).post("/api/v1/jobs/", body, format="json").data["id"]
    changed = api(carla).patch(
        f"/api/v1/jobs/{job}/", {"invitees": [farida.profile.pk, rina.profile.pk]}, format="json"
    )
    assert changed.status_code == 200
    assert api(carla).post(f"/api/v1/jobs/{job}/publish/").status_code == 200
    assert set(Invitation.objects.values_list("freelancer", flat=True)) == {farida.pk, rina.pk}
    assert api(carla).patch(f"/api/v1/jobs/{job}/", {"invitees": list(range(1, 12))}, format="json").status_code == 400
