"""Addresses of jobs. The lists are search's, and so is `jobs/` of the API; closing and bids are of bids."""

from django.urls import path

from market.jobs import api, views

urlpatterns = [
    path("jobs/new/", views.new_job, name="new_job"),
    path("jobs/mine/", views.my_jobs, name="my_jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("jobs/<int:job_id>/edit/", views.edit_job, name="edit_job"),
    path("jobs/<int:job_id>/publish/", views.publish, name="publish_job"),
    path("jobs/<int:job_id>/discard/", views.discard, name="discard_draft"),
    path("jobs/<int:job_id>/prolong/", views.prolong, name="prolong_job"),
    path("talent/<int:profile_id>/invite/", views.invite, name="invite_freelancer"),
    path("talent/<int:profile_id>/talk/", views.talk, name="open_talk"),
]
api_urlpatterns = [
    path("jobs/<int:job_id>/", api.JobDetail.as_view(), name="api_job"),
    path("jobs/<int:job_id>/publish/", api.PublishJob.as_view(), name="api_publish_job"),
    path("jobs/<int:job_id>/prolong/", api.ProlongJob.as_view(), name="api_prolong_job"),
    path("jobs/<int:job_id>/invite/", api.InviteFreelancer.as_view(), name="api_invite_freelancer"),
    path("conversations/", api.Conversations.as_view(), name="api_conversations"),
]
