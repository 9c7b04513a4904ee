"""Addresses of money."""

from django.urls import path

from market.payments import views
from market.payments.allowances import urls as allowances_urls
from market.payments.bonuses import api as bonuses_api
from market.payments.bonuses import views as bonuses_views
from market.payments.cancelling import api as cancelling_api
from market.payments.cancelling import views as cancelling_views
from market.payments.chargebacks import api as chargebacks_api
from market.payments.chargebacks import file_api as chargebacks_file_api
from market.payments.chargebacks import file_views as chargebacks_file_views
from market.payments.chargebacks import views as chargebacks_views
from market.payments.desk import api as desk_api
from market.payments.desk import export_views as desk_export_views
from market.payments.desk import stopped_api as desk_stopped_api
from market.payments.desk import stopped_views as desk_stopped_views
from market.payments.desk import views as desk_views
from market.payments.documents import api as documents_api
from market.payments.documents import views as documents_views
from market.payments.funding import api as funding_api
from market.payments.funding import views as funding_views
from market.payments.give_backs import api as give_backs_api
from market.payments.give_backs import views as give_backs_views
from market.payments.holidays import views as holidays_views
from market.payments.payout_batches import api as batches_api
from market.payments.payout_batches import return_views as batches_return_views
from market.payments.payout_batches import views as batches_views
from market.payments.payout_methods import api as methods_api
from market.payments.payout_methods import desk_views as methods_desk_views
from market.payments.payout_methods import views as methods_views
from market.payments.payout_quotes import api as quotes_api
from market.payments.payout_quotes import views as quotes_views
from market.payments.payouts import api as payouts_api
from market.payments.payouts import views as payouts_views
from market.payments.payouts import wallet_api, wallet_views
from market.payments.proposals import api as proposals_api
from market.payments.proposals import views as proposals_views
from market.payments.provider import returns, webhooks
from market.payments.provider.rails import RAILS
from market.payments.refunds import api as refunds_api
from market.payments.refunds import views as refunds_views
from market.payments.releases import api as releases_api
from market.payments.releases import views as releases_views
from market.payments.seals import api as seals_api
from market.payments.seals import views as seals_views
from market.payments.statements import api as statements_api
from market.payments.statements import views as statements_views

urlpatterns = [
    *allowances_urls.urlpatterns,
    path("milestones/<int:milestone_id>/fund/", funding_views.fund_milestone, name="fund_milestone"),
    path("milestones/<int:milestone_id>/funded/", funding_views.funded, name="funded"),
    path("milestones/<int:milestone_id>/approve/", releases_views.approve_milestone, name="approve_milestone"),
    path("milestones/<int:milestone_id>/release-part/", releases_views.release_part, name="release_part"),
    path("milestones/<int:milestone_id>/agree-refund/", refunds_views.agree_refund, name="agree_refund"),
    path("milestones/<int:milestone_id>/refund/", refunds_views.give_refund, name="give_refund"),
    path("milestones/<int:milestone_id>/give-back/", give_backs_views.give_back, name="give_back"),
    path(
        "milestones/<int:milestone_id>/cancel-notice/", cancelling_views.give_cancel_notice, name="give_cancel_notice"
    ),
    path(
        "milestones/<int:milestone_id>/cancel-notice/withdraw/",
        cancelling_views.withdraw_cancel_notice,
        name="withdraw_cancel_notice",
    ),
    path("contracts/<int:contract_id>/fund/", funding_views.fund_several, name="fund_several"),
    path("contracts/<int:contract_id>/bonus/", bonuses_views.give_bonus, name="give_bonus"),
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
    path("money/payout-quotes/", quotes_views.make_payout_quote, name="make_payout_quote"),
    path("money/payout-quotes/<int:quote_id>/", quotes_views.payout_quote, name="payout_quote"),
    path("money/back/sslcommerz/<slug:outcome>/", returns.sslcommerz_return, name="sslcommerz_return"),
    path("money/account/", payouts_views.set_up_payouts, name="set_up_payouts"),
    path("money/account/done/", payouts_views.payouts_set_up, name="payouts_set_up"),
    path("money/payout-methods/", methods_views.payout_methods, name="payout_methods"),
    path("money/payout-methods/stop/<str:key>/", methods_views.stop_payout_method, name="stop_payout_method"),
    path("staff/payout-names/", methods_desk_views.payout_names, name="payout_names"),
    path("staff/payout-names/<int:method_id>/", methods_desk_views.decide_payout_method, name="decide_payout_method"),
    path("staff/holidays/", holidays_views.holidays, name="holidays"),
    path("staff/holidays/<int:holiday_id>/remove/", holidays_views.remove_holiday, name="remove_holiday"),
    path("staff/wallet-payouts/", wallet_views.held_payouts, name="held_payouts"),
    path("staff/wallet-payouts/<int:payout_id>/", wallet_views.wallet_payout, name="wallet_payout"),
    path(
        "staff/wallet-payouts/<int:payout_id>/confirm/",
        wallet_views.confirm_wallet_transfer,
        name="confirm_wallet_transfer",
    ),
    path("staff/wallet-payouts/<int:payout_id>/deny/", wallet_views.deny_wallet_transfer, name="deny_wallet_transfer"),
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
    path("staff/money/", desk_views.money_desk, name="money_desk"),
    path("staff/money/reconcile/", desk_views.reconcile_now, name="reconcile_now"),
    path("staff/money/search/", desk_views.money_search, name="money_search"),
    path("staff/money/transactions/", desk_views.ledger_transactions, name="ledger_transactions"),
    path("staff/money/transactions/<int:transaction_id>/", desk_views.ledger_transaction, name="ledger_transaction"),
    path("staff/money/accounts/", desk_views.ledger_accounts, name="ledger_accounts"),
    path("staff/money/accounts/<int:account_id>/", desk_views.ledger_account, name="ledger_account"),
    path("staff/money/export/", desk_export_views.ledger_export, name="ledger_export"),
    path("staff/money/chain/", seals_views.ledger_chain, name="ledger_chain"),
    path("staff/money/stopped/", desk_stopped_views.stopped_work, name="stopped_work"),
    path("staff/money/stopped/events/replay/", desk_stopped_views.replay_events, name="replay_events"),
    path("staff/money/stopped/events/<int:event_id>/", desk_stopped_views.replay_event, name="replay_event"),
    path("staff/money/stopped/jobs/retry/", desk_stopped_views.retry_jobs, name="retry_jobs"),
    path("staff/money/stopped/jobs/<int:job_id>/", desk_stopped_views.retry_job, name="retry_job"),
    path("staff/proposals/", proposals_views.staff_proposals, name="staff_proposals"),
    path("staff/proposals/new/<slug:kind>/", proposals_views.new_staff_proposal, name="new_staff_proposal"),
    path("staff/proposals/<int:proposal_id>/", proposals_views.staff_proposal, name="staff_proposal"),
    path(
        "staff/proposals/<int:proposal_id>/approve/",
        proposals_views.approve_staff_proposal,
        name="approve_staff_proposal",
    ),
    path(
        "staff/proposals/<int:proposal_id>/refuse/", proposals_views.refuse_staff_proposal, name="refuse_staff_proposal"
    ),
    path(
        "staff/proposals/<int:proposal_id>/withdraw/",
        proposals_views.withdraw_staff_proposal,
        name="withdraw_staff_proposal",
    ),
    path("ledger/", seals_views.ledger_days, name="ledger_days"),
    path("ledger/mine/", seals_views.my_ledger_lines, name="my_ledger_lines"),
    path("ledger/verify_chain.py", seals_views.verify_chain, name="verify_chain"),
    path("ledger/days/<str:day>/", seals_views.ledger_day, name="ledger_day"),
    path("chargebacks/", chargebacks_views.chargebacks, name="chargebacks"),
    path("chargebacks/<int:chargeback_id>/", chargebacks_views.answer_chargeback, name="answer_chargeback"),
    path("chargebacks/<int:chargeback_id>/files/", chargebacks_file_views.add_evidence_file, name="add_evidence_file"),
    path(
        "chargebacks/<int:chargeback_id>/files/<int:file_id>/remove/",
        chargebacks_file_views.remove_evidence_file,
        name="remove_evidence_file",
    ),
    path("chargebacks/<int:chargeback_id>/accept/", chargebacks_views.accept_chargeback, name="accept_chargeback"),
    path("chargebacks/<int:chargeback_id>/forgive/", chargebacks_views.forgive_chargeback, name="forgive_chargeback"),
    *(path(f"webhooks/{rail}/", webhooks.provider_webhook, {"rail": rail}, name="provider_webhook") for rail in RAILS),
]
api_urlpatterns = [
    *allowances_urls.api_urlpatterns,
    path("milestones/<int:milestone_id>/fund/", funding_api.FundMilestone.as_view()),
    path("contracts/<int:contract_id>/fund/", funding_api.FundSeveral.as_view()),
    path("contracts/<int:contract_id>/bonuses/", bonuses_api.ContractBonuses.as_view()),
    path("contracts/<int:contract_id>/record/", statements_api.ContractRecord.as_view()),
    path("milestones/<int:milestone_id>/approve/", releases_api.ApproveMilestone.as_view()),
    path("milestones/<int:milestone_id>/release-part/", releases_api.ReleasePart.as_view()),
    path("milestones/<int:milestone_id>/agree-refund/", refunds_api.AgreeRefund.as_view()),
    path("milestones/<int:milestone_id>/refund/", refunds_api.GiveRefund.as_view()),
    path("milestones/<int:milestone_id>/give-back/", give_backs_api.GiveBack.as_view()),
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
    path("chargebacks/<int:chargeback_id>/evidence/", chargebacks_file_api.EvidenceFiles.as_view()),
    path("chargebacks/<int:chargeback_id>/evidence/<int:file_id>/", chargebacks_file_api.EvidenceFileDetail.as_view()),
    path("chargebacks/<int:chargeback_id>/accept/", chargebacks_api.AcceptChargeback.as_view()),
    path("chargebacks/<int:chargeback_id>/forgive/", chargebacks_api.ForgiveChargeback.as_view()),
    path("refunds/", refunds_api.RefundList.as_view()),
    path("refunds/<int:refund_id>/repaid/", refunds_api.RepayRefund.as_view()),
    path("desk/balances/", desk_api.DeskBalances.as_view()),
    path("desk/reconcile/", desk_api.ReconcileNow.as_view()),
    path("desk/search/", desk_api.MoneySearch.as_view()),
    path("desk/transactions/", desk_api.LedgerTransactions.as_view()),
    path("desk/transactions/<int:transaction_id>/", desk_api.LedgerTransactionDetail.as_view()),
    path("desk/accounts/", desk_api.LedgerAccounts.as_view()),
    path("desk/accounts/<int:account_id>/", desk_api.LedgerAccountDetail.as_view()),
    path("desk/export/", desk_api.LedgerExport.as_view()),
    path("desk/stopped/", desk_stopped_api.StoppedWork.as_view()),
    path("desk/stopped/events/replay/", desk_stopped_api.ReplayEvents.as_view()),
    path("desk/stopped/events/<int:event_id>/", desk_stopped_api.ReplayEvent.as_view()),
    path("desk/stopped/jobs/retry/", desk_stopped_api.RetryJobs.as_view()),
    path("desk/stopped/jobs/<int:job_id>/", desk_stopped_api.RetryJob.as_view()),
    path("desk/proposals/", proposals_api.StaffProposals.as_view()),
    path("desk/proposals/<int:proposal_id>/approve/", proposals_api.ApproveStaffProposal.as_view()),
    path("desk/proposals/<int:proposal_id>/refuse/", proposals_api.RefuseStaffProposal.as_view()),
    path("desk/proposals/<int:proposal_id>/withdraw/", proposals_api.WithdrawStaffProposal.as_view()),
    path("ledger/days/", seals_api.LedgerDays.as_view()),
    path("me/ledger-lines/", seals_api.MyLedgerLines.as_view()),
    path("me/payouts/", payouts_api.MyPayouts.as_view()),
    path("payout-batches/", batches_api.PayoutBatches.as_view()),
    *(
        path(f"payout-batches/<int:batch_id>/{step}/", view.as_view())
        for step, view in {
            "lines": batches_api.PayoutBatchLines,
            "approve": batches_api.ApprovePayoutBatch,
            "cancel": batches_api.CancelPayoutBatch,
            "sent": batches_api.SendPayoutBatch,
            "refused": batches_api.RefusePayoutBatch,
            "file": batches_api.PayoutBatchFile,
            "returns": batches_api.ImportPayoutReturns,
        }.items()
    ),
    path("wallet-payouts/", wallet_api.HeldPayouts.as_view()),
    path("wallet-payouts/<int:payout_id>/confirm/", wallet_api.ConfirmWalletTransfer.as_view()),
    path("wallet-payouts/<int:payout_id>/deny/", wallet_api.DenyWalletTransfer.as_view()),
    path("me/payout-quotes/", quotes_api.MyPayoutQuotes.as_view()),
    path("me/payout-quotes/<int:quote_id>/accept/", quotes_api.AcceptPayoutQuote.as_view()),
    path("me/payout-methods/", methods_api.MyPayoutMethods.as_view()),
]
