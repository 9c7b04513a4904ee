"""The API of videos: for who reads a lesson, and for trainers and officers."""

from tests.learning.course_story import published
from tests.learning.exam_story import batch_with
from tests.learning.film_story import VTT, film, published_with_film, rendered, sent_file, sent_video

COURSE, ADDING, VIDEO = "sums", "adding", "how-to-add"
AT_LESSON = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/videos/"
PROGRESS = f"/api/v1/courses/{COURSE}/lessons/{ADDING}/videos/{VIDEO}/progress/"
VIDEOS = f"/api/v1/courses/{COURSE}/videos/"


def paths_of(video_id: int) -> dict[str, str]:
    return {
        "video": f"/api/v1/videos/{video_id}/",
        "replace": f"/api/v1/videos/{video_id}/replace/",
        "captions": f"/api/v1/videos/{video_id}/captions/",
        "watching": f"/api/v1/videos/{video_id}/watching/",
        "retry": f"/api/v1/videos/{video_id}/retry/",
        "withdraw": f"/api/v1/videos/{video_id}/withdraw/",
    }


def test_who_reads_a_lesson_reads_of_its_videos(db, api, oli, farida):
    published()
    rendered(sent_video(oli))
    published_with_film()
    (shown,) = api().get(AT_LESSON).json()
    assert (shown["slug"], shown["seconds"], shown["progress"]) == (VIDEO, 4, None)
    assert [each["kind"] for each in shown["renditions"]][-1] == "sound"
    assert all(each["size"] and each["url"] for each in shown["renditions"])
    program = api(farida)
    note = {"parts": [0], "position": 3, "at": "2020-01-01T00:00:00Z"}
    seen = program.post(PROGRESS, note, format="json").json()
    assert (seen["parts"], seen["position"], seen["is_watched"]) == ([0], 0, True)  # an old position changes nothing
    assert program.post(PROGRESS, {"position": 3}, format="json").json()["position"] == 3
    assert program.get(AT_LESSON).json()[0]["progress"]["position"] == 3
    assert program.post(PROGRESS, {"parts": [-1]}, format="json").status_code == 400
    assert program.post(PROGRESS.replace(VIDEO, "none"), note, format="json").status_code == 404
    assert api().post(PROGRESS, note, format="json").status_code == 401


def test_trainers_and_officers_keep_videos(db, api, oli, farida):
    published()
    program = api(oli)
    fields = {"title_en": "How to add", "title_bn": "যোগ", "files": [sent_file(oli, film())]}
    video = program.post(VIDEOS, fields, format="json").json()
    assert (video["slug"], video["state"], video["renditions"]) == (VIDEO, "waiting", [])
    assert len(program.get(VIDEOS).json()["results"]) == 1
    paths = paths_of(video["id"])
    assert program.get(paths["video"]).json()["fault"] == ""
    wrong = program.post(paths["captions"], {"language": "en", "text": "WEBVTT\n\nnone"}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["lines.3"])
    saved = program.post(paths["captions"], {"language": "en", "text": VTT}, format="json").json()
    assert [each["language"] for each in saved["captions"]] == ["en"]
    assert program.post(paths["retry"]).status_code == 409
    assert program.post(paths["replace"], {"files": []}, format="json").status_code == 400
    other = {"files": [sent_file(oli, film(2))]}
    assert program.post(paths["replace"], other, format="json").json()["state"] == "waiting"
    assert program.post(paths["withdraw"]).json()["state"] == "withdrawn"
    assert api(farida).get(paths["video"]).status_code == 404


def test_trainers_and_officers_see_what_is_watched(db, api, oli, farida, carla):
    published()
    video = rendered(sent_video(oli))
    published_with_film()
    batch = batch_with(oli, farida)
    api(farida).post(PROGRESS, {"parts": [0], "position": 3}, format="json")
    figures = api(oli).get(paths_of(video.pk)["watching"]).json()
    assert figures == {
        "begun": 1,
        "watched": 1,
        "read": 0,
        "stretches": [{"start": 0, "end": 4, "seen": 1, "stopped": 0}],
    }
    path = f"/api/v1/batches/{batch.pk}/videos/"
    watching = api(oli).get(path).json()
    assert [(each["course"], each["lesson"], each["video"]) for each in watching["videos"]] == [(COURSE, ADDING, VIDEO)]
    assert [each["watched"] for each in watching["trainees"]] == [[{"percent": 100, "is_read": False}]]
    for person in (farida, carla):
        assert {api(person).get(each).status_code for each in (path, paths_of(video.pk)["watching"])} == {404}
