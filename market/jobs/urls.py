"""Addresses of jobs. The lists and `jobs/` of the API are in search; closing and bidding are in bids."""

from django.urls import path

from market.jobs import api, views

urlpatterns = [
    path("jobs/new/", views.new_job, name="new_job"),
    path("jobs/mine/", views.my_jobs, name="my_jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("jobs/<int:job_id>/card.png", views.job_card, name="job_card"),
    path("jobs/saved/", views.saved_jobs, name="saved_jobs"),
    path("jobs/<int:job_id>/duplicate/", views.duplicate_job, name="duplicate_job"),
    path("jobs/<int:job_id>/mark/", views.mark_job, name="mark_job"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:invitation_id>/accept/", views.accept_invitation, name="accept_invitation"),
    path("invitations/<int:invitation_id>/decline/", views.decline_invitation, name="decline_invitation"),
    path("jobs/<int:job_id>/edit/", views.edit_job, name="edit_job"),
    path("jobs/<int:job_id>/publish/", views.publish_job, name="publish_job"),
    path("jobs/<int:job_id>/discard/", views.discard_draft, name="discard_draft"),
    path("jobs/<int:job_id>/prolong/", views.prolong_job, name="prolong_job"),
    path("talent/<int:profile_id>/invite/", views.invite_freelancer, name="invite_freelancer"),
    path("talent/<int:profile_id>/talk/", views.open_conversation, name="open_conversation"),
]
api_urlpatterns = [
    path("jobs/<int:job_id>/", api.JobDetail.as_view(), name="api_job"),
    path("jobs/<int:job_id>/publish/", api.PublishJob.as_view(), name="api_publish_job"),
    path("jobs/<int:job_id>/prolong/", api.ProlongJob.as_view(), name="api_prolong_job"),
    path("jobs/<int:job_id>/invite/", api.InviteFreelancer.as_view(), name="api_invite_freelancer"),
    path("jobs/<int:job_id>/duplicate/", api.DuplicateJob.as_view(), name="api_duplicate_job"),
    path("jobs/<int:job_id>/changes/", api.JobChanges.as_view(), name="api_job_changes"),
    path("jobs/<int:job_id>/invitations/", api.JobInvitations.as_view(), name="api_job_invitations"),
    path("jobs/<int:job_id>/save/", api.SaveJob.as_view(), name="api_save_job"),
    path("jobs/<int:job_id>/hide/", api.HideJob.as_view(), name="api_hide_job"),
    path("jobs/<int:job_id>/similar/", api.SimilarJobs.as_view(), name="api_similar_jobs"),
    path("me/jobs/", api.OwnJobs.as_view(), name="api_own_jobs"),
    path("me/saved-jobs/", api.SavedJobs.as_view(), name="api_saved_jobs"),
    path("me/hidden-jobs/", api.HiddenJobs.as_view(), name="api_hidden_jobs"),
    path("invitations/", api.Invitations.as_view(), name="api_invitations"),
    path("invitations/<int:invitation_id>/accept/", api.AcceptInvitation.as_view(), name="api_accept_invitation"),
    path("invitations/<int:invitation_id>/decline/", api.DeclineInvitation.as_view(), name="api_decline_invitation"),
    path("conversations/", api.Conversations.as_view(), name="api_conversations"),
]
