"""Addresses of money."""

from django.urls import path

from market.payments import views
from market.payments.cancelling import api as cancelling_api
from market.payments.cancelling import views as cancelling_views
from market.payments.chargebacks import api as chargebacks_api
from market.payments.chargebacks import views as chargebacks_views
from market.payments.documents import api as documents_api
from market.payments.documents import views as documents_views
from market.payments.funding import api as funding_api
from market.payments.funding import views as funding_views
from market.payments.payout_batches import return_views as batches_return_views
from market.payments.payout_batches import views as batches_views
from market.payments.payout_methods import api as methods_api
from market.payments.payout_methods import desk_views as methods_desk_views
from market.payments.payout_methods import views as methods_views
from market.payments.payouts import api as payouts_api
from market.payments.payouts import views as payouts_views
from market.payments.provider import returns, webhooks
from market.payments.provider.rails import RAILS
from market.payments.refunds import api as refunds_api
from market.payments.refunds import views as refunds_views
from market.payments.releases import api as releases_api
from market.payments.releases import views as releases_views
from market.payments.statements import api as statements_api
from market.payments.statements import views as statements_views

urlpatterns = [
    path("milestones/<int:milestone_id>/fund/", funding_views.fund_milestone, name="fund_milestone"),
    path("milestones/<int:milestone_id>/funded/", funding_views.funded, name="funded"),
    path("milestones/<int:milestone_id>/approve/", releases_views.approve_milestone, name="approve_milestone"),
    path("milestones/<int:milestone_id>/release-part/", releases_views.release_part, name="release_part"),
    path("milestones/<int:milestone_id>/agree-refund/", refunds_views.agree_refund, name="agree_refund"),
    path("milestones/<int:milestone_id>/refund/", refunds_views.give_refund, name="give_refund"),
    path(
        "milestones/<int:milestone_id>/cancel-notice/", cancelling_views.give_cancel_notice, name="give_cancel_notice"
    ),
    path(
        "milestones/<int:milestone_id>/cancel-notice/withdraw/",
        cancelling_views.withdraw_cancel_notice,
        name="withdraw_cancel_notice",
    ),
    path("contracts/<int:contract_id>/fund/", funding_views.fund_several, name="fund_several"),
    path("contracts/<int:contract_id>/end/", refunds_views.end_contract, name="end_contract"),
    path("contracts/<int:contract_id>/record/", statements_views.contract_record, name="contract_record"),
    path("contracts/<int:contract_id>/file/", documents_views.ask_contract_file, name="ask_contract_file"),
    path("money/", views.money, name="money"),
    path("money/documents/income-certificate/", documents_views.ask_income_certificate, name="ask_income_certificate"),
    path("money/documents/yearly-statement/", documents_views.ask_yearly_statement, name="ask_yearly_statement"),
    path("money/statement.csv", statements_views.statement_file, name="statement_file"),
    path("money/payouts/", payouts_views.payouts, name="payouts"),
    path("money/payouts/<int:payout_id>/", payouts_views.payout, name="payout"),
    path("money/payout/", payouts_views.request_payout, name="request_payout"),
    path("money/back/sslcommerz/<slug:outcome>/", returns.sslcommerz_return, name="sslcommerz_return"),
    path("money/account/", payouts_views.set_up_payouts, name="set_up_payouts"),
    path("money/account/done/", payouts_views.payouts_set_up, name="payouts_set_up"),
    path("money/payout-methods/", methods_views.payout_methods, name="payout_methods"),
    path("money/payout-methods/stop/<str:key>/", methods_views.stop_payout_method, name="stop_payout_method"),
    path("staff/payout-names/", methods_desk_views.payout_names, name="payout_names"),
    path("staff/payout-names/<int:method_id>/", methods_desk_views.decide_payout_method, name="decide_payout_method"),
    path("staff/payout-batches/", batches_views.payout_batches, name="payout_batches"),
    path("staff/payout-batches/make/", batches_views.make_payout_batch, name="make_payout_batch"),
    path("staff/payout-batches/<int:batch_id>/", batches_views.payout_batch, name="payout_batch"),
    *(
        path(f"staff/payout-batches/<int:batch_id>/{step}/", view, name=view.__name__)
        for step, view in {
            "approve": batches_views.approve_payout_batch,
            "cancel": batches_views.cancel_payout_batch,
            "sent": batches_views.send_payout_batch,
            "refused": batches_views.refuse_payout_batch,
            "file": batches_views.payout_batch_file,
            "returns": batches_return_views.import_payout_returns,
        }.items()
    ),
    path("chargebacks/", chargebacks_views.chargebacks, name="chargebacks"),
    path("chargebacks/<int:chargeback_id>/", chargebacks_views.answer_chargeback, name="answer_chargeback"),
    path("chargebacks/<int:chargeback_id>/accept/", chargebacks_views.accept_chargeback, name="accept_chargeback"),
    path("chargebacks/<int:chargeback_id>/forgive/", chargebacks_views.forgive_chargeback, name="forgive_chargeback"),
    *(path(f"webhooks/{rail}/", webhooks.provider_webhook, {"rail": rail}, name="provider_webhook") for rail in RAILS),
]
api_urlpatterns = [
    path("milestones/<int:milestone_id>/fund/", funding_api.FundMilestone.as_view()),
    path("contracts/<int:contract_id>/fund/", funding_api.FundSeveral.as_view()),
    path("contracts/<int:contract_id>/record/", statements_api.ContractRecord.as_view()),
    path("milestones/<int:milestone_id>/approve/", releases_api.ApproveMilestone.as_view()),
    path("milestones/<int:milestone_id>/release-part/", releases_api.ReleasePart.as_view()),
    path("milestones/<int:milestone_id>/agree-refund/", refunds_api.AgreeRefund.as_view()),
    path("milestones/<int:milestone_id>/refund/", refunds_api.GiveRefund.as_view()),
    path("milestones/<int:milestone_id>/cancel-notice/", cancelling_api.GiveCancelNotice.as_view()),
    path("milestones/<int:milestone_id>/cancel-notice/withdraw/", cancelling_api.WithdrawCancelNotice.as_view()),
    path("contracts/<int:contract_id>/file/", documents_api.AskContractFile.as_view()),
    path("me/documents/income-certificate/", documents_api.AskIncomeCertificate.as_view()),
    path("me/documents/yearly-statement/", documents_api.AskYearlyStatement.as_view()),
    path("me/statement/", statements_api.MyStatement.as_view()),
    path("me/balance/", payouts_api.MyBalance.as_view()),
    path("me/payout-account/", payouts_api.MyPayoutAccount.as_view()),
    path("chargebacks/", chargebacks_api.ChargebackList.as_view()),
    path("chargebacks/<int:chargeback_id>/answer/", chargebacks_api.AnswerChargeback.as_view()),
    path("chargebacks/<int:chargeback_id>/accept/", chargebacks_api.AcceptChargeback.as_view()),
    path("chargebacks/<int:chargeback_id>/forgive/", chargebacks_api.ForgiveChargeback.as_view()),
    path("refunds/", refunds_api.RefundList.as_view()),
    path("refunds/<int:refund_id>/repaid/", refunds_api.RepayRefund.as_view()),
    path("me/payouts/", payouts_api.MyPayouts.as_view()),
    path("me/payout-methods/", methods_api.MyPayoutMethods.as_view()),
]
