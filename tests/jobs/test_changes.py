"""Changes of a job: notifications, diffs, answers to invitations, similar jobs, concurrent edits."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from market.core.base import clock
from market.jobs.invitations.actions import accept_invitation, decline_invitation, invite_freelancer
from market.jobs.models import Invitation, Job
from market.jobs.postings.actions import change_job
from market.jobs.postings.details import QuestionDraft
from market.jobs.postings.differences import describe_changes, diff_words, summarize_changes
from market.jobs.postings.queries import similar_jobs
from tests import make
from tests.jobs.test_views import text, typed

pytestmark = pytest.mark.django_db


def test_change_notification_is_in_the_recipients_language(carla, farida, rina):
    rina.language = "bn"
    rina.save()
    job = make.make_job(carla)
    for freelancer in (farida, rina):
        make.make_bid(job, freelancer)
    money = make.Money
    changes = {"budget_min": money("80.00", "USD"), "budget_max": money("80.00", "USD"), "duration_days": 20}
    change_job(by=carla, job_id=job.pk, changes={**changes, "description": "Anew."})
    summaries = [freelancer.notifications.get(kind="job.changed").facts["changes"] for freelancer in (farida, rina)]
    assert summaries[0] == "What is to be done; Budget: $50.00 – $150.00 → $80.00; To be done within: 10 days → 20 days"
    assert "১০ দিন → ২০ দিন" in summaries[1]


def test_every_changed_field_has_a_description(carla):
    job = make.make_job(carla)
    skill = job.topic.skills.first() if hasattr(job.topic, "skills") else None
    changes = {
        "title": "Sign",
        "topic": "data-entry",
        "skills": (skill.slug,) if skill else (),
        "budget_min": None,
        "budget_max": None,
        "visibility": "invited",
        "questions": (QuestionDraft("Why?"),),
    }
    change_job(by=carla, job_id=job.pk, changes=changes)
    fields = job.changes.get().fields
    for language in ("en", "bn"):
        with translation.override(language):
            assert {each.name for each in describe_changes(fields)} >= {
                "title",
                "topic",
                "budget",
                "visibility",
                "questions",
            }
            assert summarize_changes(fields)


def test_changing_a_job_extends_its_expiry(carla):
    job = make.make_job(carla)
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now() + timedelta(days=1), remind_at=None)
    changed = change_job(by=carla, job_id=job.pk, changes={"title": "Sign"})
    assert changed.expires_at - clock.now() > timedelta(days=13)
    assert changed.expires_at - changed.remind_at == timedelta(days=5)


def test_diff_words_shortens_unchanged_text():
    before = "A logo in two colours for signs and cups, please, with a leaf and a cup."
    after = "A logo in three colours for signs and cups, please, with a leaf and a cup."
    assert list(diff_words(before, after)) == [
        ("same", "A logo in"),
        ("gone", "two"),
        ("new", "three"),
        ("same", "colours for signs and cups, please, …"),
    ]
    assert list(diff_words("a", "a b")) == [("same", "a"), ("new", "b")]


def test_client_is_notified_of_the_answer_to_an_invitation(carla, farida, run_jobs, mailbox):
    job = make.make_job(carla)
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    decline_invitation(by=farida, invitation_id=invitation.pk, why="busy", reason="Exams until June.")
    run_jobs()
    assert mailbox[-1].to == [carla.email]
    assert mailbox[-1].subject == "Farida cannot bid this time: Logo for a tea shop"
    assert "She has no time now. Exams until June." in mailbox[-1].body
    accept_invitation(by=farida, invitation_id=invitation.pk)  # a change of mind
    invitation.refresh_from_db()
    assert (invitation.state, invitation.why, invitation.reason) == ("accepted", "", "")
    assert carla.notifications.filter(kind="invitation.accepted").count() == 1


def test_bidding_accepts_the_invitation(carla, farida):
    job = make.make_job(carla, visibility="invited")
    invitation = invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    make.make_bid(job, farida)
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.ACCEPTED
    assert invitation.answered_at is not None
    assert not carla.notifications.filter(kind="invitation.accepted").exists()


def test_similar_jobs_share_topic_and_skills(carla, farida, omar):
    slugs = ("logo-design", "adobe-photoshop")
    job = make.make_job(carla, skills=slugs)
    near, far = make.make_job(carla, skills=slugs[:1], title="Near"), make.make_job(carla, title="Far")
    make.make_job(carla, topic="data-entry")
    make.make_job(carla, visibility="invited")
    assert similar_jobs(job, farida) == [near, far]
    assert similar_jobs(job, carla) == []


def test_concurrent_edit_returns_409_and_keeps_typed_values(page, carla):
    job = make.make_job(carla)
    browser, path = page(carla), f"/jobs/{job.pk}/edit/"
    version = re.search(r'name="seen" value="(\w+)"', text(browser.get(path)))[1]
    change_job(by=carla, job_id=job.pk, changes={"title": "Logo and sign for a tea shop"})
    answer = browser.post(path, typed(title="My other title", seen=version))
    content = text(answer)
    assert answer.status_code == 409
    assert "This job was changed while you wrote" in content
    assert 'value="My other title"' in content
    job.refresh_from_db()
    assert job.title == "Logo and sign for a tea shop"
    newer_version = re.search(r'name="seen" value="(\w+)"', content)[1]
    assert browser.post(path, typed(title="My other title", seen=newer_version)).status_code == 302
    job.refresh_from_db()
    assert job.title == "My other title"
