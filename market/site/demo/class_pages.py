"""What the pages of classes show: material, tasks, recordings and questions of the batches that have classes now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from market.accounts.models import User
from market.core.base import clock
from market.core.text.formats import MEGABYTE
from market.site.demo.class_words import OF_TOPIC
from market.site.demo.files import keep_picture
from market.site.demo.texts import Texts
from market.training.models import Batch, ClassMaterial, ClassQuestion, ClassSession, ClassTask, Recording
from market.training.rooms.actions import add_room_host

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SLIDES = ("ক্লাসের স্লাইড", "ক্লাসের আগে একবার পড়ে আসুন। শেষের তিনটি উদাহরণ ক্লাসে একসঙ্গে করব।")
TASKS = (
    "আজ যা শিখলাম, তা দিয়ে একটি ছোট কাজ করুন আর গ্রুপে ছবি দিন।",
    "দুটি কাজের বিজ্ঞপ্তি পড়ে লিখুন: ক্লায়েন্ট কী চান, কত দিনে, কত টাকায়।",
    "নিজের কাজের তিনটি নমুনা এক ফোল্ডারে রাখুন, নাম দিন পরিষ্কার করে।",
)
ASKED = (
    ("মোবাইল দিয়ে কি কাজটা করা যাবে?", "যাবে। ছবির আকারটা শুধু ১০৮০ পিক্সেল রাখবেন।"),
    ("ক্লায়েন্ট দাম কমাতে বললে কী বলব?", "কাজের অংশ কমিয়ে দাম কমান, একই কাজের দাম নয়।"),
    ("বিদ্যুৎ না থাকলে কি রেকর্ডিং দেখলে চলবে?", "চলবে। রেকর্ডিং দেখে কাজটা জমা দিন।"),
)


def make_class_pages(people: dict[str, User], texts: Texts) -> None:
    """Fill the pages of the batches that have classes now; Tahmina's material has a file. Questions need trainees."""
    if Recording.objects.exists():
        return
    host = add_room_host(by=people["oli"], host="youtube.com", name="YouTube").host
    now, today = clock.now(), clock.local(clock.now()).date()
    rows = Batch.objects.exclude(phase=None).filter(started_on__lte=today, ended_on__gte=today)
    sessions = ClassSession.objects.planned().filter(batch__in=rows, starts_at__lt=now + 3 * DAY)
    taught = list(sessions.exclude(trainer=None).select_related("batch__topic", "trainer").order_by("starts_at"))
    held = [each for each in taught if each.ends_at < now]
    materials = ClassMaterial.objects.bulk_create(map(_material, taught))
    ClassTask.objects.bulk_create(map(_task, taught))
    Recording.objects.bulk_create(_recording(each, host) for each in held if each.is_online)
    ClassQuestion.objects.bulk_create(_questions(taught, now))
    of_tahmina = [each for each in materials if each.session.trainer_id == people["tahmina"].pk]
    for each in of_tahmina[-2:]:
        each.files.add(keep_picture(people["tahmina"], "graphics-design", texts, f"slides-{each.session.number}.png"))


def _added(session: ClassSession, at: datetime) -> dict[str, object]:
    return {"session": session, "added_by": session.trainer, "added_at": min(at, clock.now())}


def _material(session: ClassSession) -> ClassMaterial:
    title, text = SLIDES
    return ClassMaterial(title=title, text=text, **_added(session, session.starts_at - DAY))


def _task(session: ClassSession) -> ClassTask:
    text = TASKS[session.number % len(TASKS)]
    return ClassTask(text=text, due_at=session.ends_at + 2 * DAY, **_added(session, session.ends_at))


def _recording(session: ClassSession, host: str) -> Recording:
    minutes = 80 + session.pk % 12
    link = f"https://www.{host}/watch?v=demo{session.pk}"
    title, size = session.title_bn or session.name, (70 + session.pk % 40) * MEGABYTE
    return Recording(title=title, link=link, size=size, minutes=minutes, **_added(session, session.ends_at + 2 * HOUR))


def _questions(sessions: list[ClassSession], now: datetime) -> Iterator[ClassQuestion]:
    """Of each batch, one that was answered for each class, and one that waits for its next class or its last."""
    last = {each.batch_id: each for each in sessions}
    trainees: dict[int, list[int]] = {}
    for batch in {each.batch for each in last.values()}:
        trainees[batch.pk] = list(batch.enrolments.studying().values_list("trainee", flat=True))
    for session in sessions:
        if not (asking := trainees[session.batch_id]):
            continue
        text, answer = ASKED[session.number % len(ASKED)]
        at = min(session.starts_at - 5 * HOUR, now - 4 * HOUR)
        who = asking[session.number % len(asking)]
        yield ClassQuestion(
            session=session,
            asked_by_id=who,
            asked_at=at,
            text=text,
            answer=answer,
            answered_by=session.trainer,
            answered_at=at + 2 * HOUR,
        )
        if last[session.batch_id] is session:
            text = OF_TOPIC[session.batch.topic.slug].asked
            yield ClassQuestion(session=session, asked_by_id=asking[-1], asked_at=now - 3 * HOUR, text=text)
