"""Addresses of the workroom."""

from django.urls import path

from market.contracts import api, calendar_views, history_views, proposal_api, proposal_views, rehire, views

urlpatterns = [
    path("contracts/", views.contract_list, name="contracts"),
    path("contracts/<int:contract_id>/", views.contract, name="contract"),
    path("contracts/<int:contract_id>/log/", views.log, name="contract_log"),
    path("contracts/<int:contract_id>/calendar.ics", calendar_views.contract_file, name="contract_calendar"),
    path("contracts/<int:contract_id>/change/", proposal_views.change, name="propose_change"),
    path("proposals/<int:proposal_id>/", proposal_views.to_proposal, name="proposal"),
    path("proposals/<int:proposal_id>/agree/", proposal_views.agree, name="agree_proposal"),
    path("proposals/<int:proposal_id>/refuse/", proposal_views.refuse, name="refuse_proposal"),
    path("proposals/<int:proposal_id>/withdraw/", proposal_views.withdraw, name="withdraw_proposal"),
    path("milestones/<int:milestone_id>/", views.to_milestone, name="milestone"),
    path("milestones/<int:milestone_id>/extension/", proposal_views.extension, name="ask_extension"),
    path("milestones/<int:milestone_id>/ask-revision/", proposal_views.revision, name="ask_revision"),
    path("milestones/<int:milestone_id>/grant-revision/", proposal_views.grant, name="grant_revision"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/renew/", calendar_views.renew, name="renew_calendar"),
    path("calendar/end/", calendar_views.end, name="end_calendar"),
    path("calendar/<str:token>.ics", calendar_views.feed, name="calendar_feed"),
    path("contracts/<int:contract_id>/hire-again/", rehire.rehire, name="rehire"),
    path("talent/<int:profile_id>/history/", history_views.work_history, name="work_history"),
    path("milestones/<int:milestone_id>/submit/", views.submit, name="submit_work"),
    path("milestones/<int:milestone_id>/request-changes/", views.ask_changes, name="request_changes"),
    path("milestones/<int:milestone_id>/request-refund/", views.ask_refund, name="request_refund"),
    path("milestones/<int:milestone_id>/refuse-refund/", views.refuse, name="refuse_refund"),
    path("bids/<int:bid_id>/accept/", views.accept, name="accept_terms"),
]
api_urlpatterns = [
    path("contracts/", api.ContractList.as_view()),
    path("contracts/<int:contract_id>/", api.ContractDetail.as_view()),
    path("contracts/<int:contract_id>/log/", api.ContractLog.as_view()),
    path("contracts/<int:contract_id>/proposals/", proposal_api.Proposals.as_view()),
    path("contracts/<int:contract_id>/changes/", proposal_api.ProposeChange.as_view()),
    path("contracts/<int:contract_id>/end/", proposal_api.EndContract.as_view()),
    path("proposals/<int:proposal_id>/", proposal_api.ProposalDetail.as_view()),
    path("proposals/<int:proposal_id>/agree/", proposal_api.AgreeProposal.as_view()),
    path("proposals/<int:proposal_id>/refuse/", proposal_api.RefuseProposal.as_view()),
    path("proposals/<int:proposal_id>/withdraw/", proposal_api.WithdrawProposal.as_view()),
    path("milestones/<int:milestone_id>/extension/", proposal_api.AskExtension.as_view()),
    path("milestones/<int:milestone_id>/ask-revision/", proposal_api.AskRevision.as_view()),
    path("milestones/<int:milestone_id>/grant-revision/", proposal_api.GrantRevision.as_view()),
    path("me/calendar/", api.MyCalendar.as_view()),
    path("profiles/<int:profile_id>/history/", history_views.WorkHistory.as_view()),
    path("bids/<int:bid_id>/accept/", api.AcceptBid.as_view()),
    path("milestones/<int:milestone_id>/submit/", api.SubmitWork.as_view()),
    path("milestones/<int:milestone_id>/request-changes/", api.RequestChanges.as_view()),
    path("milestones/<int:milestone_id>/request-refund/", api.RequestRefund.as_view()),
    path("milestones/<int:milestone_id>/refuse-refund/", api.RefuseRefund.as_view()),
]
