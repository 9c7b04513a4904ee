"""Projects in every state: those of a batch whose trainees work on them now, and of the batch that ended last."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from django.db.models import F
from django.utils import translation

from market.accounts.models import User
from market.core.base import clock
from market.core.base.past import Past, entered
from market.notifications.models import Notification
from market.site.demo.files import keep_picture
from market.site.demo.graduation import graduating_batch
from market.site.demo.texts import Texts
from market.training.assessments.actions import Marks, ask_again, assess_project
from market.training.enrolments.queries import course_of
from market.training.models import Batch, Brief, Criterion, Enrolment, Project
from market.training.projects.actions import Idea, agree_project, open_projects, propose_project, return_project
from market.training.projects.check_in_actions import add_check_in, reply_to_check_in
from market.training.projects.version_actions import add_version, comment_version, submit_project
from market.training.projects.waiting_actions import miss_check_in

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LINK = "https://www.behance.net/gallery/10{number}/kaj"
CLIENT = "পাড়ার একটি দোকান"
TOO_BIG = "দুই সপ্তাহে এত কিছু হবে না। একটি অংশ বেছে নিন, আর কী জমা দেবেন তা লিখুন।"
DONE, NEXT = "ক্লায়েন্টের সঙ্গে কথা বলেছি, প্রথম খসড়া শেষ।", "খসড়া দেখে দুটি জায়গা ঠিক করব।"
DONE_LATE, STUCK = "দ্বিতীয় খসড়ার অর্ধেক হয়েছে।", "বাড়িতে বিদ্যুৎ থাকে না, তাই গত সপ্তাহে লিখতে পারিনি।"
REPLY = "ভালো শুরু। ঠিক করার আগে ক্লায়েন্টকে খসড়াটি একবার দেখান।"
FIRST, SECOND = "প্রথম খসড়া।", "মন্তব্য অনুযায়ী লেখা বড় করেছি, রং দুটিতে নামিয়েছি।"
COMMENT, ANSWER = "ভাবনাটা পরিষ্কার। ছোট পর্দায় লেখাটা পড়া যায় না, একটু বড় করুন।", "ঠিক আছে, পরের খসড়ায় বড় করব।"
FEEDBACK = {
    "passed": "কাজটি পরিষ্কার, সময়মতো জমা দিয়েছেন। ক্লায়েন্টের চাওয়া সব আছে।",
    "honours": "খুব যত্নের কাজ। ফাইলগুলো গোছানো, ক্লায়েন্ট এভাবেই ব্যবহার করতে পারবেন।",
    "resubmission": "ভাবনা ভালো, কিন্তু চাওয়া ফাইলের দুটি নেই। সেগুলো যোগ করে আবার জমা দিন।",
    "not_passed": "যা চাওয়া হয়েছিল তার বেশির ভাগ নেই, আর কাজটি শেষ হয়নি।",
}
PERCENTS = {"passed": 74, "honours": 92, "resubmission": 62, "not_passed": 35}
DISAGREES = "চাওয়া ফাইলগুলো দ্বিতীয় খসড়ায় আছে, আরেকবার দেখুন।"
NOTE = "হাজিরাও ভালো।"
SEATS = 18  # of the batch that ended, whose trainees made a project
ENDED = ("passed", "passed", "honours", "passed", "not_passed", "submitted")


@dataclass(slots=True)
class Class:
    """A batch whose trainees make projects: with its trainer, an officer, and its briefs in turn."""

    batch: Batch
    trainer: User
    officer: User
    briefs: Iterator[Brief]

    def agreed(self, trainee: User, *, days_ago: float) -> Project:
        """A project that the trainer agreed to that many days ago."""
        with _days_ago(days_ago + 1):
            project = propose_project(by=trainee, idea=Idea(brief_id=next(self.briefs).pk, client=CLIENT))
        with _days_ago(days_ago):
            return agree_project(by=self.trainer, project_id=project.pk)

    def submitted(self, trainee: User, *, days_ago: float, files: tuple[object, ...] = ()) -> Project:
        """A project with a version, submitted that many days ago."""
        project = self.agreed(trainee, days_ago=days_ago + 5)
        with _days_ago(days_ago):
            links = [LINK.format(number=project.pk)]
            add_version(by=trainee, project_id=project.pk, note=FIRST, links=links, file_ids=files)
            return submit_project(by=trainee, project_id=project.pk)

    def assess(self, project: Project, result: str, *, by: User | None = None, days_ago: float) -> None:
        """Give it this result."""
        with _days_ago(days_ago):
            until = clock.local(clock.now() + 21 * DAY).date() if result == "resubmission" else None
            points = self._points(PERCENTS[result])
            marks = Marks(points=points, result=result, text=FEEDBACK[result], note=NOTE, until=until)
            assess_project(by=by or self.trainer, project_id=project.pk, marks=marks)

    def _points(self, percent: int) -> dict[int, int]:
        """Of each criterion about so much, and of all not less."""
        rows = Criterion.objects.current().filter(topic=self.batch.topic_id)
        return {each.pk: -(-each.points * percent // 100) for each in rows}


@contextmanager
def _days_ago(days: float) -> Iterator[None]:
    with entered(Past(clock.offset() - timedelta(days=days))):
        yield


def make_projects(people: dict[str, User], texts: Texts) -> None:
    """Trainees of Rina's batch work on theirs; those of the batch that ended last are assessed, but some."""
    if Project.objects.exists():
        return
    last, place = graduating_batch(), course_of(people["rina"])
    with translation.override("bn"):  # they take the words of the briefs
        if last is not None:
            _make_ended(_class(last, last.trainer or people["tahmina"], people))
        if place is not None:
            _make_running(_class(place.batch, people["tahmina"], people), people["rina"], texts)
    old = Notification.objects.filter(read_at=None, created_at__lt=clock.now() - 7 * DAY)
    old.update(read_at=F("created_at"), mail_due_at=None, push_due_at=None)


def _class(batch: Batch, trainer: User, people: dict[str, User]) -> Class:
    return Class(batch, trainer, people["oli"], cycle(Brief.objects.active().filter(topic=batch.topic_id)))


def _make_ended(course: Class) -> None:
    """Half of its trainees made a project; most were assessed when it ended, and some wait for it."""
    over = (clock.local(clock.now()).date() - course.batch.ended_on).days
    places = course.batch.enrolments.filter(state=Enrolment.State.ACCEPTED, seat__lte=SEATS).select_related("trainee")
    for place in places.order_by("seat"):
        result = ENDED[(place.seat or 0) % len(ENDED)]
        project = course.submitted(place.trainee, days_ago=2 if result == "submitted" else over + 3)
        if result != "submitted":
            course.assess(project, result, days_ago=over + 1)
        if result in ("honours", "not_passed"):
            course.assess(project, result, by=course.officer, days_ago=over)


def _make_running(course: Class, rina: User, texts: Texts) -> None:
    """One in each state; Rina chooses hers next."""
    places = course.batch.enrolments.filter(state=Enrolment.State.ACCEPTED).exclude(trainee=rina)
    mates = [each.trainee for each in places.select_related("trainee").order_by("seat")]
    stories = (_in_work, _waits, _returned, _passed, _again, _honours, _not_passed, _asks_again, _differ, _submitted)
    with _days_ago(36):
        open_projects(by=course.trainer, batch_id=course.batch.pk)
    for story, mate in zip(stories, mates, strict=False):
        story(course, mate, texts)


def _in_work(course: Class, mate: User, texts: Texts) -> None:
    """With check-ins, one of them missed, and two versions."""
    project = course.agreed(mate, days_ago=25)
    with _days_ago(20):
        first = add_check_in(by=mate, project_id=project.pk, done=DONE, next_step=NEXT)
    with _days_ago(19):
        reply_to_check_in(by=course.trainer, check_in_id=first.pk, reply=REPLY)
    with _days_ago(12.9):
        miss_check_in(project_id=project.pk)
    with _days_ago(10):
        add_check_in(by=mate, project_id=project.pk, done=DONE_LATE, stuck=STUCK, next_step=NEXT)
        picture = keep_picture(mate, course.batch.topic.slug, texts, "draft-1.png")
        version = add_version(by=mate, project_id=project.pk, note=FIRST, file_ids=[picture.pk])
    with _days_ago(9):
        comment_version(by=course.trainer, version_id=version.pk, text=COMMENT)
    with _days_ago(8.5):
        comment_version(by=mate, version_id=version.pk, text=ANSWER)
    with _days_ago(4):
        add_check_in(by=mate, project_id=project.pk, done=SECOND, next_step=NEXT)
        add_version(by=mate, project_id=project.pk, note=SECOND, links=[LINK.format(number=project.pk)])


def _waits(course: Class, mate: User, _texts: Texts) -> None:
    with _days_ago(1):
        propose_project(by=mate, idea=Idea(brief_id=next(course.briefs).pk, client=CLIENT))


def _returned(course: Class, mate: User, _texts: Texts) -> None:
    with _days_ago(4):
        project = propose_project(by=mate, idea=Idea(brief_id=next(course.briefs).pk))
    with _days_ago(2):
        return_project(by=course.trainer, project_id=project.pk, reason=TOO_BIG)


def _passed(course: Class, mate: User, texts: Texts) -> None:
    with _days_ago(12):
        picture = keep_picture(mate, course.batch.topic.slug, texts, "result.png")
    project = course.submitted(mate, days_ago=12, files=(picture.pk,))
    course.assess(project, "passed", days_ago=9)


def _again(course: Class, mate: User, _texts: Texts) -> None:
    project = course.submitted(mate, days_ago=10)
    course.assess(project, "resubmission", days_ago=6)


def _honours(course: Class, mate: User, _texts: Texts) -> None:
    project = course.submitted(mate, days_ago=11)
    course.assess(project, "honours", days_ago=8)
    course.assess(project, "honours", by=course.officer, days_ago=6)


def _not_passed(course: Class, mate: User, _texts: Texts) -> Project:
    project = course.submitted(mate, days_ago=10)
    course.assess(project, "not_passed", days_ago=7)
    course.assess(project, "not_passed", by=course.officer, days_ago=5)
    return project


def _asks_again(course: Class, mate: User, texts: Texts) -> None:
    project = _not_passed(course, mate, texts)
    with _days_ago(3):
        ask_again(by=mate, project_id=project.pk, reason=DISAGREES)


def _differ(course: Class, mate: User, _texts: Texts) -> None:
    """Two assessors differ: an officer who did not assess it decides."""
    project = course.submitted(mate, days_ago=9)
    course.assess(project, "honours", days_ago=6)
    course.assess(project, "passed", by=course.officer, days_ago=4)


def _submitted(course: Class, mate: User, _texts: Texts) -> None:
    course.submitted(mate, days_ago=3)
