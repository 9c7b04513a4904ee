"""Addresses of those who run exams: trainers and officers."""

from django.urls import path

from market.learning.exams import desk_api, desk_views
from market.learning.marking import api as marking_api
from market.learning.marking import views as marking_views
from market.learning.vivas import api as viva_api
from market.learning.vivas import views as viva_views

EXAM = "staff/exams/<int:exam_id>/"
urlpatterns = [
    path("staff/exams/", desk_views.exam_desk, name="exam_desk"),
    path("staff/exams/new/", desk_views.set_exam, name="set_exam"),
    path(EXAM, desk_views.exam_sittings, name="exam_sittings"),
    path(f"{EXAM}results/", desk_views.exam_results, name="exam_results"),
    path(f"{EXAM}extra-time/", desk_views.grant_extra_time, name="grant_extra_time"),
    path(f"{EXAM}cancel/", desk_views.cancel_exam, name="cancel_exam"),
    path(f"{EXAM}release/", desk_views.release_exam, name="release_exam"),
    path(f"{EXAM}marking/", marking_views.exam_marking, name="exam_marking"),
    path(f"{EXAM}marking/<int:answer_id>/", marking_views.mark_answer, name="mark_answer"),
    path(f"{EXAM}similar/", marking_views.similar_sittings, name="similar_sittings"),
    path(f"{EXAM}questions/", marking_views.exam_statistics, name="exam_statistics"),
    path("staff/lost-time/<int:interruption_id>/", desk_views.decide_lost_time, name="decide_lost_time"),
    path("staff/sittings/<int:run_sitting_id>/viva/", viva_views.call_viva, name="call_viva"),
    path("staff/vivas/<int:viva_id>/", viva_views.decide_viva, name="decide_viva"),
    path("staff/remarks/<int:remark_id>/", marking_views.decide_remark, name="decide_remark"),
]
API_EXAM = "exam-desk/<int:exam_id>/"
api_urlpatterns = [
    path("exam-desk/", desk_api.ExamDesk.as_view(), name="api_exam_desk"),
    path(API_EXAM, desk_api.ExamFigures.as_view(), name="api_exam_figures"),
    path(f"{API_EXAM}sittings/", desk_api.ExamSittings.as_view(), name="api_exam_sittings"),
    path(f"{API_EXAM}cancel/", desk_api.CancelExam.as_view(), name="api_cancel_exam"),
    path(f"{API_EXAM}release/", desk_api.ReleaseExam.as_view(), name="api_release_exam"),
    path(f"{API_EXAM}extra-time/", desk_api.GrantExtraTime.as_view(), name="api_grant_extra_time"),
    path(f"{API_EXAM}marking/", marking_api.ExamMarking.as_view(), name="api_exam_marking"),
    path(f"{API_EXAM}marking/<int:answer_id>/", marking_api.MarkAnswer.as_view(), name="api_mark_answer"),
    path(f"{API_EXAM}similar/", marking_api.SimilarSittings.as_view(), name="api_similar_sittings"),
    path(f"{API_EXAM}questions/", marking_api.ExamStatistics.as_view(), name="api_exam_statistics"),
    path("exams/<int:exam_id>/statements/", marking_api.ExamStatements.as_view(), name="api_exam_statements"),
    path("lost-time/", desk_api.LostTimes.as_view(), name="api_lost_times"),
    path("lost-time/<int:interruption_id>/decide/", desk_api.DecideLostTime.as_view(), name="api_decide_lost_time"),
    path("vivas/", viva_api.Vivas.as_view(), name="api_vivas"),
    path("exam-desk/sittings/<int:run_sitting_id>/viva/", viva_api.CallViva.as_view(), name="api_call_viva"),
    path("vivas/<int:viva_id>/decide/", viva_api.DecideViva.as_view(), name="api_decide_viva"),
    path("remarks/", marking_api.Remarks.as_view(), name="api_remarks"),
    path("remarks/<int:remark_id>/decide/", marking_api.DecideRemark.as_view(), name="api_decide_remark"),
    path("me/learning-statements/", marking_api.LearningStatements.as_view(), name="api_learning_statements"),
]
