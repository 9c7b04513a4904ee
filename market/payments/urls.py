"""Addresses of money."""

from django.urls import path

from market.payments import api, views, webhooks

urlpatterns = [
    path("milestones/<int:milestone_id>/fund/", views.fund, name="fund_milestone"),
    path("milestones/<int:milestone_id>/funded/", views.funded, name="funded"),
    path("milestones/<int:milestone_id>/approve/", views.approve, name="approve_milestone"),
    path("milestones/<int:milestone_id>/release-part/", views.release, name="release_part"),
    path("milestones/<int:milestone_id>/agree-refund/", views.agree, name="agree_refund"),
    path("milestones/<int:milestone_id>/refund/", views.give, name="give_refund"),
    path("money/", views.money, name="money"),
    path("money/payouts/", views.payouts, name="payouts"),
    path("money/payout/", views.ask_payout, name="request_payout"),
    path("money/account/", views.set_up_payouts, name="set_up_payouts"),
    path("money/account/done/", views.payouts_set_up, name="payouts_set_up"),
    path("webhooks/stripe/", webhooks.stripe_webhook, name="stripe_webhook"),
]
api_urlpatterns = [
    path("milestones/<int:milestone_id>/fund/", api.FundMilestone.as_view()),
    path("milestones/<int:milestone_id>/approve/", api.ApproveMilestone.as_view()),
    path("milestones/<int:milestone_id>/release-part/", api.ReleasePart.as_view()),
    path("milestones/<int:milestone_id>/agree-refund/", api.AgreeRefund.as_view()),
    path("milestones/<int:milestone_id>/refund/", api.GiveRefund.as_view()),
    path("me/balance/", api.MyBalance.as_view()),
    path("me/payout-account/", api.MyPayoutAccount.as_view()),
    path("me/payouts/", api.MyPayouts.as_view()),
]
