"""Addresses of bids; accepting one is of contracts."""

from django.urls import path

from market.bids.bids import api as bids_api
from market.bids.bids import views as bids_views
from market.bids.custom_offers import api as custom_offers_api
from market.bids.custom_offers import views as custom_offers_views
from market.bids.guide import api as guide_api
from market.bids.guide import views as guide_views
from market.bids.letters import api as letters_api
from market.bids.letters import views as letters_views
from market.bids.offers import api as offers_api
from market.bids.offers import views as offers_views

urlpatterns = [
    path("jobs/guide/", guide_views.job_guide, name="job_guide"),
    path("jobs/<int:job_id>/bid/", bids_views.new_bid, name="new_bid"),
    path("jobs/<int:job_id>/close/", bids_views.close_job, name="close_job"),
    path("jobs/<int:job_id>/bids/compare/", bids_views.compare_bids, name="compare_bids"),
    path("bids/", bids_views.bids, name="bids"),
    path("bids/quota/", bids_views.bid_quota, name="bid_quota"),
    path("bids/letters/", letters_views.letters, name="letters"),
    path("bids/letters/<int:letter_id>/", letters_views.letter, name="letter"),
    path("bids/letters/<int:letter_id>/delete/", letters_views.delete_letter, name="delete_letter"),
    path("bids/<int:bid_id>/", bids_views.bid, name="bid"),
    path("bids/<int:bid_id>/withdraw/", bids_views.withdraw_bid, name="withdraw_bid"),
    path("bids/<int:bid_id>/shortlist/", bids_views.shortlist_bid, name="shortlist_bid"),
    path("bids/<int:bid_id>/decline/", bids_views.decline_bid, name="decline_bid"),
    path("bids/<int:bid_id>/terms/", bids_views.propose_terms, name="propose_terms"),
    path("bids/<int:bid_id>/unlist/", bids_views.unlist_bid, name="unlist_bid"),
    path("bids/<int:bid_id>/note/", bids_views.note_bid, name="note_bid"),
    path("bids/<int:bid_id>/keep-letter/", letters_views.save_letter, name="save_letter"),
    path("talent/<int:profile_id>/offer/", offers_views.new_offer, name="new_offer"),
    path("messages/<int:conversation_id>/offer/", custom_offers_views.new_custom_offer, name="new_custom_offer"),
    path("offers/", offers_views.offers, name="offers"),
    path("offers/<int:job_id>/", offers_views.offer, name="offer"),
]
api_urlpatterns = [
    path("jobs/guide/", guide_api.JobGuide.as_view(), name="api_job_guide"),
    path("jobs/<int:job_id>/close/", bids_api.CloseJob.as_view(), name="api_close_job"),
    path("jobs/<int:job_id>/bids/", bids_api.JobBids.as_view(), name="api_job_bids"),
    path("bids/", bids_api.BidList.as_view(), name="api_bids"),
    path("bids/quota/", bids_api.BidQuota.as_view(), name="api_bid_quota"),
    path("bids/<int:bid_id>/", bids_api.BidDetail.as_view(), name="api_bid"),
    path("bids/<int:bid_id>/withdraw/", bids_api.WithdrawBid.as_view(), name="api_withdraw_bid"),
    path("bids/<int:bid_id>/shortlist/", bids_api.ShortlistBid.as_view(), name="api_shortlist_bid"),
    path("bids/<int:bid_id>/decline/", bids_api.DeclineBid.as_view(), name="api_decline_bid"),
    path("bids/<int:bid_id>/propose-terms/", bids_api.ProposeTerms.as_view(), name="api_propose_terms"),
    path("bids/<int:bid_id>/decline-grounds/", bids_api.DeclineGrounds.as_view(), name="api_decline_grounds"),
    path("bids/<int:bid_id>/note/", bids_api.NoteBid.as_view(), name="api_note_bid"),
    path("letters/", letters_api.LetterList.as_view(), name="api_letters"),
    path("letters/<int:letter_id>/", letters_api.LetterDetail.as_view(), name="api_letter"),
    path(
        "conversations/<int:conversation_id>/offers/",
        custom_offers_api.NewCustomOffer.as_view(),
        name="api_new_custom_offer",
    ),
    path("offers/", offers_api.OfferList.as_view(), name="api_offers"),
    path("profiles/<int:profile_id>/offers/", offers_api.ProfileOffers.as_view(), name="api_profile_offers"),
]
