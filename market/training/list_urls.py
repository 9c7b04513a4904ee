"""Addresses of pages over many classes and batches: a trainer's day, and the officers' lists."""

from django.urls import path

from market.training.batches import views as batches_views
from market.training.today import api as today_api
from market.training.today import views as today_views
from market.training.trainees import api as trainees_api
from market.training.trainees import views as trainees_views

list_urlpatterns = [
    path("training/today/", today_views.training_today, name="training_today"),
    path("staff/batches/file/", batches_views.batches_file, name="batches_file"),
    path("staff/trainees/", trainees_views.all_trainees, name="all_trainees"),
    path("staff/trainees/file/", trainees_views.trainees_file, name="trainees_file"),
]
list_api_urlpatterns = [
    path("training/today/", today_api.TrainingToday.as_view(), name="api_training_today"),
    path("register/trainees/", trainees_api.AllTrainees.as_view(), name="api_all_trainees"),
]
