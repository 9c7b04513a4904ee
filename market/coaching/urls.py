"""Addresses of what trainers do for trainees."""

from django.urls import path

from market.coaching.support import api as support_api
from market.coaching.support import views as support_views

urlpatterns = [
    path("places/<int:enrolment_id>/support/", support_views.support, name="support"),
    path("places/<int:enrolment_id>/support/open/", support_views.open_support, name="open_support"),
    path("batches/<int:batch_id>/support/", support_views.batch_support, name="batch_support"),
]
api_urlpatterns = [
    path("places/<int:enrolment_id>/support/", support_api.SupportDetail.as_view(), name="api_support"),
    path("batches/<int:batch_id>/support/", support_api.BatchSupport.as_view(), name="api_batch_support"),
]
