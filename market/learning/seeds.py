"""The courses that come with the site, from data/courses: a folder each, in the form of docs/course-file.md."""

from pathlib import Path

from market.core.base.db import atomic
from market.core.base.reference_data import loader
from market.learning.courses.course_files import Files, read_course
from market.learning.courses.storing_actions import bring_into_use, digest_of, store_version
from market.learning.models import Course
from market.training.models import Topic

COURSES = Path(__file__).parent / "data" / "courses"


@loader(order=20)
def load() -> None:
    """Publish each course that is new, or newer than what the site has from here. A course whose newest version a
    person wrote stays as it is: from then on it is theirs. Raises ValueError for files with faults.
    """
    for folder in sorted(each for each in COURSES.iterdir() if each.is_dir()):
        _load(folder.name, files_of(folder))


def files_of(folder: Path) -> Files:
    """The files of a folder, by their paths within it."""
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def _load(slug: str, files: Files) -> None:
    course = Course.objects.filter(slug=slug).first()
    newest = course.versions.order_by("-number").first() if course else None
    if newest is not None and (newest.written_by_id is not None or newest.digest == digest_of(files)):
        return
    read = read_course(files)
    if read.faults:
        raise ValueError(f"The course {slug} has faults: {[str(each.sentence) for each in read.faults]}")
    topic = Topic.objects.get(slug=read.topic) if read.topic else None
    with atomic():
        version = store_version(course or Course.objects.create(slug=slug, topic=topic), read, files, by=None)
        bring_into_use(version)
