"""Addresses of reports and blocks."""

from django.urls import path

from market.safety import api, views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("report/<str:what>/<int:thing_id>/", views.report, name="report"),
    path("safety/", views.your_safety, name="your_safety"),
    path("settings/blocked/", views.blocked_people, name="blocked_people"),
    path("block/<int:user_id>/", views.block_person, name="block_person"),
    path("block/<int:user_id>/undo/", views.unblock_person, name="unblock_person"),
]
api_urlpatterns = [
    path("blocks/", api.Blocks.as_view(), name="api_blocks"),
    path("blocks/<int:user_id>/", api.BlockDetail.as_view(), name="api_block"),
    path("reports/", api.Reports.as_view(), name="api_reports"),
    path("reports/queue/", api.ReportQueue.as_view(), name="api_report_queue"),
    path("reports/<int:report_id>/", api.ReportDetail.as_view(), name="api_report"),
    path("reports/<int:report_id>/decide/", api.DecideReport.as_view(), name="api_decide_report"),
]
