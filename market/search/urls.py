"""Addresses of the lists of people and jobs, and of the search over both."""

from django.urls import path

from market.search import api, views

urlpatterns = [
    path("talent/", views.talent, name="talent"),
    path("jobs/", views.job_list, name="job_list"),
    path("search/", views.search, name="search"),
    path("search/order/", views.search_order, name="search_order"),
]
api_urlpatterns = [
    path("profiles/", api.ProfileList.as_view(), name="api_profiles"),
    path("jobs/", api.JobList.as_view(), name="api_jobs"),
    path("search/suggest/", api.Suggest.as_view(), name="api_suggest"),
]
