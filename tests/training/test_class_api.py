"""A class from the plan to its recording: over the API, and by pages without script."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base import clock
from market.files.access import may_read
from market.files.actions import keep_upload
from market.notifications.models import Notification
from market.training.classes.actions import cancel_class, describe_class, move_class
from market.training.models import ClassQuestion, Enrolment, Recording
from tests.training import plan_story as story

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ROOM = "https://meet.jit.si/rangpur"


@pytest.fixture
def session(oli, tahmina, farida):
    """The first live class of a batch of Tahmina's in which Farida studies; its room is set."""
    batch = story.planned_batch(oli, trainer=tahmina)
    story.enrolled(batch, farida)
    first = batch.sessions.earliest("starts_at")
    return describe_class(by=tahmina, session_id=first.pk, title_en="Colours", room=ROOM)


def kinds(user) -> list[str]:
    return list(Notification.objects.filter(user=user, kind__startswith="class").values_list("kind", flat=True))


def goto(at) -> None:
    clock._offset = at - clock.wall()


def test_a_class_lives_over_the_api(api, session, tahmina, farida, rina):
    trainer, trainee, path = api(tahmina), api(farida), f"/api/v1/classes/{session.pk}/"
    upload = keep_upload(by=tahmina, file=SimpleUploadedFile("plan.txt", b"Colours"))
    fields = {"title": "Slides", "text": "Read them", "file_ids": [str(upload.pk)]}
    material = trainer.post(f"/api/v1/classes/{session.pk}/materials/", fields)
    assert (material.status_code, material.json()["files"][0]["name"]) == (201, "plan.txt")
    assert (may_read(farida, upload), may_read(rina, upload)) == (True, False)
    due = (clock.now() + 50 * DAY).isoformat()
    task = trainer.post(f"/api/v1/classes/{session.pk}/tasks/", {"text": "Draw", "due_at": due}).json()["id"]
    question = trainee.post(f"/api/v1/classes/{session.pk}/questions/", {"text": "Which program?"}).json()
    assert question["asked_by"]["id"] == farida.pk
    number = question["id"]
    changed = f"/api/v1/class-questions/{number}/"
    assert trainee.put(changed, {"text": "Which program do we use?"}).json()["changed_at"]
    answer = trainer.post(f"/api/v1/class-questions/{number}/answer/", {"answer": "GIMP"}).json()
    assert (answer["answer"], answer["answered_by"]["id"]) == ("GIMP", tahmina.pk)
    assert trainee.put(changed, {"text": "Late"}).json()["code"] == "question_answered"
    assert trainee.post(f"{changed}remove/").json()["code"] == "question_answered"
    taken = trainee.post(f"{path}questions/", {"text": "To be taken back"}).json()["id"]
    assert trainee.post(f"/api/v1/class-questions/{taken}/remove/").status_code == 204
    assert trainer.put(f"/api/v1/class-tasks/{task}/", {"text": "Paint"}).json()["changed_by"]["id"] == tahmina.pk
    number = material.json()["id"]
    change = f"/api/v1/class-materials/{number}/"
    assert trainer.put(change, {"title": "Slides", "removed_file_ids": [str(upload.pk)]}).status_code == 400
    assert trainer.put(change, {"title": "Notes", "text": "All"}).json()["files"][0]["id"] == str(upload.pk)
    assert trainer.post(f"/api/v1/class-tasks/{task}/remove/").status_code == 204
    whole = trainee.get(path).json()
    assert [len(whole[part]) for part in ("materials", "tasks", "questions")] == [1, 0, 1]
    assert trainer.post(f"/api/v1/class-materials/{number}/remove/").status_code == 204


def test_a_room_opens_and_a_recording_follows_over_the_api(api, session, tahmina, farida):
    trainer, trainee, path = api(tahmina), api(farida), f"/api/v1/classes/{session.pk}/"
    fields = {"title": "All", "minutes": 90, "link": ROOM, "size": 84 * 2**20}
    early = trainer.post(f"/api/v1/classes/{session.pk}/recordings/", fields)
    assert early.json()["code"] == "class_not_held"
    refused = trainee.get(f"/api/v1/classes/{session.pk}/room/")
    assert (refused.json()["code"], trainee.get(path).json()["room"]) == ("room_not_open", "")
    assert trainer.get(f"{path}room/").json()["room"] == ROOM
    goto(session.starts_at - timedelta(minutes=29))
    assert trainee.get(f"{path}room/").json()["room"] == trainee.get(path).json()["room"] == ROOM
    goto(session.ends_at)
    assert trainee.get(f"{path}room/").json()["code"] == "room_closed"
    recording = trainer.post(f"{path}recordings/", fields)
    assert (recording.status_code, recording.json()["size"]) == (201, 88080384)
    number = recording.json()["id"]
    renamed = f"/api/v1/recordings/{number}/"
    for nowhere in ({"link": "https://evil.example/1"}, {"link": ""}, {"size": None}):
        body = {"title": "Part 1", "minutes": 80, "link": ROOM, "size": 5, **nowhere}
        assert trainer.put(renamed, body).status_code == 400
    assert trainee.get(path).json()["recordings"][0]["title"] == "All"
    assert trainer.post(f"/api/v1/recordings/{number}/remove/").status_code == 204


def test_a_class_lives_on_pages(page, session, tahmina, farida):
    trainer, trainee, path = page(tahmina), page(farida), session.get_absolute_url()
    other = story.enrolled(session.batch, story.trainer("Amena"), seat=2).trainee
    files = {"uploads": SimpleUploadedFile("plan.txt", b"Colours")}
    added = trainer.post(f"{path}materials/new/", {"title": "Slides", "text": "Read them", **files}, follow=True)
    assert added.content.count(b"Slides") + added.content.count(b"plan.txt") >= 2
    day = story.today() + 40 * DAY
    assert trainer.post(f"{path}tasks/new/", {"text": "Draw a logo", "day": str(day)}).status_code == 302
    assert trainer.post(f"{path}tasks/new/", {"text": ""}).status_code == 400
    assert trainee.post(f"{path}ask/", {"text": "Which program?"}).status_code == 302
    question = ClassQuestion.objects.get()
    assert b"Farida" in trainer.get(path).content
    seen = page(other).get(path).content
    assert (b"A trainee asks" in seen, b"Farida" in seen) == (True, False)
    assert page(other).get(f"/class-questions/{question.pk}/").status_code == 403
    assert trainee.get(path).status_code == 200
    answered = trainer.post(f"/class-questions/{question.pk}/answer/", {"answer": "GIMP"}, follow=True)
    assert b"GIMP" in answered.content
    assert b"Draw a logo" in trainee.get(path).content


def test_a_room_opens_and_a_recording_follows_on_pages(page, session, tahmina, farida):
    trainer, trainee, path = page(tahmina), page(farida), session.get_absolute_url()
    content = trainee.get(path).content.decode()
    assert ("The live room opens here" in content, ROOM in content) == (True, False)
    shut = trainee.get(f"{path}room/")
    assert shut["Location"] == path
    goto(session.starts_at - timedelta(minutes=5))
    assert f'href="{path}room/"' in trainee.get(path).content.decode()
    assert trainee.get(f"{path}room/")["Location"] == ROOM
    recording = {"title": "The whole class", "minutes": "৯০", "link": f"{ROOM}/1", "megabytes": "৮৪"}
    assert trainer.post(f"{path}recordings/new/", recording).status_code == 409  # it has not begun
    goto(session.ends_at)
    assert trainer.post(f"{path}recordings/new/", {**recording, "link": "https://evil.example/"}).status_code == 400
    assert trainer.post(f"{path}recordings/new/", recording).status_code == 302
    row = Recording.objects.get()
    assert "84 MB" in trainee.get(path).content.decode()
    assert b"84" in trainer.get(f"/recordings/{row.pk}/").content
    assert trainer.post(f"/recordings/{row.pk}/remove/").status_code == 302
    assert not Recording.objects.exists()


@pytest.mark.parametrize(
    "room",
    [
        *("http://meet.jit.si/a", "https://meet.jit.si.evil.example/a", "https://evilmeet.jit.si@evil.example/"),
        *("https://evil.example\\@meet.jit.si/", "https://user:x@meet.jit.si/", "https://notzoom.us/j/1"),
        *("javascript:alert(1)", "https://meet.jit.si/a b", "https://1.2.3.4/"),
    ],
)
def test_rooms_elsewhere_are_refused(session, tahmina, api, room):
    refused = api(tahmina).post(f"/api/v1/classes/{session.pk}/describe/", {"room": room})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["room"])
    session.refresh_from_db()
    assert session.room == ROOM


def test_officers_keep_the_hosts(api, oli, tahmina, session):
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    desk, path = api(oli), "/api/v1/register/room-hosts/"
    rows = {each["host"]: each["id"] for each in desk.get(path).json()["results"]}
    assert set(rows) == {"meet.google.com", "facebook.com", "zoom.us", "meet.jit.si"}
    zoom, jitsi = rows["zoom.us"], rows["meet.jit.si"]
    assert desk.post(path, {"host": "https://www.YouTube.com/x", "name": "YouTube"}).json()["host"] == "youtube.com"
    assert desk.post(path, {"host": "us02web.zoom.us", "name": "Zoom"}).json()["code"] == "host_known"
    for host in ("com", "10.0.0.1", "a b.com", "…"):
        assert desk.post(path, {"host": host, "name": "No host"}).status_code == 400
    describe = f"/api/v1/classes/{session.pk}/describe/"
    assert api(tahmina).post(describe, {"room": "https://us02web.zoom.us/j/1?pwd=2#s"}).status_code == 200
    assert desk.post(f"/api/v1/register/room-hosts/{zoom}/remove/").json()["code"] == "host_in_use"
    assert desk.post(f"/api/v1/register/room-hosts/{jitsi}/remove/").status_code == 204
    refused = api(tahmina).post(describe, {"room": ROOM}).json()
    assert "Google Meet" in refused["errors"]["room"][0]


def test_reminders_follow_a_class_that_moves(session, oli, tahmina, farida, travel):
    later = session.starts_at + 150 * DAY  # a whole term
    goto(session.starts_at - 2 * DAY)
    move_class(by=oli, session_id=session.pk, starts_at=later, reason="Rain")
    for each in session.batch.sessions.exclude(pk=session.pk).filter(starts_at__lt=later + DAY):
        each.remind_day_at = each.remind_hour_at = None
        each.save()
    Notification.objects.all().delete()
    travel(later - DAY - HOUR - clock.now())
    assert kinds(farida) == kinds(tahmina) == []
    travel(2 * HOUR)
    assert kinds(farida) == kinds(tahmina) == ["class.tomorrow"]
    travel(22 * HOUR)
    assert sorted(kinds(farida)) == ["class.soon", "class.tomorrow"]
    travel(3 * HOUR)
    assert len(kinds(farida)) == 2


def test_no_reminder_of_what_is_cancelled_or_over(session, oli, farida, travel):
    second = session.batch.sessions.filter(kind="live", number=2).get()
    cancel_class(by=oli, session_id=second.pk, reason="Rain")
    second.refresh_from_db()
    assert (second.remind_day_at, second.remind_hour_at) == (None, None)
    Notification.objects.all().delete()
    goto(session.starts_at + timedelta(minutes=1))  # the site was down: nobody hears of what has begun
    travel(timedelta(minutes=1))
    assert kinds(farida) == []


def test_news_come_once_in_an_hour(session, api, tahmina, farida, travel):
    path = f"/api/v1/classes/{session.pk}/materials/"
    Notification.objects.all().delete()
    for title in ("One", "Two", "Three"):
        assert api(tahmina).post(path, {"title": title, "text": "Read"}).status_code == 201
    assert kinds(farida) == ["class.news"]
    travel(2 * HOUR)
    assert kinds(farida) == ["class.news"] * 2
    assert kinds(tahmina) == []
    Enrolment.objects.filter(trainee=farida).update(state="dropped_out", seat=None)
    travel(2 * HOUR)
    api(tahmina).post(path, {"title": "Four", "text": "Read"})
    assert len(kinds(farida)) == 2


def test_who_may_what(session, api, oli, tahmina, farida, rina, carla):
    helper, other_trainer = story.trainer(), story.trainer()
    session.batch.teaching.create(trainer=helper, added_by=oli, added_at=clock.now())
    other = story.enrolled(story.planned_batch(oli, number=2, district="sylhet"), rina).trainee
    path = f"/api/v1/classes/{session.pk}/"
    writes = {"materials/": {"title": "Slides", "text": "Read"}, "tasks/": {"text": "Draw"}}
    expected = {oli: 201, tahmina: 201, helper: 201, farida: 403, other_trainer: 404, other: 404, carla: 404, None: 401}
    for user, status in expected.items():
        for part, body in writes.items():
            assert api(user).post(f"{path}{part}", body).status_code == status, (user, part)
        asks = 201 if user == farida else (403 if status == 201 else status)
        assert api(user).post(f"{path}questions/", {"text": "Why?"}).status_code == asks, user
    question = ClassQuestion.objects.get()
    answer = f"/api/v1/class-questions/{question.pk}/answer/"
    assert [api(user).post(answer, {"answer": "So"}).status_code for user in (farida, other_trainer, other)] == [
        403,
        404,
        404,
    ]
    assert api(helper).post(answer, {"answer": "So"}).status_code == 200
    assert api(tahmina).post(answer, {"answer": "Or so"}).json()["code"] == "question_answered"
    material = session.materials.filter(added_by=helper).get()
    assert api(tahmina).post(f"/api/v1/class-materials/{material.pk}/remove/").json()["code"] == "not_yours"
