"""Addresses of the workroom."""

from django.urls import path

from market.contracts import api, views

urlpatterns = [
    path("contracts/", views.contract_list, name="contracts"),
    path("contracts/<int:contract_id>/", views.contract, name="contract"),
    path("contracts/<int:contract_id>/end/", views.end, name="end_contract"),
    path("milestones/<int:milestone_id>/submit/", views.submit, name="submit_work"),
    path("milestones/<int:milestone_id>/request-changes/", views.ask_changes, name="request_changes"),
    path("milestones/<int:milestone_id>/request-refund/", views.ask_refund, name="request_refund"),
    path("milestones/<int:milestone_id>/refuse-refund/", views.refuse, name="refuse_refund"),
    path("bids/<int:bid_id>/accept/", views.accept, name="accept_terms"),
]
api_urlpatterns = [
    path("contracts/", api.ContractList.as_view()),
    path("contracts/<int:contract_id>/", api.ContractDetail.as_view()),
    path("contracts/<int:contract_id>/end/", api.EndContract.as_view()),
    path("bids/<int:bid_id>/accept/", api.AcceptBid.as_view()),
    path("milestones/<int:milestone_id>/submit/", api.SubmitWork.as_view()),
    path("milestones/<int:milestone_id>/request-changes/", api.RequestChanges.as_view()),
    path("milestones/<int:milestone_id>/request-refund/", api.RequestRefund.as_view()),
    path("milestones/<int:milestone_id>/refuse-refund/", api.RefuseRefund.as_view()),
]
