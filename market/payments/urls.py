"""Addresses of money."""

from django.urls import path

from market.payments import api, views
from market.payments.chargebacks import api as chargebacks_api
from market.payments.desk import views as desk_views
from market.payments.provider import webhooks
from market.payments.refunds import api as refunds_api
from market.payments.refunds import views as refunds_views
from market.payments.statements import views as statements_views

urlpatterns = [
    path("milestones/<int:milestone_id>/fund/", views.fund_milestone, name="fund_milestone"),
    path("milestones/<int:milestone_id>/funded/", views.funded, name="funded"),
    path("milestones/<int:milestone_id>/approve/", views.approve_milestone, name="approve_milestone"),
    path("milestones/<int:milestone_id>/release-part/", views.release_part, name="release_part"),
    path("milestones/<int:milestone_id>/agree-refund/", views.agree_refund, name="agree_refund"),
    path("milestones/<int:milestone_id>/refund/", views.give_refund, name="give_refund"),
    path("contracts/<int:contract_id>/fund/", views.fund_several, name="fund_several"),
    path("contracts/<int:contract_id>/end/", refunds_views.end_contract, name="end_contract"),
    path("contracts/<int:contract_id>/record/", statements_views.contract_record, name="contract_record"),
    path("money/", views.money, name="money"),
    path("money/payouts/", views.payouts, name="payouts"),
    path("money/payout/", views.request_payout, name="request_payout"),
    path("money/account/", views.set_up_payouts, name="set_up_payouts"),
    path("money/account/done/", views.payouts_set_up, name="payouts_set_up"),
    path("chargebacks/", desk_views.chargebacks, name="chargebacks"),
    path("chargebacks/<int:chargeback_id>/", desk_views.answer_chargeback, name="answer_chargeback"),
    path("chargebacks/<int:chargeback_id>/accept/", desk_views.accept_chargeback, name="accept_chargeback"),
    path("chargebacks/<int:chargeback_id>/forgive/", desk_views.forgive_chargeback, name="forgive_chargeback"),
    path("webhooks/stripe/", webhooks.stripe_webhook, name="stripe_webhook"),
]
api_urlpatterns = [
    path("milestones/<int:milestone_id>/fund/", api.FundMilestone.as_view()),
    path("contracts/<int:contract_id>/fund/", api.FundSeveral.as_view()),
    path("contracts/<int:contract_id>/record/", api.ContractRecord.as_view()),
    path("milestones/<int:milestone_id>/approve/", api.ApproveMilestone.as_view()),
    path("milestones/<int:milestone_id>/release-part/", api.ReleasePart.as_view()),
    path("milestones/<int:milestone_id>/agree-refund/", api.AgreeRefund.as_view()),
    path("milestones/<int:milestone_id>/refund/", api.GiveRefund.as_view()),
    path("me/balance/", api.MyBalance.as_view()),
    path("me/payout-account/", api.MyPayoutAccount.as_view()),
    path("chargebacks/", chargebacks_api.ChargebackList.as_view()),
    path("chargebacks/<int:chargeback_id>/answer/", chargebacks_api.AnswerChargeback.as_view()),
    path("chargebacks/<int:chargeback_id>/accept/", chargebacks_api.AcceptChargeback.as_view()),
    path("chargebacks/<int:chargeback_id>/forgive/", chargebacks_api.ForgiveChargeback.as_view()),
    path("refunds/", refunds_api.RefundList.as_view()),
    path("refunds/<int:refund_id>/repaid/", refunds_api.RepayRefund.as_view()),
    path("me/payouts/", api.MyPayouts.as_view()),
]
