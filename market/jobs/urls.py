"""Addresses of jobs. The lists and `jobs/` of the API are in search; closing and bidding are in bids."""

from django.urls import path

from market.jobs.invitations import api as invitations_api
from market.jobs.invitations import views as invitations_views
from market.jobs.marks import api as marks_api
from market.jobs.marks import views as marks_views
from market.jobs.postings import api as postings_api
from market.jobs.postings import views as postings_views
from market.jobs.questions import api as questions_api
from market.jobs.questions import views as questions_views

urlpatterns = [
    path("jobs/new/", postings_views.new_job, name="new_job"),
    path("jobs/mine/", postings_views.my_jobs, name="my_jobs"),
    path("jobs/<int:job_id>/", postings_views.job, name="job"),
    path("jobs/<int:job_id>/card.png", postings_views.job_card, name="job_card"),
    path("jobs/saved/", marks_views.saved_jobs, name="saved_jobs"),
    path("jobs/<int:job_id>/duplicate/", postings_views.duplicate_job, name="duplicate_job"),
    path("jobs/<int:job_id>/mark/", marks_views.mark_job, name="mark_job"),
    path("invitations/", invitations_views.invitations, name="invitations"),
    path("invitations/<int:invitation_id>/accept/", invitations_views.accept_invitation, name="accept_invitation"),
    path("invitations/<int:invitation_id>/decline/", invitations_views.decline_invitation, name="decline_invitation"),
    path("jobs/<int:job_id>/edit/", postings_views.edit_job, name="edit_job"),
    path("jobs/<int:job_id>/publish/", postings_views.publish_job, name="publish_job"),
    path("jobs/<int:job_id>/discard/", postings_views.discard_draft, name="discard_draft"),
    path("jobs/<int:job_id>/prolong/", postings_views.prolong_job, name="prolong_job"),
    path("talent/<int:profile_id>/invite/", invitations_views.invite_freelancer, name="invite_freelancer"),
    path("talent/<int:profile_id>/talk/", questions_views.open_conversation, name="open_conversation"),
]
api_urlpatterns = [
    path("jobs/<int:job_id>/", postings_api.JobDetail.as_view(), name="api_job"),
    path("jobs/<int:job_id>/publish/", postings_api.PublishJob.as_view(), name="api_publish_job"),
    path("jobs/<int:job_id>/prolong/", postings_api.ProlongJob.as_view(), name="api_prolong_job"),
    path("jobs/<int:job_id>/invite/", invitations_api.InviteFreelancer.as_view(), name="api_invite_freelancer"),
    path("jobs/<int:job_id>/duplicate/", postings_api.DuplicateJob.as_view(), name="api_duplicate_job"),
    path("jobs/<int:job_id>/changes/", postings_api.JobChanges.as_view(), name="api_job_changes"),
    path("jobs/<int:job_id>/invitations/", invitations_api.JobInvitations.as_view(), name="api_job_invitations"),
    path("jobs/<int:job_id>/save/", marks_api.SaveJob.as_view(), name="api_save_job"),
    path("jobs/<int:job_id>/hide/", marks_api.HideJob.as_view(), name="api_hide_job"),
    path("jobs/<int:job_id>/similar/", postings_api.SimilarJobs.as_view(), name="api_similar_jobs"),
    path("me/jobs/", postings_api.OwnJobs.as_view(), name="api_own_jobs"),
    path("me/saved-jobs/", marks_api.SavedJobs.as_view(), name="api_saved_jobs"),
    path("me/hidden-jobs/", marks_api.HiddenJobs.as_view(), name="api_hidden_jobs"),
    path("invitations/", invitations_api.Invitations.as_view(), name="api_invitations"),
    path(
        "invitations/<int:invitation_id>/accept/",
        invitations_api.AcceptInvitation.as_view(),
        name="api_accept_invitation",
    ),
    path(
        "invitations/<int:invitation_id>/decline/",
        invitations_api.DeclineInvitation.as_view(),
        name="api_decline_invitation",
    ),
    path("conversations/", questions_api.Conversations.as_view(), name="api_conversations"),
]
