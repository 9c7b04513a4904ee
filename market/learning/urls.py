"""Addresses of courses and of what people learn."""

from django.urls import path

from market.learning.bank import api as bank_api
from market.learning.bank import set_views as bank_set_views
from market.learning.bank import views as bank_views
from market.learning.courses import api as courses_api
from market.learning.courses import views as courses_views
from market.learning.progress import api as progress_api
from market.learning.progress import views as progress_views
from market.learning.versions import api as versions_api
from market.learning.versions import views as versions_views

LESSON = "learn/<slug:course_slug>/<slug:lesson_slug>/"
API_LESSON = "courses/<slug:course_slug>/lessons/<slug:lesson_slug>/"
BANK, API_BANK = "staff/courses/<slug:course_slug>/questions/", "question-banks/<slug:course_slug>/"
urlpatterns = [
    path("learn/", courses_views.courses, name="courses"),
    path("learn/pictures/<str:digest>/", courses_views.lesson_picture, name="lesson_picture"),
    path("learn/<slug:course_slug>/", courses_views.course, name="course"),
    path(LESSON, courses_views.lesson, name="lesson"),
    path(f"{LESSON}checks/<int:check_id>/", progress_views.answer_check, name="answer_check"),
    path("staff/courses/", versions_views.course_desk, name="course_desk"),
    path("staff/courses/<slug:course_slug>/", versions_views.course_versions, name="course_versions"),
    path(BANK, bank_views.question_bank, name="question_bank"),
    path(f"{BANK}import/", bank_set_views.import_questions, name="import_questions"),
    path(f"{BANK}file/<str:kind>/", bank_views.question_file, name="question_file"),
    path("staff/questions/<int:bank_question_id>/", bank_views.bank_question, name="bank_question"),
    path("staff/questions/<int:bank_question_id>/change/", bank_views.change_question, name="change_question"),
    path("staff/question-sets/<int:question_set_id>/", bank_set_views.question_set, name="question_set"),
    path(
        "staff/question-sets/<int:question_set_id>/accept/",
        bank_set_views.accept_question_set,
        name="accept_question_set",
    ),
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
    path(f"{API_BANK}questions/", bank_api.QuestionBank.as_view(), name="api_question_bank"),
    path(f"{API_BANK}file/<str:kind>/", bank_api.QuestionFile.as_view(), name="api_question_file"),
    path(f"{API_BANK}check/", bank_api.CheckQuestions.as_view(), name="api_check_questions"),
    path(f"{API_BANK}sets/", bank_api.QuestionSets.as_view(), name="api_question_sets"),
    path("questions/<int:bank_question_id>/", bank_api.BankQuestion.as_view(), name="api_bank_question"),
    path("questions/<int:bank_question_id>/change/", bank_api.ChangeQuestion.as_view(), name="api_change_question"),
    path("questions/<int:bank_question_id>/retire/", bank_api.RetireQuestion.as_view(), name="api_retire_question"),
    path("question-sets/<int:question_set_id>/", bank_api.QuestionSetDetail.as_view(), name="api_question_set"),
    path(
        "question-sets/<int:question_set_id>/accept/",
        bank_api.AcceptQuestionSet.as_view(),
        name="api_accept_question_set",
    ),
    path(
        "question-sets/<int:question_set_id>/return/",
        bank_api.ReturnQuestionSet.as_view(),
        name="api_return_question_set",
    ),
]
