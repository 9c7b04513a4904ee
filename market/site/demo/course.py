"""The training programme of the demonstration data: all its parts, in their order."""

from collections.abc import Callable

from market.accounts.models import User
from market.site.demo import (
    allowances,
    applications,
    attendance,
    attendance_stories,
    class_pages,
    coaching,
    course_graduates,
    earlier_certificates,
    exams,
    face_to_face,
    graduation,
    grievances,
    lesson_questions,
    lessons,
    outages,
    outcomes,
    places,
    programme,
    projects,
    running_class,
    selections,
    support,
    videos,
)
from market.site.demo.texts import Texts


def make_course(people: dict[str, User], texts: Callable[[str], Texts]) -> None:
    """The plan, applications, selections, places, classes, projects, support, coaching; what is there stays as it is.

    `texts` gives the texts by chance of a part, by its name.
    """
    programme.make_programme(people)
    earlier_certificates.make_earlier_certificates(people, texts("earlier certificates"))
    applications.make_applications(people, texts("applications"))
    earlier_certificates.make_objections(people)
    selections.make_selections(people)
    places.make_places(people, texts("places"))
    class_pages.make_class_pages(people, texts("classes"))
    attendance.make_attendance(people, texts("attendance"))
    attendance_stories.make_attendance_stories(people)
    running_class.make_running_class(people)
    face_to_face.make_face_to_face(people)
    projects.make_projects(people, texts("projects"))
    graduation.make_graduation(people)
    allowances.make_allowances(people)
    grievances.make_grievances(people)
    support.make_support(people)
    coaching.make_coaching(people)
    outages.make_outages(people)
    videos.make_videos(people["tahmina"], people["rina"])
    lessons.make_lessons(people)
    exams.make_exams(people)
    lesson_questions.make_lesson_questions(people)
    course_graduates.make_course_graduates()
    outcomes.make_outcomes()
