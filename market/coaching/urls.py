"""Addresses of what trainers do for trainees."""

from django.urls import path

from market.coaching.mentoring import api as mentoring_api
from market.coaching.mentoring import views as mentoring_views
from market.coaching.support import api as support_api
from market.coaching.support import views as support_views

urlpatterns = [
    path("places/<int:enrolment_id>/support/", support_views.support, name="support"),
    path("places/<int:enrolment_id>/support/open/", support_views.open_support, name="open_support"),
    path("batches/<int:batch_id>/support/", support_views.batch_support, name="batch_support"),
    path("coach/", mentoring_views.my_coach, name="my_coach"),
    path("coaching/", mentoring_views.coached, name="coached"),
    path("coaching/<int:coaching_id>/", mentoring_views.coaching, name="coaching"),
    path("coaching/<int:coaching_id>/accept/", mentoring_views.accept_coaching, name="accept_coaching"),
    path("coaching/<int:coaching_id>/renew/", mentoring_views.renew_coaching, name="renew_coaching"),
    path("coaching/<int:coaching_id>/end/", mentoring_views.end_coaching, name="end_coaching"),
    path("coaching/bids/<int:bid_review_id>/", mentoring_views.bid_review, name="bid_review"),
    path("coaching/bids/<int:bid_review_id>/give-up/", mentoring_views.give_up_review, name="give_up_review"),
]
api_urlpatterns = [
    path("places/<int:enrolment_id>/support/", support_api.SupportDetail.as_view(), name="api_support"),
    path("batches/<int:batch_id>/support/", support_api.BatchSupport.as_view(), name="api_batch_support"),
    path("coach/", mentoring_api.MyCoach.as_view(), name="api_my_coach"),
    path("coaching/", mentoring_api.Coached.as_view(), name="api_coached"),
    path("coaching/<int:coaching_id>/", mentoring_api.CoachingDetail.as_view(), name="api_coaching"),
    path("coaching/<int:coaching_id>/accept/", mentoring_api.AcceptCoaching.as_view(), name="api_accept_coaching"),
    path("coaching/<int:coaching_id>/renew/", mentoring_api.RenewCoaching.as_view(), name="api_renew_coaching"),
    path("coaching/<int:coaching_id>/end/", mentoring_api.EndCoaching.as_view(), name="api_end_coaching"),
    path("jobs/<int:job_id>/bids/review/", mentoring_api.AskReview.as_view(), name="api_ask_review"),
    path("coaching/bids/<int:bid_review_id>/", mentoring_api.BidReviewDetail.as_view(), name="api_bid_review"),
    path("coaching/bids/<int:bid_review_id>/give-up/", mentoring_api.GiveUpReview.as_view(), name="api_give_up_review"),
]
