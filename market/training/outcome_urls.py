"""Addresses of what became of people: the public figures, and the tracer."""

from django.urls import path

from market.training.figures import views as figures_views
from market.training.tracer import views as tracer_views

outcome_urlpatterns = [
    path("programme/figures/", figures_views.programme_figures, name="programme_figures"),
    path("programme/figures/file/", figures_views.programme_figures_file, name="programme_figures_file"),
    path("tracer/", tracer_views.my_tracer, name="my_tracer"),
    path("tracer/<str:tracer_token>/", tracer_views.tracer_questions, name="tracer_questions"),
    path("tracer/<str:tracer_token>/stop/", tracer_views.stop_tracer, name="stop_tracer"),
    path("staff/tracer/", tracer_views.tracer_desk, name="tracer_desk"),
    path("staff/tracer/file/", tracer_views.export_tracer, name="export_tracer"),
    path("staff/tracer/<int:round_id>/", tracer_views.answer_tracer, name="answer_tracer"),
    path("staff/tracer/<int:round_id>/refuse/", tracer_views.refuse_tracer, name="refuse_tracer"),
]
