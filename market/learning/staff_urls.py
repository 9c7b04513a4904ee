"""Addresses of those who run exams: trainers and officers."""

from django.urls import path

from market.learning.exams import desk_views
from market.learning.marking import views as marking_views

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
    path("staff/remarks/<int:remark_id>/", marking_views.decide_remark, name="decide_remark"),
]
