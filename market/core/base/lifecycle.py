"""Every number of a lifecycle, in one table. Each may be changed for a site by MARKET_<NAME> in the environment.

A due instant is stored when it arises, so a changed number holds for what begins after the change.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

from market.core.base import env


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Days unless the name says otherwise; fees are shares of the amount; smallest amounts per currency."""

    job_open_days: int = 30
    job_warning_days: int = 5
    job_last_warning_days: int = 1
    job_activity_days: int = 14
    jobs_per_day: int = 20
    invitations_per_day: int = 50
    bids_per_month: int = 30
    bids_per_hour: int = 15
    offer_days: int = 7
    offer_warning_days: int = 2
    offer_last_warning_days: int = 1
    offers_per_day: int = 10
    offers_open: int = 20
    services_per_freelancer: int = 20
    unpaid_orders: int = 3
    order_funding_days: int = 1
    funding_days: int = 7
    bonus_days: int = 1
    delivery_replace_hours: int = 1
    review_silence_days: int = 14
    review_warning_days: int = 4
    review_last_warning_days: int = 1
    changes_days: int = 3
    refund_answer_days: int = 7
    proposal_days: int = 7
    deadline_warning_days: int = 2
    cancel_notice_days: int = 3
    cancel_warning_days: int = 1
    dispute_answer_freelancer_days: int = 5
    dispute_answer_client_days: int = 7
    negotiation_days: int = 7
    settlement_offer_days: int = 3
    ruling_days: int = 14
    small_claim_days: int = 5
    ruling_appeal_days: int = 7
    correction_hours: int = 24
    reviewing_days: int = 14
    clearing_days: int = 5
    idle_notice_days: int = 60
    idle_refund_days: int = 75
    last_day_days: int = 85
    payout_retry_hours: int = 6
    payout_method_hours: int = 72
    payout_bank_days: int = 2
    staff_proposal_days: int = 7
    payout_quote_minutes: int = 15
    exchange_rate_days: int = 90
    claim_tries_per_hour: int = 5
    claim_tries_per_client_hour: int = 50
    letter_hours: int = 24
    appeal_days: int = 30
    appeal_answer_days: int = 14
    place_answer_days: int = 5
    place_live_classes: int = 3
    graduation_live_percent: int = 75
    graduation_in_person_percent: int = 80
    graduation_counted_percent: int = 50
    graduation_project: int = 1
    graduation_exam: int = 1
    graduation_notice_days: int = 30
    attendance_code_minutes: int = 10
    attendance_code_tries: int = 5
    attendance_codes: int = 3
    roll_days: int = 7
    selection_days: int = 3
    register_objection_days: int = 5
    support_hours: int = 24
    coaching_days: int = 180
    coaching_answer_days: int = 14
    coaching_renewal_days: int = 30
    bid_reviews_per_day: int = 20
    grievance_seen_days: int = 2
    grievance_answer_days: int = 10
    grievance_reopen_days: int = 14
    grievances_per_day: int = 10
    grievances_per_client_day: int = 30
    project_opens_days: int = 14
    project_answer_days: int = 5
    project_assessment_days: int = 7
    project_pass_percent: int = 60
    project_honours_percent: int = 85
    project_resubmissions: int = 2
    project_again_days: int = 14
    allowance_answer_days: int = 5
    made_up_days: int = 7
    made_up_tries: int = 3
    made_up_wait_minutes: int = 10
    outage_claim_days: int = 3
    outage_answer_days: int = 3
    outage_hours: int = 72
    attendance_objection_days: int = 30
    attendance_objection_answer_days: int = 5
    behind_classes: int = 3
    tracer_days: int = 30
    sign_in_tries_per_hour: int = 10
    sign_in_tries_per_client_hour: int = 100
    sign_in_tries_per_account_hour: int = 100
    sign_ups_per_client_hour: int = 100
    resets_per_client_hour: int = 50
    account_mails_per_hour: int = 5
    sms_code_minutes: int = 5
    sms_code_tries: int = 5
    sms_per_number_hour: int = 5
    sms_per_number_day: int = 10
    sms_per_client_hour: int = 50
    sms_per_day: int = 2000
    phone_unused_days: int = 365
    tokens_per_hour: int = 20
    passwords_at_once: int = 2
    passwords_waiting: int = 3
    searches_per_client_minute: int = 300
    messages_per_minute: int = 60
    first_contacts_per_day: int = 10
    starter_hours: int = 48
    starter_jobs: int = 2
    message_edit_minutes: int = 5
    message_tell_minutes: int = 1
    message_mail_minutes: int = 10
    soft_bounces: int = 5
    upload_megabytes: int = 25
    video_megabytes: int = 2048
    uploads_per_day: int = 200
    upload_megabytes_per_day: int = 1000
    uploads_per_client_day: int = 2000
    loose_upload_hours: int = 168
    reports_per_day: int = 20
    harassment_answer_hours: int = 24
    case_answer_hours: int = 72
    contact_tries: int = 5
    contact_tries_people: int = 3
    measure_appeal_days: int = 180
    measure_appeal_answer_days: int = 14
    hint_days: int = 180
    email_change_days: int = 7
    export_days: int = 7
    deletion_days: int = 14
    webhook_log_days: int = 30
    webhook_failing_days: int = 5
    client_fee: Decimal = Decimal("0.05")
    payouts_per_day: int = 10
    smallest_usd: Decimal = Decimal("5")
    smallest_bdt: Decimal = Decimal("500")
    largest_usd: Decimal = Decimal("100000")
    largest_bdt: Decimal = Decimal("10000000")
    starter_job_usd: Decimal = Decimal("50")
    starter_job_bdt: Decimal = Decimal("5000")
    small_claim_usd: Decimal = Decimal("50")
    small_claim_bdt: Decimal = Decimal("5000")
    two_rulings_usd: Decimal = Decimal("1000")
    two_rulings_bdt: Decimal = Decimal("100000")
    smallest_payout_usd: Decimal = Decimal("1")
    smallest_payout_bdt: Decimal = Decimal("100")
    proof_payout_usd: Decimal = Decimal("100")
    proof_payout_bdt: Decimal = Decimal("10000")
    payout_cost_bdt: Decimal = Decimal("0")
    payout_wallet_cost_bdt: Decimal = Decimal("0")
    payout_quote_margin_percent: Decimal = Decimal("0")

    @classmethod
    def from_environment(cls) -> Self:
        """The table with what the environment changes. Raises ImproperlyConfigured for a bad value."""
        values: dict[str, object] = {}
        for field in fields(cls):
            name = env.PREFIX + field.name.upper()
            if field.type is int:
                least = 0 if field.name in ("graduation_project", "graduation_exam") else 1
                values[field.name] = env.integer(name, int(str(field.default)), least=least)
            else:
                values[field.name] = env.decimal(name, str(field.default), "1" if "fee" in field.name else "1000000000")
        return cls(**values)  # type: ignore[arg-type]  # the types are those of the fields, read above

    @property
    def client_fee_percent(self) -> Decimal:
        """The client's fee as people say it: 5 for 0.05."""
        percent = (self.client_fee * 100).normalize()
        return percent if percent.as_tuple().exponent in (0, -1, -2) else percent.quantize(Decimal(1))

    def smallest(self, currency: str) -> Decimal:
        """The smallest milestone in a currency ("USD" or "BDT")."""
        return {"USD": self.smallest_usd, "BDT": self.smallest_bdt}[currency]

    def small_claim(self, currency: str) -> Decimal:
        """The largest claim that is ruled on the record, in a currency."""
        return {"USD": self.small_claim_usd, "BDT": self.small_claim_bdt}[currency]

    def starter_job(self, currency: str) -> Decimal:
        """The largest budget of a starter job, in a currency."""
        return {"USD": self.starter_job_usd, "BDT": self.starter_job_bdt}[currency]

    def two_rulings(self, currency: str) -> Decimal:
        """Above this claim two moderators rule, in a currency."""
        return {"USD": self.two_rulings_usd, "BDT": self.two_rulings_bdt}[currency]

    def smallest_payout(self, currency: str) -> Decimal:
        """The smallest part that is paid out, in a currency."""
        return {"USD": self.smallest_payout_usd, "BDT": self.smallest_payout_bdt}[currency]

    def proof_payout(self, currency: str) -> Decimal:
        """Above this amount a payout asks who one is, in a currency."""
        return {"USD": self.proof_payout_usd, "BDT": self.proof_payout_bdt}[currency]

    def largest(self, currency: str) -> Decimal:
        """The largest milestone in a currency: a guard against a slipped digit."""
        return {"USD": self.largest_usd, "BDT": self.largest_bdt}[currency]
