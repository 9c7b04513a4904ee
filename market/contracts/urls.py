"""Addresses of the workroom."""

from django.urls import path

from market.contracts.calendars import api as calendars_api
from market.contracts.calendars import views as calendars_views
from market.contracts.deliveries import api as deliveries_api
from market.contracts.deliveries import views as deliveries_views
from market.contracts.history import api as history_api
from market.contracts.history import views as history_views
from market.contracts.proposals import api as proposals_api
from market.contracts.proposals import views as proposals_views
from market.contracts.rehiring import views as rehiring_views
from market.contracts.workroom import api as workroom_api
from market.contracts.workroom import views as workroom_views

urlpatterns = [
    path("contracts/", workroom_views.contracts, name="contracts"),
    path("contracts/<int:contract_id>/", workroom_views.contract, name="contract"),
    path("contracts/<int:contract_id>/log/", history_views.contract_log, name="contract_log"),
    path("contracts/<int:contract_id>/calendar.ics", calendars_views.contract_calendar, name="contract_calendar"),
    path("contracts/<int:contract_id>/change/", proposals_views.propose_change, name="propose_change"),
    path("proposals/<int:proposal_id>/", proposals_views.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/agree/", proposals_views.agree_proposal, name="agree_proposal"),
    path("proposals/<int:proposal_id>/refuse/", proposals_views.refuse_proposal, name="refuse_proposal"),
    path("proposals/<int:proposal_id>/withdraw/", proposals_views.withdraw_proposal, name="withdraw_proposal"),
    path("milestones/<int:milestone_id>/", workroom_views.milestone, name="milestone"),
    path("milestones/<int:milestone_id>/extension/", proposals_views.ask_extension, name="ask_extension"),
    path("milestones/<int:milestone_id>/ask-revision/", proposals_views.ask_revision, name="ask_revision"),
    path("milestones/<int:milestone_id>/grant-revision/", proposals_views.grant_revision, name="grant_revision"),
    path("deliveries/<int:delivery_id>/files.zip", deliveries_views.delivery_archive, name="delivery_archive"),
    path("calendar/", calendars_views.calendar, name="calendar"),
    path("calendar/renew/", calendars_views.renew_calendar, name="renew_calendar"),
    path("calendar/end/", calendars_views.end_calendar, name="end_calendar"),
    path("calendar/<str:token>.ics", calendars_views.calendar_feed, name="calendar_feed"),
    path("contracts/<int:contract_id>/hire-again/", rehiring_views.rehire, name="rehire"),
    path("talent/<int:profile_id>/history/", history_views.work_history, name="work_history"),
    path("milestones/<int:milestone_id>/submit/", workroom_views.submit_work, name="submit_work"),
    path("milestones/<int:milestone_id>/replace/", workroom_views.replace_delivery, name="replace_delivery"),
    path("milestones/<int:milestone_id>/request-changes/", workroom_views.request_changes, name="request_changes"),
    path("milestones/<int:milestone_id>/request-refund/", workroom_views.request_refund, name="request_refund"),
    path("milestones/<int:milestone_id>/refuse-refund/", workroom_views.refuse_refund, name="refuse_refund"),
    path("milestones/<int:milestone_id>/withdraw-refund/", workroom_views.withdraw_refund, name="withdraw_refund"),
    path("bids/<int:bid_id>/accept/", workroom_views.accept_terms, name="accept_terms"),
]
api_urlpatterns = [
    path("contracts/", workroom_api.ContractList.as_view()),
    path("contracts/<int:contract_id>/", workroom_api.ContractDetail.as_view()),
    path("contracts/<int:contract_id>/log/", history_api.ContractLog.as_view()),
    path("contracts/<int:contract_id>/proposals/", proposals_api.Proposals.as_view()),
    path("contracts/<int:contract_id>/changes/", proposals_api.ProposeChange.as_view()),
    path("contracts/<int:contract_id>/end/", proposals_api.EndContract.as_view()),
    path("proposals/<int:proposal_id>/", proposals_api.ProposalDetail.as_view()),
    path("proposals/<int:proposal_id>/agree/", proposals_api.AgreeProposal.as_view()),
    path("proposals/<int:proposal_id>/refuse/", proposals_api.RefuseProposal.as_view()),
    path("proposals/<int:proposal_id>/withdraw/", proposals_api.WithdrawProposal.as_view()),
    path("milestones/<int:milestone_id>/extension/", proposals_api.AskExtension.as_view()),
    path("milestones/<int:milestone_id>/ask-revision/", proposals_api.AskRevision.as_view()),
    path("milestones/<int:milestone_id>/grant-revision/", proposals_api.GrantRevision.as_view()),
    path("milestones/<int:milestone_id>/deliveries/", deliveries_api.Deliveries.as_view()),
    path(
        "deliveries/<int:delivery_id>/files.zip", deliveries_api.DeliveryArchive.as_view(), name="api_delivery_archive"
    ),
    path("me/calendar/", calendars_api.MyCalendar.as_view()),
    path("profiles/<int:profile_id>/history/", history_api.WorkHistory.as_view()),
    path("bids/<int:bid_id>/accept/", workroom_api.AcceptTerms.as_view()),
    path("milestones/<int:milestone_id>/submit/", workroom_api.SubmitWork.as_view()),
    path("milestones/<int:milestone_id>/replace/", deliveries_api.ReplaceDelivery.as_view()),
    path("milestones/<int:milestone_id>/request-changes/", workroom_api.RequestChanges.as_view()),
    path("milestones/<int:milestone_id>/request-refund/", workroom_api.RequestRefund.as_view()),
    path("milestones/<int:milestone_id>/refuse-refund/", workroom_api.RefuseRefund.as_view()),
    path("milestones/<int:milestone_id>/withdraw-refund/", workroom_api.WithdrawRefund.as_view()),
]
