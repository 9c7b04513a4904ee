"""Addresses of reviews."""

from django.urls import path

from market.reviews import api, views

urlpatterns = [
    path("contracts/<int:contract_id>/review/", views.review_contract, name="review_contract"),
    path("reviews/<int:review_id>/reply/", views.reply_to_review, name="reply_to_review"),
    path("reviews/desk/", views.review_desk, name="review_desk"),
    path("talent/<int:profile_id>/reviews/", views.profile_reviews, name="profile_reviews"),
    path("clients/<int:user_id>/reviews/", views.client_reviews, name="client_reviews"),
]
api_urlpatterns = [
    path("contracts/<int:contract_id>/reviews/", api.ContractReviews.as_view()),
    path("reviews/<int:review_id>/", api.ChangeReview.as_view()),
    path("reviews/<int:review_id>/reply/", api.ReplyToReview.as_view()),
    path("profiles/<int:profile_id>/reviews/", api.ProfileReviews.as_view()),
    path("clients/<int:user_id>/reviews/", api.ClientReviews.as_view()),
]
