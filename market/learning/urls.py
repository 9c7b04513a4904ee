"""Addresses of courses and of what people learn."""

from django.urls import path

from market.learning import media_urls, staff_urls
from market.learning.badges import urls as badge_urls
from market.learning.bank import api as bank_api
from market.learning.bank import question_views
from market.learning.bank import set_views as bank_set_views
from market.learning.bank import views as bank_views
from market.learning.courses import api as courses_api
from market.learning.courses import views as courses_views
from market.learning.exams import api as exams_api
from market.learning.exams import views as exams_views
from market.learning.lesson_questions import api as questions_api
from market.learning.lesson_questions import views as questions_views
from market.learning.notes import api as notes_api
from market.learning.notes import views as notes_views
from market.learning.progress import api as progress_api
from market.learning.progress import views as progress_views
from market.learning.sittings import api as sittings_api
from market.learning.sittings import views as sittings_views
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
BANK, API_BANK = "staff/courses/<slug:course_slug>/questions/", "question-banks/<slug:course_slug>/"
urlpatterns = [
    *media_urls.urlpatterns,
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
    path("exams/", exams_views.exams, name="exams"),
    path("exams/<int:exam_id>/", exams_views.exam, name="exam"),
    path("exams/<int:exam_id>/begin/", sittings_views.begin_exam, name="begin_exam"),
    path("exams/<int:exam_id>/trial/", sittings_views.begin_trial, name="begin_trial"),
    path("sittings/<int:sitting_id>/", sittings_views.sitting, name="sitting"),
    path(
        "sittings/<int:sitting_id>/questions/<int:exam_question_id>/",
        sittings_views.answer_exam_question,
        name="answer_exam_question",
    ),
    path("sittings/<int:sitting_id>/take-over/", sittings_views.take_over_sitting, name="take_over_sitting"),
    path("sittings/<int:sitting_id>/submit/", sittings_views.submit_sitting, name="submit_sitting"),
    path("sittings/<int:sitting_id>/resume/", sittings_views.resume_sitting, name="resume_sitting"),
    path(
        "sittings/<int:sitting_id>/questions/<int:exam_question_id>/remark/",
        sittings_views.request_remark,
        name="request_remark",
    ),
    path("lost-time/<int:interruption_id>/", sittings_views.report_lost_time, name="report_lost_time"),
    path("staff/courses/", versions_views.course_desk, name="course_desk"),
    path("staff/courses/<slug:course_slug>/", versions_views.course_versions, name="course_versions"),
    path(BANK, bank_views.question_bank, name="question_bank"),
    path(f"{BANK}import/", bank_set_views.import_questions, name="import_questions"),
    path(f"{BANK}new/", question_views.write_question, name="write_question"),
    path(f"{BANK}file/<str:kind>/", bank_views.question_file, name="question_file"),
    path("staff/questions/<int:bank_question_id>/", bank_views.bank_question, name="bank_question"),
    path("staff/questions/<int:bank_question_id>/change/", question_views.change_question, name="change_question"),
    path("staff/question-sets/<int:question_set_id>/", bank_set_views.question_set, name="question_set"),
    path(
        "staff/question-sets/<int:question_set_id>/accept/",
        bank_set_views.accept_question_set,
        name="accept_question_set",
    ),
    path(
        "staff/question-sets/<int:question_set_id>/withdraw/",
        bank_set_views.withdraw_question_set,
        name="withdraw_question_set",
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
SITTING = "sittings/<int:sitting_id>/"
api_urlpatterns = [
    path("exams/", exams_api.Exams.as_view(), name="api_exams"),
    path("exams/<int:exam_id>/", exams_api.ExamDetail.as_view(), name="api_exam"),
    path("exams/<int:exam_id>/begin/", sittings_api.BeginExam.as_view(), name="api_begin_exam"),
    path("sittings/", sittings_api.MySittings.as_view(), name="api_my_sittings"),
    path(SITTING, sittings_api.SittingDetail.as_view(), name="api_sitting"),
    path(f"{SITTING}answers/", sittings_api.StoreAnswers.as_view(), name="api_store_answers"),
    path(f"{SITTING}take-over/", sittings_api.TakeOverSitting.as_view(), name="api_take_over_sitting"),
    path(f"{SITTING}submit/", sittings_api.SubmitSitting.as_view(), name="api_submit_sitting"),
    path(f"{SITTING}resume/", sittings_api.ResumeSitting.as_view(), name="api_resume_sitting"),
    path(f"{SITTING}result/", sittings_api.SittingResult.as_view(), name="api_sitting_result"),
    path(f"{SITTING}remarks/", sittings_api.RequestRemark.as_view(), name="api_request_remark"),
    path("lost-time/<int:interruption_id>/", sittings_api.ReportLostTime.as_view(), name="api_report_lost_time"),
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
    path(API_DRAFT, writing_api.CourseDraftDetail.as_view(), name="api_course_draft"),
    path(f"{API_DRAFT}submit/", writing_api.SubmitDraft.as_view(), name="api_submit_draft"),
    path(f"{API_DRAFT}pictures/", writing_api.DraftPictures.as_view(), name="api_draft_pictures"),
    path(f"{API_DRAFT}lessons/<slug:lesson_slug>/", writing_api.DraftLessonDetail.as_view(), name="api_draft_lesson"),
    path(
        "batches/<int:batch_id>/courses/<slug:course_slug>/",
        versions_api.MoveBatchCourse.as_view(),
        name="api_move_batch_course",
    ),
    path(f"{API_BANK}questions/", bank_api.QuestionBank.as_view(), name="api_question_bank"),
    path(f"{API_BANK}new/", bank_api.WriteQuestion.as_view(), name="api_write_question"),
    path(f"{API_BANK}pictures/", bank_api.QuestionPictures.as_view(), name="api_question_pictures"),
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
    path(
        "question-sets/<int:question_set_id>/withdraw/",
        bank_api.WithdrawQuestionSet.as_view(),
        name="api_withdraw_question_set",
    ),
]
urlpatterns += [*badge_urls.urlpatterns, *staff_urls.urlpatterns]
api_urlpatterns += [*badge_urls.api_urlpatterns, *media_urls.api_urlpatterns, *staff_urls.api_urlpatterns]
urlpatterns += badge_urls.urlpatterns + staff_urls.urlpatterns
api_urlpatterns += badge_urls.api_urlpatterns + staff_urls.api_urlpatterns
api_urlpatterns += media_urls.api_urlpatterns
