"""Addresses of bids; accepting one is of contracts."""

from django.urls import path

from market.bids import api, views

urlpatterns = [
    path("jobs/<int:job_id>/bid/", views.new_bid, name="new_bid"),
    path("jobs/<int:job_id>/close/", views.close, name="close_job"),
    path("bids/", views.bid_list, name="bids"),
    path("bids/<int:bid_id>/", views.bid, name="bid"),
    path("bids/<int:bid_id>/withdraw/", views.withdraw, name="withdraw_bid"),
    path("bids/<int:bid_id>/shortlist/", views.shortlist, name="shortlist_bid"),
    path("bids/<int:bid_id>/decline/", views.decline, name="decline_bid"),
    path("bids/<int:bid_id>/terms/", views.new_terms, name="propose_terms"),
]
api_urlpatterns = [
    path("jobs/<int:job_id>/close/", api.CloseJob.as_view(), name="api_close_job"),
    path("jobs/<int:job_id>/bids/", api.JobBids.as_view(), name="api_job_bids"),
    path("bids/", api.BidList.as_view(), name="api_bids"),
    path("bids/quota/", api.BidQuota.as_view(), name="api_bid_quota"),
    path("bids/<int:bid_id>/", api.BidDetail.as_view(), name="api_bid"),
    path("bids/<int:bid_id>/withdraw/", api.WithdrawBid.as_view(), name="api_withdraw_bid"),
    path("bids/<int:bid_id>/shortlist/", api.ShortlistBid.as_view(), name="api_shortlist_bid"),
    path("bids/<int:bid_id>/decline/", api.DeclineBid.as_view(), name="api_decline_bid"),
    path("bids/<int:bid_id>/propose-terms/", api.ProposeTerms.as_view(), name="api_propose_terms"),
]
