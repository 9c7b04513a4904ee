"""Addresses of badges of passed exams."""

from django.urls import path

from market.learning.badges import api, views

BADGE = "badges/exams/<uuid:exam_badge_id>/"
urlpatterns = [
    path("badges/exams/status/<int:number>/", views.exam_badge_status, name="exam_badge_status"),
    path("badges/exams/achievements/<slug:topic>/", views.exam_badge_achievement, name="exam_badge_achievement"),
    path(BADGE, views.exam_badge, name="exam_badge"),
    path(f"{BADGE}revoke/", views.revoke_exam_badge, name="revoke_exam_badge"),
    path(f"{BADGE}file/<str:kind>/", views.exam_badge_file, name="exam_badge_file"),
    path("sittings/<int:sitting_id>/badge/", views.make_exam_badge, name="make_exam_badge"),
]
api_urlpatterns = [
    path("exam-badges/", api.ExamBadges.as_view(), name="api_exam_badges"),
    path("exam-badges/<uuid:exam_badge_id>/revoke/", api.RevokeExamBadge.as_view(), name="api_revoke_exam_badge"),
    path("sittings/<int:sitting_id>/badge/", api.MakeExamBadge.as_view(), name="api_make_exam_badge"),
]
