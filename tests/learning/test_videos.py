"""Videos at lessons: made into small sizes, played from any byte on, seen in parts; and what may be wrong with them."""

import json
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.files.actions import FileTooLarge
from market.files.models import Upload
from market.files.resumable.actions import begin_upload
from market.learning.courses.course_files import read_course
from market.learning.courses.storing_actions import store_version
from market.learning.media import ffmpeg, rendering_actions
from market.learning.media.actions import (
    FaultsInCaptions,
    NothingToRetry,
    VideoWithdrawn,
    add_video,
    replace_video,
    retry_video,
    save_captions,
    withdraw_video,
)
from market.learning.media.captions import read_captions
from market.learning.media.ffmpeg import RenderingFailed
from market.learning.media.models import Rendition, Video, VideoProgress
from market.learning.media.queries import shown_of, sizes_to_keep
from market.learning.media.watching_actions import note_watching
from market.learning.media.watching_queries import Watched, watching_of_batch, watching_of_video
from market.learning.models import CourseVersion, Lesson, LessonProgress
from market.learning.progress.actions import note_reading
from market.learning.seeds import load
from market.learning.versions.archives import read_archive, write_archive
from market.search.lessons.queries import find_lessons
from market.site.demo import videos
from tests.learning.course_story import published
from tests.learning.exam_story import batch_with
from tests.learning.film_story import VTT, VTT_BN, film, published_with_film, rendered, sent_file, sent_video

LESSON = "/learn/sums/adding/"
LINE = 400_000 // 8  # bytes a second
PURPOSE = "filename YS5tcDQ=,purpose dmlkZW8="


def stored(file) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


@pytest.fixture
def video(db, oli) -> Video:
    published()
    return sent_video(oli)


def test_a_job_makes_small_sizes_and_tells(video, oli):
    assert (video.state, video.slug) == ("waiting", "how-to-add")
    rendered(video)
    assert (video.state, video.fault, video.seconds, video.percent) == ("ready", "", 4, 100)
    sizes = {each.kind: each.size for each in video.renditions.all()}
    assert set(sizes) == {"144p", "240p", "360p", "sound"}
    assert sizes["sound"] < sizes["144p"] < sizes["360p"]
    assert sizes["144p"] < 4 * 100_000 / 8 * 1.5
    first = stored(video.renditions.get(kind="144p").file)
    assert first.index(b"moov") < first.index(b"mdat")  # it begins to play with its first bytes
    assert video.slides[0]["at"] == 0
    assert oli.notifications.filter(kind="video.ready").exists()


def bytes_before(path: Path, second: float) -> int:
    """How many bytes of an MP4 stand before this second: its head, and the pictures and the sound until then."""
    command = ["ffprobe", "-v", "error", "-show_entries", "packet=pts_time,pos", "-of", "compact=p=0:nk=1"]
    answer = subprocess.run([*command, str(path)], check=True, capture_output=True, text=True).stdout  # noqa: S603
    packets = [line.split("|") for line in answer.splitlines() if line]
    return min(int(at) for seconds, at, *_rest in packets if float(seconds) >= second)


def test_five_minutes_begin_within_two_seconds_of_a_bad_line(tmp_path):
    source, target = tmp_path / "source.mp4", tmp_path / "144p.mp4"
    source.write_bytes(film(300, size="192x144"))
    ffmpeg.render(source, target, ffmpeg.SIZES["144p"], ffmpeg.Film(300, 144, True), lambda _share: None)
    assert bytes_before(target, ffmpeg.KEYFRAME_SECONDS) < 1.6 * LINE  # the rest of the two seconds is the way there


def test_it_is_played_from_any_byte_on(video, page):
    rendered(video)
    rendition = video.renditions.get(kind="144p")
    address, file, reader = rendition.get_absolute_url(), rendition.file, page()
    whole = stored(file)
    answer = reader.get(address)
    assert b"".join(answer) == whole
    assert (answer["Accept-Ranges"], answer["Content-Type"]) == ("bytes", "video/mp4")
    part = reader.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, b"".join(part)) == (206, whole[100:200])
    assert part["Content-Range"] == f"bytes 100-199/{len(whole)}"
    tail = reader.get(address, headers={"Range": "bytes=-5", "If-Range": answer["ETag"]})
    assert (tail.status_code, b"".join(tail)) == (206, whole[-5:])
    other = reader.get(address, headers={"Range": "bytes=0-5", "If-Range": '"other"'})
    assert (other.status_code, b"".join(other)) == (200, whole)
    assert reader.get(address, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    assert reader.get(address[:-5] + "abcd/").status_code == 404
    head = reader.head(address)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(whole)))
    head.close()


def test_the_lesson_offers_its_sizes_before_anything_is_loaded(video, oli, page):
    rendered(video)
    for language, text in (("en", VTT), ("bn", VTT_BN)):
        save_captions(by=oli, video_id=video.pk, language=language, text=text)
    published_with_film()
    answer = page().get(LESSON)
    text = answer.content.decode()
    for words in ('preload="none"', "How to add", "KB", "Good morning.", "Now add two.", "Only the sound"):
        assert words in text
    assert "media-src 'self'" in answer["Content-Security-Policy"]
    assert "শুভ সকাল।" in page(None, "bn").get(LESSON).content.decode()
    captions = page().get(video.captions.get(language="en").get_absolute_url())
    assert (captions.content.decode(), captions["Content-Type"]) == (VTT, "text/vtt; charset=utf-8")


def test_a_lesson_is_found_by_what_is_said_in_its_video(video, oli):
    rendered(video)
    published_with_film()
    assert not find_lessons(None, "zebras")
    save_captions(by=oli, video_id=video.pk, language="en", text=VTT.replace("Good morning", "Zebras"))
    (shown,) = find_lessons(None, "zebras")
    assert [each.text for each in shown.excerpt if each.is_match] == ["Zebras"]
    withdraw_video(by=oli, video_id=video.pk)
    assert not find_lessons(None, "zebras")


def test_a_lesson_whose_video_is_not_here_goes_on(db, page):
    published_with_film("none-of-ours")
    assert "This video is not here yet." in page().get(LESSON).content.decode()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"This is a text, and no video at all.\n" * 50, "no_video"),
        (b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "no_video"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "no_video"),
    ],
)
def test_what_is_no_video_is_said_to_its_sender(db, oli, page, content, fault):
    published()
    video = rendered(sent_video(oli, content))
    assert (video.state, video.fault, video.shown) == ("failed", fault, None)
    shown = page(oli).get(f"/staff/videos/{video.pk}/").content.decode()
    assert ("/retry/" in shown, 'href="#replace"' in shown) == (False, True)


def test_a_recording_of_a_browser_does_not_say_how_long_it_is(db, oli, tmp_path):
    published()
    (tmp_path / "film.mp4").write_bytes(film(5))
    piped = ["ffmpeg", "-v", "error", "-i", str(tmp_path / "film.mp4"), "-c", "copy", "-f", "matroska", "-"]
    recorded = subprocess.run(piped, capture_output=True, check=True).stdout  # noqa: S603  # our own
    video = rendered(sent_video(oli, recorded))
    assert (video.state, video.seconds) == ("ready", 5)


def test_sound_alone_is_no_video(db, oli):
    published()
    assert rendered(sent_video(oli, film(pictures=False))).fault == "no_pictures"


def test_a_video_without_sound_has_no_sound_alone(db, oli):
    published()
    kinds = set(rendered(sent_video(oli, film(sound=False))).renditions.values_list("kind", flat=True))
    assert kinds == {"144p", "240p", "360p"}


def test_a_size_that_fails_leaves_the_others_and_is_tried_again(video, oli, monkeypatch):
    real = ffmpeg.render

    def failing(source, target, size, *rest):
        if size.side == 240:
            raise RenderingFailed
        real(source, target, size, *rest)

    monkeypatch.setattr(ffmpeg, "render", failing)
    rendered(video)
    assert (video.state, video.fault) == ("ready", "rendition")
    before = dict(video.renditions.values_list("kind", "key"))
    assert set(before) == {"144p", "360p", "sound"}
    monkeypatch.setattr(ffmpeg, "render", real)
    rendered(retry_video(by=oli, video_id=video.pk))
    video.refresh_from_db()
    after = dict(video.renditions.values_list("kind", "key"))
    assert after.items() >= before.items()
    assert set(after) == {"144p", "240p", "360p", "sound"}
    with pytest.raises(NothingToRetry):
        retry_video(by=oli, video_id=video.pk)


def test_a_killed_job_begins_anew_with_what_is_missing(video, monkeypatch):
    store = rendering_actions._store

    def killed(video, kind, target):
        store(video, kind, target)
        raise SystemExit

    monkeypatch.setattr(rendering_actions, "_store", killed)
    with pytest.raises(SystemExit):
        rendered(video)
    video.refresh_from_db()
    assert (video.state, video.shown, video.renditions.count()) == ("working", None, 1)
    monkeypatch.setattr(rendering_actions, "_store", store)
    rendered(video)
    assert (video.state, video.renditions.count()) == ("ready", 4)


def test_without_ffmpeg_the_original_plays(video, page, monkeypatch):
    monkeypatch.setattr(ffmpeg, "is_there", lambda: False)
    rendered(video)
    assert (video.state, video.fault) == ("original_only", "no_ffmpeg")
    rendition = video.renditions.get()
    assert b"".join(page().get(rendition.get_absolute_url())) == stored(video.original.file)


def test_another_file_is_shown_once_it_is_made(video, oli):
    rendered(video)
    before = set(video.renditions.values_list("key", flat=True))
    replace_video(by=oli, video_id=video.pk, file_ids=[sent_file(oli, film(2))])
    video.refresh_from_db()
    assert (video.state, set(video.renditions.values_list("key", flat=True))) == ("waiting", before)
    rendered(video)
    assert (video.state, video.seconds) == ("ready", 2)
    assert not before & set(video.renditions.values_list("key", flat=True))


def test_a_video_that_is_withdrawn_is_gone(video, oli, page, django_capture_on_commit_callbacks):
    rendered(video)
    file, address = video.renditions.first().file, video.renditions.first().get_absolute_url()
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_video(by=oli, video_id=video.pk)
    assert page().get(address).status_code == 404
    assert not file.storage.exists(file.name)
    for act in (withdraw_video, retry_video):
        with pytest.raises(VideoWithdrawn):
            act(by=oli, video_id=video.pk)


def test_only_trainers_and_officers_send_videos(video, oli, farida):
    with pytest.raises(NotAllowed):
        add_video(by=farida, course_slug="sums", title_en="A", title_bn="ক", file_ids=[])
    with pytest.raises(NotAllowed):
        withdraw_video(by=farida, video_id=video.pk)
    with pytest.raises(Invalid, match="marked"):
        add_video(by=oli, course_slug="sums", title_en="A", title_bn="ক", file_ids=[])
    with pytest.raises(NotFound):
        replace_video(by=oli, video_id=0, file_ids=[])


def test_a_video_may_be_large_for_who_sends_videos(db, oli, farida):
    megabyte = 1024 * 1024
    assert begin_upload(by=oli, size=2048 * megabyte, metadata=PURPOSE).size
    for by, size in ((oli, 2049), (farida, 100)):
        with pytest.raises(FileTooLarge):
            begin_upload(by=by, size=size * megabyte, metadata=PURPOSE)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("00:01.000 --> 00:02.000\nHello", 1, "first line"),
        ("WEBVTT\n\nHello", 3, "time is missing"),
        ("WEBVTT\n\n1\n00:01 --> 00:02\nHello", 4, "no time"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHello", 3, "ends before"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:03.000\nB", 6, "above it"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 3, "nothing that is said"),
        ("WEBVTT\n", 2, "no cue"),
    ],
)
def test_what_is_wrong_with_captions_is_said_by_line(video, oli, text, line, words):
    with pytest.raises(FaultsInCaptions) as refusal:
        save_captions(by=oli, video_id=video.pk, language="en", text=text)
    ((at, (sentence,)),) = refusal.value.errors.items()
    assert at == f"lines.{line}"
    assert words in str(sentence)


def test_captions_are_read_with_notes_and_tags():
    read = read_captions(
        "WEBVTT - a\n\nNOTE\nmine\n\nname\n00:00:01.000 --> 00:00:02.000 line:0\n<v Rina>One &amp; two\n"
    )
    assert [(each.start, each.text) for each in read.cues] == [(1.0, "One & two")]
    assert not read.faults


def lesson() -> Lesson:
    return Lesson.objects.filter(slug="adding").latest("version__number")


def test_a_lesson_is_read_once_its_video_was_seen(video, farida):
    rendered(video)
    published_with_film()
    row = lesson()
    assert note_reading(by=farida, lesson=row, read_to=99).read_at is None
    note_watching(by=farida, lesson=row, name=video.slug, parts=[7])
    assert LessonProgress.objects.get().read_at is None
    for _again in range(2):
        seen = note_watching(by=farida, lesson=row, name=video.slug, parts=[0], position=3)
    assert (seen.parts, seen.position, seen.is_watched) == ([0], 3, True)
    assert note_watching(by=farida, lesson=row, name=video.slug, is_read=True).position == 3
    assert LessonProgress.objects.get().read_at is not None


def test_who_reads_the_transcript_need_not_see_it(video, farida, page):
    rendered(video)
    published_with_film()
    note_reading(by=farida, lesson=lesson(), read_to=99)
    assert page(farida).post(f"{LESSON}videos/{video.slug}/read/").status_code == 302
    assert VideoProgress.objects.get().read_at is not None
    assert LessonProgress.objects.get().read_at is not None


def test_the_staffs_pages(video, oli, page):
    desk = page(oli)
    assert "How to add" in desk.get("/staff/courses/sums/videos/").content.decode()
    rendered(video)
    assert "video:how-to-add" in desk.get(f"/staff/videos/{video.pk}/").content.decode()
    wrong = desk.post(f"/staff/videos/{video.pk}/", {"language": "en", "text": "none"})
    assert (wrong.status_code, "Line 1: The first line is WEBVTT." in wrong.content.decode()) == (400, True)
    assert desk.post(f"/staff/videos/{video.pk}/", {"language": "bn", "text": VTT_BN}).status_code == 302
    assert desk.post("/staff/courses/sums/videos/", {"title_en": "A", "title_bn": "ক"}).status_code == 400
    kept = {"title_en": "Another", "title_bn": "আরেকটি", "kept": sent_file(oli, film())}
    assert desk.post("/staff/courses/sums/videos/", kept).status_code == 302
    assert Rendition.objects.filter(video__slug="another").count() == 0


def test_captions_go_along_with_a_course(video, oli):
    save_captions(by=oli, video_id=video.pk, language="bn", text=VTT_BN)
    published_with_film()
    files = read_archive(write_archive(lesson().version))
    assert files["videos/how-to-add.bn.vtt"].decode() == VTT_BN
    assert "](video:how-to-add)" in files["lessons/adding.en.md"].decode()
    assert not read_course(files).faults
    video.captions.all().delete()
    store_version(video.course, read_course(files), files, by=oli)
    assert video.captions.get().text == VTT_BN
    files = {**files, "videos/how-to-add.en.vtt": b"none"}
    assert [(each.file, each.line) for each in read_course(files).faults] == [("videos/how-to-add.en.vtt", 1)]


def test_the_demonstration_has_a_video_with_slides(db, oli, farida):
    load()
    videos.make_videos(oli, farida)
    video = rendered(Video.objects.get())
    assert [each["at"] for each in video.slides] == [0, 8, 16]
    assert {each.language for each in video.captions.all()} == {"en", "bn"}


def test_trainers_see_where_people_stop(db, oli, farida, carla, rina, page):
    published()
    video = rendered(sent_video(oli, film(24)))
    published_with_film()
    desk, address = page(oli), f"/staff/videos/{video.pk}/"
    assert "Nobody has seen any of it yet." in desk.get(address).content.decode()
    for each in (farida, carla):
        note_watching(by=each, lesson=lesson(), name=video.slug, parts=[0, 1], position=19)
    note_watching(by=rina, lesson=lesson(), name=video.slug, parts=[0, 1, 2], position=24)
    figures = watching_of_video(video)
    assert (figures.begun, figures.watched, figures.read) == (3, 1, 0)
    assert [(each.start, each.end, each.seen, each.stopped) for each in figures.stretches] == [
        (0, 10, 3, 0),
        (10, 20, 3, 2),
        (20, 24, 1, 0),
    ]
    shown = desk.get(address).content.decode()
    assert "Begun by 3, seen by 1, read by 0." in shown
    assert "stopped between 0:10 and 0:20" in shown


def test_a_long_video_has_few_stretches(video):
    video.seconds = 3600
    stretches = watching_of_video(video).stretches
    assert (len(stretches), stretches[-1].end) == (24, 3600)


def test_trainers_see_who_saw_which_video(db, oli, farida, page, django_assert_max_num_queries):
    batch = batch_with(oli, farida)
    published()
    video = rendered(sent_video(oli, film(24)))
    published_with_film()
    note_watching(by=farida, lesson=lesson(), name=video.slug, parts=[0, 1], position=19)
    with django_assert_max_num_queries(5):
        watching = watching_of_batch(batch)
    assert [each.video for each in watching.videos] == [video]
    (own,) = [each.watched for each in watching.trainees if each.place.trainee == farida]
    assert own == [Watched(67)]
    assert "67%" in page(oli).get(f"/batches/{batch.pk}/videos/").content.decode()
    assert page(farida).get(f"/batches/{batch.pk}/videos/").status_code == 404


def test_a_course_offers_its_videos_in_each_size(video, page):
    rendered(video)
    published_with_film()
    version, rows = CourseVersion.objects.current().get(course=video.course), shown_of(video)
    offered = [(each.kind, each.size, json.loads(each.films)) for each in sizes_to_keep(version)]
    assert offered == [(row.kind, row.size, [[LESSON, row.get_absolute_url()]]) for row in rows]
    small = with_small_one(version, video)
    largest = max(sizes_to_keep(version), key=lambda each: each.size)
    assert json.loads(largest.films)[1] == [LESSON, small.get_absolute_url()], "in the next smaller size it has"
    assert "Keep the videos on this phone" in page().get("/learn/sums/").content.decode()
    Rendition.objects.all().delete()
    assert "Keep the videos" not in page().get("/learn/sums/").content.decode()


def with_small_one(version: CourseVersion, video: Video) -> Rendition:
    """Another video in the same lesson, which has its smallest size only."""
    source = uuid4()
    who = {"uploaded_by": video.uploaded_by, "uploaded_at": video.uploaded_at}
    other = Video.objects.create(course=video.course, slug="small-one", shown=source, **who)
    lesson = version.lessons.get(slug="adding")
    blocks = [each for each in lesson.blocks if each["kind"] == "video"]
    version.lessons.filter(pk=lesson.pk).update(blocks=[*lesson.blocks, {**blocks[0], "video": "small-one"}])
    return Rendition.objects.create(video=other, kind="144p", source=source, size=7)
