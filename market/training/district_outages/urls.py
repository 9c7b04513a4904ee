"""Addresses of outages of districts."""

from django.urls import path

from market.training.district_outages import api, views

outage_urlpatterns = [
    path("outages/", views.outages, name="outages"),
    path("staff/outages/enter/", views.enter_outage, name="enter_outage"),
    path("staff/outages/<int:outage_id>/extend/", views.extend_outage, name="extend_outage"),
    path("staff/outages/<int:outage_id>/end/", views.end_outage, name="end_outage"),
    path("staff/outages/<int:outage_id>/confirm/", views.confirm_outage, name="confirm_outage"),
    path("staff/outages/<int:outage_id>/refuse/", views.refuse_outage, name="refuse_outage"),
]
outage_api_urlpatterns = [
    path("outages/", api.Outages.as_view(), name="api_outages"),
    path("register/outages/", api.EnterOutage.as_view(), name="api_enter_outage"),
    path("register/outages/<int:outage_id>/extend/", api.ExtendOutage.as_view(), name="api_extend_outage"),
    path("register/outages/<int:outage_id>/end/", api.EndOutage.as_view(), name="api_end_outage"),
    path("register/outages/<int:outage_id>/confirm/", api.ConfirmOutage.as_view(), name="api_confirm_outage"),
    path("register/outages/<int:outage_id>/refuse/", api.RefuseOutage.as_view(), name="api_refuse_outage"),
]
