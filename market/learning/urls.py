"""Addresses of courses and of what people learn."""

from django.urls import path

from market.learning.courses import api as courses_api
from market.learning.courses import views as courses_views
from market.learning.lesson_questions import api as questions_api
from market.learning.lesson_questions import views as questions_views
from market.learning.notes import api as notes_api
from market.learning.notes import views as notes_views
from market.learning.progress import api as progress_api
from market.learning.progress import views as progress_views
from market.learning.versions import api as versions_api
from market.learning.versions import views as versions_views

LESSON = "learn/<slug:course_slug>/<slug:lesson_slug>/"
API_LESSON = "courses/<slug:course_slug>/lessons/<slug:lesson_slug>/"
urlpatterns = [
    path("learn/", courses_views.courses, name="courses"),
    path("learn/pictures/<str:digest>/", courses_views.lesson_picture, name="lesson_picture"),
    path("learn/kept/", courses_views.kept_lessons, name="kept_lessons"),
    path("lesson-questions/<int:lesson_question_id>/", questions_views.lesson_question, name="lesson_question"),
    path(
        "lesson-questions/<int:lesson_question_id>/hide/",
        questions_views.hide_lesson_question,
        name="hide_lesson_question",
    ),
    path("lesson-answers/<int:lesson_answer_id>/best/", questions_views.choose_best_answer, name="choose_best_answer"),
    path("lesson-answers/<int:lesson_answer_id>/hide/", questions_views.hide_lesson_answer, name="hide_lesson_answer"),
    path("learn/<slug:course_slug>/", courses_views.course, name="course"),
    path(LESSON, courses_views.lesson, name="lesson"),
    path(f"{LESSON}questions/", questions_views.lesson_questions, name="lesson_questions"),
    path(f"{LESSON}note/", notes_views.lesson_note, name="lesson_note"),
    path(f"{LESSON}bookmark/", notes_views.bookmark_lesson, name="bookmark_lesson"),
    path(f"{LESSON}checks/<int:check_id>/", progress_views.answer_check, name="answer_check"),
    path("staff/courses/", versions_views.course_desk, name="course_desk"),
    path("staff/courses/<slug:course_slug>/", versions_views.course_versions, name="course_versions"),
    path("staff/course-versions/<int:course_version_id>/", versions_views.course_version, name="course_version"),
    path("staff/course-versions/<int:course_version_id>/file/", versions_views.course_file, name="course_file"),
    path(
        "staff/course-versions/<int:course_version_id>/publish/", versions_views.publish_version, name="publish_version"
    ),
    path(
        "staff/course-versions/<int:course_version_id>/<slug:lesson_slug>/",
        versions_views.version_lesson,
        name="version_lesson",
    ),
    path(
        "batches/<int:batch_id>/courses/<slug:course_slug>/", versions_views.move_batch_course, name="move_batch_course"
    ),
]
api_urlpatterns = [
    path("courses/", courses_api.Courses.as_view(), name="api_courses"),
    path("courses/<slug:course_slug>/", courses_api.CourseDetail.as_view(), name="api_course"),
    path(API_LESSON, courses_api.LessonDetail.as_view(), name="api_lesson"),
    path(f"{API_LESSON}progress/", progress_api.LessonProgressDetail.as_view(), name="api_lesson_progress"),
    path(f"{API_LESSON}checks/<int:check_id>/", progress_api.AnswerCheck.as_view(), name="api_answer_check"),
    path(f"{API_LESSON}questions/", questions_api.LessonQuestions.as_view(), name="api_lesson_questions"),
    path(f"{API_LESSON}note/", notes_api.LessonNoteDetail.as_view(), name="api_lesson_note"),
    path(f"{API_LESSON}bookmark/", notes_api.BookmarkLesson.as_view(), name="api_bookmark_lesson"),
    path("lesson-notes/", notes_api.LessonNotes.as_view(), name="api_lesson_notes"),
    path(
        "lesson-questions/<int:lesson_question_id>/",
        questions_api.LessonQuestionDetail.as_view(),
        name="api_lesson_question",
    ),
    path(
        "lesson-questions/<int:lesson_question_id>/answers/",
        questions_api.AnswerAtLesson.as_view(),
        name="api_answer_at_lesson",
    ),
    path(
        "lesson-questions/<int:lesson_question_id>/hide/",
        questions_api.HideLessonQuestion.as_view(),
        name="api_hide_lesson_question",
    ),
    path(
        "lesson-answers/<int:lesson_answer_id>/best/",
        questions_api.ChooseBestAnswer.as_view(),
        name="api_choose_best_answer",
    ),
    path(
        "lesson-answers/<int:lesson_answer_id>/hide/",
        questions_api.HideLessonAnswer.as_view(),
        name="api_hide_lesson_answer",
    ),
    path("courses/<slug:course_slug>/versions/", versions_api.CourseVersions.as_view(), name="api_course_versions"),
    path(
        "course-versions/<int:course_version_id>/publish/",
        versions_api.PublishVersion.as_view(),
        name="api_publish_version",
    ),
    path(
        "course-versions/<int:course_version_id>/return/",
        versions_api.ReturnVersion.as_view(),
        name="api_return_version",
    ),
    path(
        "batches/<int:batch_id>/courses/<slug:course_slug>/",
        versions_api.MoveBatchCourse.as_view(),
        name="api_move_batch_course",
    ),
]
