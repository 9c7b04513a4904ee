"""Addresses of courses and of what people learn."""

from django.urls import path

from market.learning.courses import api as courses_api
from market.learning.courses import views as courses_views
from market.learning.progress import api as progress_api
from market.learning.progress import views as progress_views
from market.learning.versions import api as versions_api
from market.learning.versions import views as versions_views
from market.learning.writing import api as writing_api
from market.learning.writing import lesson_views
from market.learning.writing import views as writing_views

LESSON = "learn/<slug:course_slug>/<slug:lesson_slug>/"
API_LESSON = "courses/<slug:course_slug>/lessons/<slug:lesson_slug>/"
DRAFT, API_DRAFT = "staff/courses/<slug:course_slug>/draft/", "courses/<slug:course_slug>/draft/"
DRAFT_MODULE = f"{DRAFT}modules/<int:module_number>/"
DRAFT_LESSON = f"{DRAFT}lessons/<slug:lesson_slug>/"
DRAFT_QUESTION = f"{DRAFT_LESSON}questions/<int:draft_question_id>/"
urlpatterns = [
    path("learn/", courses_views.courses, name="courses"),
    path("learn/pictures/<str:digest>/", courses_views.lesson_picture, name="lesson_picture"),
    path("learn/<slug:course_slug>/", courses_views.course, name="course"),
    path(LESSON, courses_views.lesson, name="lesson"),
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
    path(DRAFT, writing_views.course_draft, name="course_draft"),
    path(f"{DRAFT}begin/", writing_views.begin_draft, name="begin_draft"),
    path(f"{DRAFT}submit/", writing_views.submit_draft, name="submit_draft"),
    path(f"{DRAFT}discard/", writing_views.discard_draft, name="discard_draft"),
    path(f"{DRAFT}arrange/", writing_views.arrange_draft, name="arrange_draft"),
    path(DRAFT_MODULE, writing_views.draft_module, name="draft_module"),
    path(f"{DRAFT_MODULE}lessons/", writing_views.add_draft_lesson, name="add_draft_lesson"),
    path(DRAFT_LESSON, lesson_views.draft_lesson, name="draft_lesson"),
    path(f"{DRAFT_LESSON}preview/", lesson_views.draft_preview, name="draft_preview"),
    path(f"{DRAFT_LESSON}questions/", lesson_views.add_draft_question, name="add_draft_question"),
    path(DRAFT_QUESTION, lesson_views.draft_question, name="draft_question"),
    path(f"{DRAFT_QUESTION}remove/", lesson_views.remove_draft_question, name="remove_draft_question"),
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
    path(API_DRAFT, writing_api.CourseDraftDetail.as_view(), name="api_course_draft"),
    path(f"{API_DRAFT}submit/", writing_api.SubmitDraft.as_view(), name="api_submit_draft"),
    path(f"{API_DRAFT}pictures/", writing_api.DraftPictures.as_view(), name="api_draft_pictures"),
    path(f"{API_DRAFT}lessons/<slug:lesson_slug>/", writing_api.DraftLessonDetail.as_view(), name="api_draft_lesson"),
    path(
        "batches/<int:batch_id>/courses/<slug:course_slug>/",
        versions_api.MoveBatchCourse.as_view(),
        name="api_move_batch_course",
    ),
]
