"""No English text on Bangla pages, and Bangla text on English pages has lang="bn"."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver, reverse

from market.accounts.address.actions import ask_address, link_key
from market.accounts.emergencies.actions import end_emergency_right, take_emergency_right
from market.accounts.models import Deletion, Device, User
from market.accounts.sign_in.device_actions import not_me_key
from market.bids.letters.actions import save_letter
from market.coaching.mentoring.actions import ask_coach
from market.coaching.mentoring.review_actions import answer_review
from market.contracts.models import Contract
from market.contracts.workroom.actions import submit_work
from market.core.base import clock
from market.core.models import KeptMail
from market.disputes.claims.actions import answer_dispute, open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.offer_actions import offer_split
from market.disputes.models import Dispute
from market.documents.actions import ensure_drawn
from market.documents.models import Document
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import make_preview
from market.integrations.actions import create_endpoint
from market.integrations.actions import test_endpoint as send_test
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.marks.actions import mark_job
from market.jobs.models import Mark
from market.jobs.postings.actions import change_job
from market.learning.bank.actions import change_question
from market.learning.lesson_questions.actions import answer_at_lesson, ask_at_lesson, choose_best_answer
from market.learning.media.actions import save_captions
from market.learning.media.watching_actions import note_watching
from market.learning.models import CourseVersion, DraftQuestion, Question
from market.learning.notes.actions import Writing, save_note
from market.learning.questions.rows import row_of
from market.learning.writing.actions import begin_draft
from market.messaging.actions import post_message
from market.messaging.models import Message
from market.messaging.phrases.actions import add_quick_reply
from market.moderation.appeals.actions import appeal_measure
from market.moderation.cases.actions import flag_item
from market.moderation.cases.subjects import find_item
from market.moderation.cases.trace_actions import record_hint
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.measures.reversal_actions import undo_measure
from market.moderation.models import Case, Flag
from market.notifications.preferences.unsubscribing import link
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.documents.contract_actions import issue_contract_file
from market.payments.documents.credit_notes import issue_credit_notes
from market.payments.documents.income_actions import issue_income_certificate
from market.payments.models import (
    Chargeback,
    LedgerAccount,
    LedgerTransaction,
    Payout,
    PayoutBatch,
    PayoutMethod,
    Release,
)
from market.payments.payout_methods.actions import link_key as method_link_key
from market.payments.proposals.actions import propose
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.models import Skill
from market.profiles.portfolio.actions import add_case
from market.profiles.portfolio.links import HOSTS
from market.profiles.portfolio.picture_actions import add_picture
from market.reviews.actions import reply_to_review, write_review
from market.safety.actions import report_thing
from market.search.alerts.actions import save_search
from market.search.alerts.stopping import stop_link
from market.services.offering.picture_actions import add_service_picture
from market.services.ordering.actions import OrderChoice, place_order
from market.site.help.pages import PAGES as HELP
from market.training.appeals.actions import open_appeal
from market.training.applications.actions import begin_application
from market.training.applications.step_actions import save_district
from market.training.applications.steps import Step
from market.training.assessments.actions import Marks, assess_project
from market.training.attendance import code_actions
from market.training.attendance.roll_actions import RollMark, call_roll
from market.training.attendance_objections.actions import object_to_attendance
from market.training.classes.actions import cancel_class, describe_class, move_class
from market.training.district_outages.actions import enter_outage
from market.training.enrolments.actions import drop_out
from market.training.enrolments.offer_actions import offer_seats
from market.training.grievances.actions import reply_to_grievance, take_grievance
from market.training.grievances.person_actions import Account, submit_grievance
from market.training.issuing.correction_actions import prepare_revocation
from market.training.materials.actions import add_material
from market.training.materials.task_actions import add_class_task
from market.training.models import (
    AllowanceLine,
    Application,
    Batch,
    Certificate,
    ClassInquiry,
    ClassReport,
    ClassSession,
    Enrolment,
    Phase,
    Printing,
    Recording,
    Topic,
    TracerRound,
)
from market.training.outage_claims.actions import OutageDetails, claim_outage
from market.training.periods.actions import add_period
from market.training.problems.actions import add_problem, settle_problem
from market.training.projects.actions import Idea, agree_project, open_projects, propose_project
from market.training.projects.check_in_actions import add_check_in
from market.training.projects.version_actions import add_version, submit_project
from market.training.questions.actions import answer_question, ask_question
from market.training.register.objection_actions import decide_objection, object_to_register
from market.training.selection.actions import confirm_selection, draw_selection, refuse_selection
from market.training.tracer.links import token_of
from market.training.travel_plans.actions import Journey, change_travel, plan_travel
from tests import make
from tests.access.allowance_things import make_allowances
from tests.access.exam_things import make_exams
from tests.access.things import png
from tests.coaching import coaching_story
from tests.learning import course_story
from tests.learning.film_story import VTT_BN, film, rendered, sent_video
from tests.payments import story
from tests.payments.bank_story import make_quote
from tests.sandbox.calls import sslcommerz_session
from tests.training import attendance_story, place_story, plan_story, project_story, selection_story


def named(names: str) -> set[str]:
    return set(names.split())


# Each page by its URL name: the user who opens it, and the URL arguments, as attributes of the `world` fixture.
PLACES = (("nadia", "offer"), ("farida", "place"), *(("oli", at) for at in ("offer", "place", "left")))
PAGES: dict[str, list[tuple[str, dict[str, str]]]] = {
    **dict.fromkeys(
        named(
            "account_login account_signup account_email_verification_sent account_reset_password account_inactive"
            " account_reset_password_done account_reset_password_from_key_done check_certificate talent job_list search"
            " programme apply search_ranking job_guide topics districts help_pages how_holding_works about contact"
            " terms privacy desk mails sandbox_messages ask_phone_code grounds dispute_figures"
        ),
        [("", {})],
    ),
    "home": [("", {}), ("carla", {}), ("farida", {})],
    "help_page": [("", {"name": name}) for name, page in HELP.items() if page.template],
    "account_confirm_email": [("", {"key": "no-such-key"})],
    "offline": [("", {"language": "bn"}), ("", {"language": "en"})],
    "stop_saved_search": [("", {"token": "stop_search"})],
    "saved_searches": [("farida", {}), ("rina", {})],
    "save_search": [("farida", {})],
    "change_saved_search": [("farida", {"search_id": "search"})],
    "unsubscribe": [("", {"token": "leave"}), ("", {"token": "leave_all"})],
    "account_reset_password_from_key": [("", {"uidb36": "1", "key": "no-such"})],
    "certificate": [("", {"serial": "serial"}), ("", {"serial": "revoked"})],
    "profile": [("", {"profile_id": "profile"}), ("carla", {"profile_id": "profile"})],
    "work_history": [("", {"profile_id": "profile"})],
    "named_profile": [("", {"name": "address"})],
    "portfolio_case": [(who, {"profile_id": "profile", "case_id": "case"}) for who in ("", "farida")],
    "view_case_picture": [("", {"profile_id": "profile", "case_id": "pictured_case", "picture_id": "case_picture"})],
    "view_service_picture": [("", {"service_id": "service", "picture_id": "service_picture"})],
    "edit_case": [("farida", {"case_id": "case"})],
    "client": [("", {"user_id": "client"})],
    "profile_reviews": [("", {"profile_id": "profile"}), ("farida", {"profile_id": "profile"})],
    "client_reviews": [("", {"user_id": "client"}), ("carla", {"user_id": "client"})],
    "profile_standing": [("", {"profile_id": "profile"}), ("farida", {"profile_id": "profile"})],
    "client_standing": [("", {"user_id": "client"}), ("carla", {"user_id": "client"})],
    "my_standing": [("farida", {}), ("carla", {}), ("rina", {})],
    "review_contract": [
        *((who, {"contract_id": at}) for who in ("carla", "farida") for at in ("contract", "blind", "public")),
    ],
    "reply_to_review": [("farida", {"review_id": "review"}), ("carla", {"review_id": "answered_review"})],
    "review_desk": [("mitu", {})],
    "service_list": [("", {})],
    "topic_landing": [("", {"topic": "topic"}), ("farida", {"topic": "empty_topic"})],
    "skill_landing": [("", {"skill": "skill"}), ("", {"skill": "empty_skill"})],
    "district_landing": [("", {"district": "district"}), ("", {"district": "empty_district"})],
    "service": [(who, {"service_id": "service"}) for who in ("", "carla", "farida", "mitu")],
    "my_services": [("farida", {}), ("carla", {})],
    "new_service": [("farida", {})],
    **dict.fromkeys(named("edit_service service_pictures service_orders"), [("farida", {"service_id": "service"})]),
    "order_service": [("carla", {"service_id": "service"})],
    "answer_questions": [("carla", {"contract_id": "ordered"})],
    "job": [(who, {"job_id": at}) for who in ("", "carla", "farida") for at in ("job", "second_job")],
    "mail": [("", {"mail_id": "mail"})],
    "sandbox_checkout": [("", {"key": "checkout"})],
    "sandbox_sslcommerz": [("", {"key": "sslcommerz_key"})],
    **dict.fromkeys(
        named(
            "account_reauthenticate account_change_password account_logout account_settings client_settings mfa_index"
            " mfa_activate_totp new_job my_jobs"
        ),
        [("carla", {})],
    ),
    **dict.fromkeys(
        named("work notifications notification_settings conversations search_messages contracts money"),
        [("carla", {}), ("farida", {})],
    ),
    **dict.fromkeys(
        named(
            "agreement devices tokens address phone google confirm_google own_data close_account webhooks"
            " mfa_list_webauthn"
        ),
        [("carla", {}), ("farida", {})],
    ),
    "mfa_add_webauthn": [("carla", {})],
    "account_closed": [("", {})],
    "not_me": [("", {"key": "not_me"})],
    "address_link": [("", {"key": "new_link"}), ("", {"key": "old_link"})],
    "keep_account": [("", {"key": "keep_link"})],
    "webhook": [("carla", {"endpoint_id": "endpoint"})],
    "webhook_delivery": [("carla", {"endpoint_id": "endpoint", "delivery_id": "sent"})],
    **dict.fromkeys(named("edit_profile claim"), [("carla", {}), ("farida", {})]),
    **dict.fromkeys(named("bids payouts portfolio hours share_profile preview_profile"), [("farida", {})]),
    **dict.fromkeys(named("edit_job job_fits"), [("carla", {"job_id": "second_job"})]),
    **dict.fromkeys(named("saved_jobs saved invitations jobs_for_you reports"), [("farida", {}), ("rina", {})]),
    "decline_invitation": [("rina", {"invitation_id": "invitation"})],
    "report": [
        ("farida", {"what": "job_kind", "thing_id": "second_job"}),
        ("carla", {"what": "profile_kind", "thing_id": "profile"}),
    ],
    **dict.fromkeys(named("your_safety blocked_people"), [("carla", {}), ("farida", {})]),
    "block_person": [("carla", {"user_id": "farida"}), ("rina", {"user_id": "client"})],
    "emergencies": [("mitu", {}), ("lata", {}), ("oli", {})],
    "emergency": [
        *(("lata", {"right_id": at}) for at in ("right", "ended_right")),
        ("mitu", {"right_id": "right"}),
        ("oli", {"right_id": "ended_right"}),
    ],
    **dict.fromkeys(named("case_desk phrases"), [("mitu", {}), ("lata", {})]),
    "case": [(who, {"case_id": at}) for who in ("mitu", "lata") for at in ("open_case", "decided_case")],
    "my_measures": [("carla", {}), ("nadia", {})],
    "measure": [("nadia", {"measure_id": at}) for at in ("warning", "appealed", "suspension")],
    "measure_grounds": [("", {})],
    "new_bid": [("rina", {"job_id": "second_job"})],
    "compare_bids": [("carla", {"job_id": "second_job"})],
    **dict.fromkeys(named("bid_quota letters"), [("farida", {})]),
    "letter": [("farida", {"letter_id": "letter"})],
    "offers": [("carla", {}), ("farida", {})],
    **{name: [("carla", {"profile_id": "profile"})] for name in ("new_offer", "invite_freelancer")},
    "new_custom_offer": [("farida", {"conversation_id": "conversation"})],
    "offer_package": [("farida", {"conversation_id": "conversation", "package_id": "package"})],
    "phrase_book": [("farida", {}), ("carla", {})],
    "quick_reply": [("farida", {"reply_id": "reply"})],
    "offer_service": [("farida", {"service_id": "service"})],
    "rehire": [("carla", {"contract_id": "contract"})],
    "bid": [
        *((who, {"bid_id": at}) for who in ("carla", "farida") for at in ("bid", "second_bid")),
        *((who, {"bid_id": "direct_offer"}) for who in ("carla", "rina")),
    ],
    "propose_terms": [(who, {"bid_id": "second_bid"}) for who in ("carla", "farida")],
    "contract": [(who, {"contract_id": at}) for who in ("carla", "farida") for at in ("contract", "blind", "public")],
    **{
        name: [(who, {"contract_id": "contract"}) for who in ("carla", "farida")]
        for name in ("contract_log", "contract_record")
    },
    "view_file": [("carla", {"file_id": "picture"}), ("farida", {"file_id": "sound"})],
    **{name: [("carla", {"contract_id": "contract"})] for name in ("propose_change", "end_contract")},
    "calendar": [("carla", {})],
    "payout": [("farida", {"payout_id": "payout"})],
    "disputes": [("carla", {}), ("farida", {})],
    "dispute": [(who, {"dispute_id": at}) for who in ("carla", "rina") for at in ("dispute", "young_dispute")],
    "open_dispute": [(who, {"milestone_id": "held"}) for who in ("carla", "farida")],
    "ruling_desk": [("mitu", {})],
    "access_log": [("lata", {})],
    "ranking_weights": [("oli", {}), ("lata", {})],
    **dict.fromkeys(named("documents billing_details"), [("carla", {}), ("farida", {}), ("rina", {})]),
    **dict.fromkeys(named("ask_income_certificate ask_yearly_statement"), [("farida", {})]),
    "document": [("farida", {"document_id": at}) for at in ("invoice", "income", "contract_file")],
    "check_document": [("", {"code": at}) for at in ("corrected", "income_code")],
    "my_allowances": [("farida", {})],
    "ask_about_allowance": [("farida", {"line_id": "own_line"})],
    "allowance_receipt": [("farida", {"allowance_id": "allowance"})],
    **dict.fromkeys(named("allowance_lists allowance_rules allowance_questions"), [("oli", {})]),
    "allowance_list": [("oli", {"list_id": at}) for at in ("allowance_list", "decided_list")],
    "correct_allowance_line": [("oli", {"line_id": "allowance_line"})],
    "allowance_question": [("oli", {"question_id": "allowance_question"})],
    "payout_methods": [("farida", {}), ("rina", {}), ("carla", {})],
    "stop_payout_method": [("", {"key": "stop_method"})],
    "payout_names": [("pavel", {})],
    "decide_payout_method": [("pavel", {"method_id": "method"})],
    "holidays": [("pavel", {})],
    "held_payouts": [("pavel", {})],
    "wallet_payout": [("pavel", {"payout_id": "unclear_payout"})],
    "payout_quote": [("farida", {"quote_id": "quote"})],
    "payout_batches": [("pavel", {})],
    "payout_batch": [("pavel", {"batch_id": "payout_batch"})],
    "import_payout_returns": [("pavel", {"batch_id": "payout_batch"})],
    **dict.fromkeys(
        named("money_desk money_search ledger_transactions ledger_accounts ledger_export stopped_work staff_proposals"),
        [("pavel", {})],
    ),
    "ledger_transaction": [("pavel", {"transaction_id": "ledger_transaction"})],
    "ledger_account": [("pavel", {"account_id": "ledger_account"})],
    "new_staff_proposal": [("pavel", {"kind": "proposal_kind"})],
    "staff_proposal": [("pavel", {"proposal_id": "staff_proposal"})],
    "ledger_days": [("", {})],
    "my_ledger_lines": [("farida", {})],
    "chargebacks": [("pavel", {})],
    "answer_chargeback": [("pavel", {"chargeback_id": "chargeback"})],
    "rule_dispute": [("mitu", {"dispute_id": "dispute"})],
    "message": [("carla", {"conversation_id": "conversation", "seq": "seq"})],
    "conversation": [(who, {"conversation_id": "conversation"}) for who in ("carla", "farida")],
    "funded": [("carla", {"milestone_id": "unpaid"})],
    "give_bonus": [("carla", {"contract_id": at}) for at in ("contract", "public")],
    "give_back": [("farida", {"milestone_id": "released"})],
    "certificate_paper": [("farida", {"serial": "serial"})],
    **dict.fromkeys(named("certificate_desk issue_certificate new_batch"), [("oli", {})]),
    "certificate_record": [("oli", {"certificate_id": "certificate"})],
    "certificate_letter": [("oli", {"certificate_id": "certificate"})],
    **dict.fromkeys(named("import_graduates issuances appeals batches"), [("oli", {})]),
    "correct_name": [("oli", {"certificate_id": "certificate"})],
    "new_letter": [("oli", {"certificate_id": "certificate"})],
    "issuance": [("oli", {"issuance_id": "issuance"}), ("oli", {"issuance_id": "revocation"})],
    "printing": [("oli", {"printing_id": "printing"}), ("oli", {"printing_id": "printed"})],
    "appeal": [("farida", {}), ("moni", {})],
    "appeal_record": [("oli", {"appeal_id": "appeal"})],
    **dict.fromkeys(named("earlier_certificates import_earlier_certificates register_objections"), [("oli", {})]),
    "object_to_register": [
        (who, {"application_id": at})
        for who, at in (("rina", "typed"), ("rina", "objected"), ("moni", "objection refused"))
    ],
    "register_objection": [("oli", {"objection_id": at}) for at in ("objection", "refused_objection")],
    **dict.fromkeys(named("grievance_by_code grievance_counts programme_figures"), [("", {})]),
    "my_tracer": [("farida", {}), ("carla", {})],
    "tracer_questions": [("", {"tracer_token": "tracer_token"}), ("farida", {"tracer_token": "tracer_token"})],
    "tracer_desk": [("oli", {})],
    "answer_tracer": [("oli", {"round_id": "round"})],
    "new_grievance": [("", {}), ("farida", {})],
    "grievances": [("farida", {}), ("carla", {})],
    "grievance": [("farida", {"grievance_id": at}) for at in ("grievance", "answered_grievance")],
    "class_reports": [("oli", {})],
    "class_problems": [(who, {"session_id": "in_person"}) for who in ("rina", "oli")],
    "my_travel": [("tahmina", {})],
    "plan_travel": [("tahmina", {"session_id": "face_later"})],
    **{name: [("tahmina", {"plan_id": "journey"})] for name in ("travel_plan", "change_travel")},
    **dict.fromkeys(named("travel_desk trainer_load add_plan_template"), [("oli", {})]),
    "class_inquiry": [("oli", {"session_id": "reported_class"})],
    "report_class": [("rina", {"session_id": "moved"})],
    "grievance_desk": [("oli", {})],
    "grievance_record": [("oli", {"grievance_id": at}) for at in ("grievance", "answered_grievance")],
    "badge": [("farida", {}), ("moni", {})],
    "batch": [("oli", {"batch_id": at}) for at in ("batch", "planned", "unled")],
    "class_session": [
        *(("oli", {"session_id": at}) for at in ("moved", "cancelled", "in_person")),
        *(("rina", {"session_id": at}) for at in ("moved", "rolled")),
    ],
    **dict.fromkeys(named("add_material add_class_task add_recording"), [("oli", {"session_id": "moved"})]),
    "ask_question": [("rina", {"session_id": "moved"})],
    "class_roll": [("oli", {"session_id": at}) for at in ("moved", "in_person", "rolled")],
    "trainee_card": [("rina", {"enrolment_id": "card"})],
    "change_material": [("oli", {"material_id": "material"})],
    "change_class_task": [("oli", {"task_id": "task"})],
    "change_recording": [("oli", {"recording_id": "recording"})],
    "change_question": [("rina", {"question_id": "question"})],
    "answer_question": [("oli", {"question_id": "question"})],
    **dict.fromkeys(
        named("make_up object_to_attendance"), [("rina", {"session_id": at}) for at in ("held_class", "missed")]
    ),
    "claim_outage": [("rina", {"session_id": "missed"})],
    "my_attendance": [("rina", {}), ("carla", {})],
    "batch_attendance": [("oli", {"batch_id": at}) for at in ("planned", "unled")],
    "write_checks": [("oli", {"recording_id": at}) for at in ("recording", "checked")],
    "outage_claim": [(who, {"claim_id": "claim"}) for who in ("rina", "oli")],
    "attendance_objection": [("oli", {"objection_id": "attendance_objection"})],
    **dict.fromkeys(named("outage_claims attendance_objections"), [("oli", {})]),
    "room_hosts": [("oli", {})],
    **dict.fromkeys(
        named("programme_desk add_programme new_phase venues periods all_trainees enter_outage"), [("oli", {})]
    ),
    "training_today": [("tahmina", {})],
    "outages": [("", {}), ("oli", {})],
    "phase": [("oli", {"phase_id": "phase"})],
    "selection_rule": [("", {})],
    "selection": [("", {"phase_id": at}) for at in ("phase", "drawn", "published")],
    "phase_selection": [("oli", {"phase_id": at}) for at in ("phase", "drawn", "refused", "published", "uncommitted")],
    "phase_applications": [("oli", {"phase_id": "phase"})],
    "application_record": [("oli", {"application_id": "application"})],
    "my_application": [("farida", {"application_id": "application"})],
    "apply_step": [("carla", {"phase_id": "phase", "step": f"step {step}"}) for step in Step],
    "review_application": [("carla", {"phase_id": "phase"})],
    "plan_template": [("oli", {"template_id": "plan"})],
    "venue": [("oli", {"venue_id": "venue"})],
    **{name: [("oli", {"batch_id": "planned"})] for name in ("move_calendar", "batch_trainers")},
    **dict.fromkeys(
        named("batch_places batch_trainees batch_support batch_graduation batch_projects"),
        [("oli", {"batch_id": "placed"})],
    ),
    "my_coach": [(who, {}) for who in ("farida", "rina", "carla")],
    "coached": [("tahmina", {})],
    "coaching": [("tahmina", {"coaching_id": at}) for at in ("coaching", "asked coaching")],
    "bid_review": [
        (who, {"bid_review_id": at}) for who in ("farida", "tahmina") for at in ("shown bid", "answered bid")
    ],
    "propose_exception": [("oli", {"enrolment_id": "place"})],
    "phase_projects": [("oli", {"phase_id": "phase"})],
    **dict.fromkeys(named("briefs add_brief"), [("oli", {})]),
    **{name: [("oli", {"brief_id": "brief"})] for name in ("brief", "change_brief")},
    **dict.fromkeys(named("rubric change_rubric"), [("oli", {"topic": "project topic"})]),
    "my_project": [("rina", {})],
    "propose_project": [("farida", {})],
    "project": [(who, {"project_id": "project"}) for who in ("farida", "oli")],
    "add_version": [("farida", {"project_id": "project"})],
    "assess_project": [("oli", {"project_id": "submitted project"})],
    "decide_project": [("oli", {"project_id": "differing project"})],
    "signatories": [("oli", {})],
    "enrolment": [(who, {"enrolment_id": at}) for who, at in PLACES],
    "guide_book": [("", {}), ("farida", {})],
    "course_desk": [("oli", {})],
    "course_versions": [("oli", {"course_slug": "course"})],
    "course_videos": [("oli", {"course_slug": "course"})],
    "course_video": [("oli", {"video_id": "video"})],
    "batch_videos": [("oli", {"batch_id": "watching batch"})],
    "course_version": [("oli", {"course_version_id": "course version"})],
    "course_draft": [("oli", {"course_slug": "course"})],
    "draft_module": [("oli", {"course_slug": "course", "module_number": "module"})],
    "draft_lesson": [("oli", {"course_slug": "course", "lesson_slug": "lesson"})],
    "draft_preview": [("oli", {"course_slug": "course", "lesson_slug": "lesson"})],
    "draft_question": [
        ("oli", {"course_slug": "course", "lesson_slug": "lesson", "draft_question_id": "draft question"})
    ],
    "version_lesson": [("oli", {"course_version_id": "course version", "lesson_slug": "lesson"})],
    **{name: [("oli", {"course_slug": "course"})] for name in ("question_bank", "import_questions", "write_question")},
    **{name: [("oli", {"bank_question_id": "bank question"})] for name in ("bank_question", "change_question")},
    "question_set": [("oli", {"question_set_id": "question set"})],
    "courses": [(who, {}) for who in ("", "farida")],
    "course": [(who, {"course_slug": "course"}) for who in ("", "farida")],
    "exam_desk": [("oli", {}), ("tahmina", {})],
    "set_exam": [("oli", {})],
    "exam_sittings": [("oli", {"exam_id": each}) for each in ("exam_id", "out.exam_id", "desk.exam_id")],
    "grant_extra_time": [("oli", {"exam_id": "exam_id"})],
    "cancel_exam": [("oli", {"exam_id": "exam_id"})],
    "exam_marking": [("oli", {"exam_id": "desk.exam_id"})],
    "mark_answer": [("oli", {"exam_id": "desk.exam_id", "answer_id": "desk.answer_id"})],
    "similar_sittings": [("oli", {"exam_id": "desk.exam_id"})],
    "exam_statistics": [("oli", {"exam_id": "out.exam_id"})],
    "decide_lost_time": [("oli", {"interruption_id": "desk.interruption_id"})],
    "call_viva": [("oli", {"run_sitting_id": "run_sitting_id"})],
    "decide_viva": [("oli", {"viva_id": "viva_id"})],
    "decide_remark": [("oli", {"remark_id": "desk.remark_id"})],
    "exam_badge": [(who, {"exam_badge_id": "exam_badge_id"}) for who in ("", "farida")],
    "exams": [("farida", {}), ("carla", {})],
    "exam": [("farida", {"exam_id": each}) for each in ("exam_id", "out.exam_id")],
    "sitting": [("farida", {"sitting_id": f"{each}sitting_id"}) for each in ("", "out.", "resumable.")],
    "lesson": [(who, {"course_slug": "course", "lesson_slug": "lesson"}) for who in ("", "farida")],
    "kept_lessons": [(who, {}) for who in ("", "farida")],
    "lesson_questions": [("farida", {"course_slug": "course", "lesson_slug": "lesson"})],
    "lesson_note": [("farida", {"course_slug": "course", "lesson_slug": "lesson"})],
    "lesson_question": [(who, {"lesson_question_id": "lesson question"}) for who in ("farida", "rina", "oli")],
    "hide_lesson_question": [("oli", {"lesson_question_id": "lesson question"})],
    "hide_lesson_answer": [("oli", {"lesson_answer_id": "lesson answer"})],
    "my_course": [("nadia", {}), ("farida", {}), ("carla", {})],
    "remove_trainer": [("oli", {"batch_id": "planned", "user_id": "teacher"})],
    **dict.fromkeys(named("search_words add_skill"), [("oli", {})]),
    "change_topic": [("oli", {"topic_id": "topic_id"})],
    **dict.fromkeys(named("change_skill retire_skill"), [("oli", {"skill_id": "skill_id"})]),
}
# Forms that are sent empty, to check their error messages.
FORMS = named(
    "tokens address phone ask_phone_code close_account webhooks"
    " billing_details ask_income_certificate ask_yearly_statement"
    " account_login account_signup account_reset_password account_change_password account_settings client_settings"
    " claim new_job"
    " hours share_profile decline_invitation invite_freelancer report case phrases"
    " new_service order_service new_bid new_offer letters propose_terms edit_profile issue_certificate new_batch"
    " new_custom_offer phrase_book quick_reply"
    " conversation open_dispute rule_dispute review_contract reply_to_review"
    " add_programme new_phase plan_template venues venue periods move_calendar batch_trainers remove_trainer"
    " add_material add_class_task add_recording ask_question change_material change_class_task change_recording"
    " change_question answer_question room_hosts"
    " claim_outage outage_claim object_to_attendance attendance_objection write_checks make_up"
    " import_graduates correct_name new_letter emergencies emergency ranking_weights"
    " new_grievance grievance_by_code report_class tracer_questions answer_tracer"
    " import_earlier_certificates register_objection object_to_register propose_exception signatories"
    " add_skill change_skill change_topic"
    " enter_outage my_coach coached bid_review"
    " ask_about_allowance allowance_rules correct_allowance_line allowance_question"
)
# URLs that show no page: they act and redirect, or answer with a file or data.
NO_PAGES = named(
    "move_quick_reply delete_quick_reply "
    "certificate_pdf badge_file badge_keys badge_issuer badge_key badge_status badge_achievement badge_credential"
    " programme_figures_file stop_tracer refuse_tracer export_tracer"
    " write_to_grievance reopen_grievance close_grievance take_grievance reply_to_grievance name_people"
    " answer_class_report decide_class_report export_grievances"
    " add_problem settle_problem remove_problem reopen_problem withdraw_travel export_travel"
    " extend_outage end_outage confirm_outage refuse_outage"
    " support open_support accept_coaching renew_coaching end_coaching give_up_review"
    " accept_place decline_place drop_out return_to_batch transfer batch_places_file"
    " batch_attendance_file ask_second_about_attendance"
    " agree_project return_project extend_project add_check_in reply_to_check_in comment_version submit_project"
    " ask_again open_projects export_projects retire_brief restore_brief add_project_case"
    " batch_graduation_file prepare_ready confirm_exception refuse_exception take_certificate"
    " confirm_signatories refuse_signatories"
    " selection_file selection_table verify_draw phase_selection_file"
    " commit_selection draw_selection confirm_selection refuse_selection"
    " move_class cancel_class describe_class assign_class batch_calendar remove_period"
    " open_attendance_code end_attendance_code enter_attendance_code countersign_roll"
    " submit_application withdraw_application export_applications batches_file trainees_file"
    " enter_room remove_material remove_class_task remove_recording remove_question remove_room_host"
    " batch_certificates batch_list import_template release_issuance refuse_issuance withdraw_issuance issuance_letters"
    " confirm_printed printing_file earlier_template ask_second_officer "
    "toggle_saved_profile toggle_saved_service toggle_saved_job follow clear_past_searches pause_saved_search"
    " remove_saved_search extend_session kept_form end_emergency_right "
    "answer_dispute add_statement appeal_ruling offer_split concede_dispute withdraw_dispute ask_trainer"
    " dispute_conversation hand_over_dispute ask_reader note_on_draft accept_offer decline_offer"
    " appeal_measure settle_case open_case case_conversation undo_measure remove_phrase decide_measure_appeal "
    "restore_skill "
    "propose_correction correction confirm_correction decline_correction milestone proposal settlement order "
    "desk_measure security_txt robots_txt sitemap_index sitemap_part set_indexable set_exam_marks "
    "contract_calendar calendar_feed renew_calendar end_calendar agree_proposal refuse_proposal withdraw_proposal"
    " ask_extension ask_revision grant_revision fund_several "
    "service_picture change_service_picture publish_service pause_service discard_service"
    " cancel_order healthz readyz service_worker manifest read_notification resume_mail"
    " remove_device mail_webhook enter_phone_code confirm_phone resend_phone_code cancel_phone remove_phone"
    " sandbox_send_sms google_login google_callback join_by_google connect_google disconnect_google"
    " sandbox_google sandbox_google_token sandbox_google_keys"
    " sandbox_bkash_page sandbox_bkash_subscribe sandbox_bkash_deposit sandbox_bkash_confirm sandbox_bkash_certificate"
    " sslcommerz_return sandbox_sslcommerz_approve"
    " sandbox_sslcommerz_session sandbox_sslcommerz_validation sandbox_sslcommerz_transactions"
    " account_email account_set_password set_language file file_preview delivery_archive"
    " read_notifications open_notification"
    " add_case_picture arrange_case start_absence end_absence"
    " job_card profile_card profile_picture"
    " publish_profile hide_profile change_picture profile_face publish_job discard_draft prolong_job"
    " duplicate_job mark_job accept_invitation"
    " open_conversation sort_conversation close_job withdraw_bid shortlist_bid decline_bid submit_work replace_delivery"
    " request_changes request_refund refuse_refund withdraw_refund accept_terms fund_milestone approve_milestone"
    " unblock_person release_part"
    " unlist_bid note_bid save_letter delete_letter offer agree_refund give_refund request_payout set_up_payouts"
    " give_cancel_notice withdraw_cancel_notice"
    " payouts_set_up statement_file provider_webhook move_clock mail_html"
    " sandbox_authenticate sandbox_onboarding sandbox_faults sandbox_forget_faults sandbox_dispute sandbox_decide"
    " accept_chargeback forgive_chargeback add_evidence_file remove_evidence_file"
    " reconcile_now replay_event replay_events retry_job retry_jobs ledger_chain ledger_day verify_chain"
    " approve_staff_proposal refuse_staff_proposal withdraw_staff_proposal"
    " acknowledge_guide_copy send_guide_copies lesson_picture answer_check course_file"
    " exam_results release_exam"
    " make_exam_badge revoke_exam_badge exam_badge_file exam_badge_achievement exam_badge_status"
    " video_file video_captions read_transcript replace_video retry_video withdraw_video exam_results release_exam"
    " begin_exam begin_trial answer_exam_question take_over_sitting submit_sitting resume_sitting report_lost_time"
    " request_remark"
    " publish_version move_batch_course"
    " publish_version move_batch_course begin_draft submit_draft discard_draft arrange_draft add_draft_lesson"
    " add_draft_question remove_draft_question"
    " publish_version move_batch_course question_file accept_question_set withdraw_question_set"
    " publish_version move_batch_course bookmark_lesson choose_best_answer"
    " confirm_allowance retry_allowance return_allowance"
    " issue_allowance_receipt make_allowance_list approve_allowance_list"
    " refuse_allowance_list allowance_list_file confirm_allowance_rule refuse_allowance_rule"
    " make_payout_batch approve_payout_batch cancel_payout_batch send_payout_batch refuse_payout_batch"
    " payout_batch_file document_file ask_contract_file"
    " confirm_wallet_transfer deny_wallet_transfer make_payout_quote remove_holiday"
    " answer_suggested_name"
    " choose_side end_device end_other_devices revoke_api_token cancel_address ask_export export_file toggle_webhook"
    " renew_webhook_secret test_webhook delete_webhook mfa_login_webauthn mfa_remove_webauthn mfa_edit_webauthn"
    " mfa_reauthenticate_webauthn"
    # for developers, in English
    " component_gallery"
    # for users who are signing in or have a second factor: see tests/accounts
    " mfa_authenticate mfa_reauthenticate mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes"
    " mfa_download_recovery_codes"
)

ALLOWED = re.compile(
    r"\bAI-\w{4}-\d\d\b|\bWCTP-\d{4}-\d{4}\b|\bGR-[0-9A-Z]{6}\b|\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b|"
    r"https?://\S+|/talent/@|\S+@\S+|\bAIAA-[\w-]+|\b[A-Z]{3}-[A-Z]{2}-\d+\b|\b[A-Z]{3}-\d{4}-\d{6}\b|\bk7mwp-4xq9c\b"
    r"|ISO 8601|UTF-8|“Save as”|Open Badges 3\.0|VC-JWT|\bJWT|\bJSON|SHA-256|RS256|bitstring status list|\bsalt\b"
    r"|“(kid|credentialStatus|identityHash|reference|status|paid|failed|returned|reason|amount)”|\bP30D|\bPT90M|\bMIT\b"
    r"|Noto Sans Bengali|SIL Open Font License|bangladesh-geocode"
    r"|\b(AIAA|A4|Amar Kaj|Stripe|Google|Gmail|SSLCOMMERZ|bKash|USD|BDT|PDF|QR|ISO|MB|KB)\b"
    r"|\b(JPEG|PNG|WebP|WebVTT|GIF|GIFT|Moodle|SVG|CSV|XLSX|ZIP|HTML|CSS|JavaScript|WordPress|Search Console|v\d+)\b"
)
SITES = re.compile("|".join(name for name, _steps in HOSTS.values()))
LATIN = re.compile(r"[A-Za-z]+")
BANGLA = re.compile(r"[\u0985-\u09b9\u09dc-\u09e1]+")
# Texts of the users of the `world` fixture; in sentences of the site they may be in any language.
OWN = re.compile(
    "বিষয়|Farida|Carla|Rina|Moni|Mitu|Lata|Pavel|Oli|Logo for a tea shop|logo.png|logo.mp3|Part [12]"
    "|দোকানের নাম আঁকা|দোকানের সাইন"
)
VOID = named("area base br col embed hr img input link meta source track wbr")
SILENT = {"script", "style", "code", "kbd", "samp", "textarea"}
SPOKEN = {"title", "alt", "placeholder", "aria-label"}


class TextCollector(HTMLParser):
    """Collects the texts of a page as (language, text), including attributes such as `alt` and `aria-label`."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        language = attributes.get("lang") or (self.open[-1][1] if self.open else "")
        button = tag in ("input",) and attributes.get("type") in ("submit", "button", "reset")
        for name, value in attributes.items():
            is_template_text = tag == "template" and name.startswith("data-")
            if name in SPOKEN or is_template_text or (button and name == "value"):
                self.texts.append((language, OWN.sub("", value) if is_template_text else value))
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not any(tag in SILENT for tag, _ in self.open) and data.strip():
            tag, language = self.open[-1]
            text = " ".join(data.split())
            rest = OWN.sub("", text)
            is_sentence = (BANGLA if language == "bn" else LATIN).search(rest)
            self.texts.append((language, rest if tag == "title" or is_sentence else text))


def leaks(html: str, language: str) -> set[str]:
    """Texts in the letters of the other language, in elements of this one."""
    collector = TextCollector()
    collector.feed(html)
    texts = [
        SITES.sub("", ALLOWED.sub("", re.sub(r"\{\w+\}", "", text)))
        for spoken, text in collector.texts
        if spoken == language
    ]
    wrong = LATIN if language == "bn" else BANGLA
    return {text for text in texts if wrong.search(text)}


def open_disputes(provider, freelancer) -> tuple[Dispute, Dispute]:
    """A small dispute with all kinds of evidence, ready for a ruling; and one that waits for an answer."""
    milestone = story.submitted(provider, "80.00", freelancer=freelancer)
    contract = milestone.contract
    message = post_message(by=contract.client, conversation_id=contract.conversation_id, text="দুই রঙে।")
    statement = StatementContent("বিষয়", messages=[message.pk], deliveries=[milestone.deliveries.get().pk])
    dispute = open_dispute(by=contract.client, milestone_id=milestone.pk, claim=story.usd(40), content=statement)
    offer_split(by=contract.client, dispute_id=dispute.pk, to_freelancer=story.usd(50))
    answer_dispute(by=freelancer, dispute_id=dispute.pk, content=StatementContent("বিষয়"))
    unanswered = story.submitted(provider, "90.00", freelancer=freelancer)
    return dispute, open_dispute(
        by=contract.client, milestone_id=unanswered.pk, claim=story.usd(80), content=StatementContent("বিষয়")
    )


def create_chargeback(provider, freelancer) -> int:
    """A chargeback under review by the bank of the client."""
    milestone = story.submitted(provider, "70.00", freelancer=freelancer)
    sync_dispute(dispute_id=provider.want_back(milestone.fundings.get().charge_id).id)
    return Chargeback.objects.get().pk


def create_documents(freelancer) -> dict[str, int | str]:
    """An invoice that is corrected, and what a freelancer asks for."""
    invoice = Document.objects.filter(kind="invoice", supplier=freelancer).latest("pk")
    milestone = Release.objects.get(pk=str(invoice.key).partition(":")[2]).milestone
    issue_credit_notes(milestone, amount=milestone.released_value, cause="test", why="given_back")
    today = clock.local(clock.now()).date()
    income = ensure_drawn(issue_income_certificate(by=freelancer, since=today, until=today))
    contract_file = issue_contract_file(by=freelancer, contract_id=milestone.contract_id)
    codes = {"corrected": invoice.code, "income_code": income.code}
    return {"invoice": invoice.pk, "income": income.pk, "contract_file": contract_file.pk, **codes}


def create_money_desk_rows() -> dict[str, int | str]:
    """A transaction, an account, and a proposal of an operator."""
    values = {"amount": "5", "currency": "USD", "rail": "stripe", "reference": "১২"}
    ola = make.make_person("Ola", roles=["operator"])
    proposal = propose(by=ola, kind="capital_in", parameters=values, reason="ফি দেওয়ার জন্য টাকা দরকার।")
    return {
        "ledger_transaction": LedgerTransaction.objects.latest("pk").pk,
        "ledger_account": LedgerAccount.objects.latest("pk").pk,
        "staff_proposal": proposal.pk,
        "proposal_kind": "settlement",
    }


def create_payouts_by_bank(freelancer) -> dict[str, int | str]:
    """An account in another name, one in use, and a batch with a payout to it."""
    row = {"user": freelancer, "currency": "BDT", "kind": "bank", "routing_number": "225150135"}
    instants = {"created_at": clock.now(), "usable_at": clock.now(), "account_number": "1234567890"}
    PayoutMethod.objects.create(**row, **instants, holder_name="ফরিদা", state="active", activated_at=clock.now())
    coming = PayoutMethod.objects.create(**row, **instants, holder_name="করিম", state="checking")
    batch = PayoutBatch.objects.create(
        currency="BDT", count=1, amount_value=500, made_by=make.make_officer(), made_at=clock.now()
    )
    payout = {"freelancer": freelancer, "rail": "bank", "amount_value": 500, "currency": "BDT", "payee_name": "ফরিদা"}
    Payout.objects.create(**payout, account_number="1234567890", created_at=clock.now(), batch=batch)
    unclear = {"state": "in_transit", "hold_up": "unclear", "asked_at": clock.wall(), "created_at": clock.now()}
    to_wallet = Payout.objects.create(**{**payout, "rail": "bkash"}, account_number="+8801711000321", **unclear)
    ids = {"unclear_payout": to_wallet.pk, "quote": make_quote(freelancer).pk, "payout_batch": batch.pk}
    return {"method": coming.pk, "stop_method": method_link_key(coming), **ids}


def create_reviews(provider) -> dict[str, int]:
    """A paid contract with one unrevealed review, and one with two public reviews, one of them with a reply."""
    stars = {"quality": 5, "communication": 4, "timeliness": 5, "again": 5, "text": "বিষয়", "private_note": "বিষয়"}
    blind, public = (story.released(provider, "20.00").milestone.contract for _ in range(2))
    write_review(by=blind.client, contract_id=blind.pk, written=stars)
    by_client, by_freelancer = (
        write_review(by=each, contract_id=public.pk, written=stars) for each in (public.client, public.freelancer)
    )
    reply_to_review(by=public.client, review_id=by_freelancer.pk, text="বিষয়")
    ids = {"review": by_client.pk, "answered_review": by_freelancer.pk, "released": public.milestones.get().pk}
    return {"blind": blind.pk, "public": public.pk, **ids}


def create_moderation_rows(nadia, reported) -> dict[str, int]:
    """A reported job, a user flagged by every rule, and the measures against that user."""
    moderator = make.make_person("Mahfuz", roles=["moderator"])
    facts = {
        "found": "বিষয়",
        "first": "bid 123",
        "times": 3,
        "people": 3,
        "amount": "1.00",
        "least": "5.00",
        "most": "9.00",
        "days": 2,
        "share": 80,
    }
    for rule in Flag.Rule:
        flag_item(kind="person", thing_id=nadia.pk, item=find_item("person", nadia.pk), rule=rule, facts=facts)
    case = Case.objects.get(kind="person")
    measures = {
        level: impose_measure(by=moderator, case_id=case.pk, step=MeasureStep(level, "fraud", "বিষয়", 7), seen=seen).pk
        for seen, level in enumerate(("warn", "limit", "suspend"))
    }
    appeal_measure(by=nadia, measure_id=measures["limit"], text="বিষয়")
    undo_measure(by=moderator, measure_id=measures["suspend"], reason="বিষয়")
    for person in (nadia, moderator):
        record_hint(user=person, kind="device", mark="one")
    open_case = Case.objects.get(kind="job", thing=reported.pk).pk
    by_name = {"warning": measures["warn"], "appealed": measures["limit"], "suspension": measures["suspend"]}
    return {"open_case": open_case, "decided_case": case.pk, **by_name}


def deliver_files(freelancer: User, milestone_id: int) -> list[Upload]:
    """Deliver a picture, with its preview, and a sound."""
    contents = {"logo.png": png().read(), "logo.mp3": b"ID3" * 99}
    files = [keep_upload(by=freelancer, file=SimpleUploadedFile(*each)) for each in contents.items()]
    make_preview(upload_id=files[0].pk)
    ids = [str(each.pk) for each in files]
    submit_work(by=freelancer, milestone_id=milestone_id, note="Here it is.", file_ids=ids)
    return files


def create_pictures(freelancer: User, service_id: int) -> dict[str, int]:
    """A picture of a work, and one of a service."""
    work = add_picture(by=freelancer, file=png(), title="Logo for a tea shop")
    offered = add_service_picture(by=freelancer, service_id=service_id, file=png(), title="Logo for a tea shop")
    return {"service_picture": offered.pk, "case_picture": work.pk, "pictured_case": work.case_id}


@pytest.fixture
def world(provider, carla, farida, rina, oli, mitu) -> SimpleNamespace:
    """A contract with held money and delivered work, an open job with two bids, and rows for every other page."""
    milestone = story.funded(provider, "40.00", "60.00")
    contract = Contract.objects.get(pk=milestone.contract_id)
    files = deliver_files(farida, milestone.pk)
    post_message(by=carla, conversation_id=contract.conversation_id, text="ঠিক আছে", client_id=uuid.uuid4())
    second = make.make_job(carla, title="দোকানের নাম আঁকা", description="দুই রঙে।")
    second_bid = make.make_bid(second, farida)
    change_job(
        by=carla,
        job_id=second.pk,
        changes={"duration_days": 20, "description": "তিন রঙে।", "budget_min": None, "budget_max": None},
    )
    invitation = invite_freelancer(by=carla, job_id=second.pk, profile_id=rina.profile.pk)
    mark_job(by=rina, job_id=second.pk, kind=Mark.Kind.SAVED)
    search = save_search(by=farida, kind="jobs", query="q=লোগো", frequency="daily")
    report = report_thing(by=rina, kind="job", thing_id=second.pk, reason="money", text="দুই রঙে।")
    revoked = make.make_freelancer("Moni").certificate
    revocation = {"state": "revoked", "revoked_at": clock.now(), "revoked_by": oli, "revoked_reason": "ভুল"}
    Certificate.objects.filter(pk=revoked.pk).update(**revocation)
    unpaid = story.checkout(story.first(story.contract("30.00", freelancer=rina)))
    dispute, young_dispute = open_disputes(provider, rina)
    service = make.make_service(farida)
    order = place_order(by=carla, service_id=service.pk, choice=OrderChoice(service.packages.all()[0].pk, (), {0: "চা"}))
    why = "হুমকির অভিযোগ এসেছে, কাউকে ফোনে পাওয়া যাচ্ছে না।"
    ended = take_emergency_right(by=oli, role="moderator", reason=why)
    end_emergency_right(by=oli, right_id=ended.pk)
    nadia = make.make_person("Nadia")
    instant = clock.now()
    seen = {"first_seen_at": instant, "signed_in_at": instant, "seen_at": instant}
    device = Device.objects.create(user=carla, mark="x", session_key="", **seen)
    change = ask_address(by=carla, email="elsewhere@demo.test", password="amar-kaj-demo")
    endpoint = create_endpoint(by=carla, url="https://shop.example/", events=["bid.submitted"])
    gone = make.make_person("Gone", is_active=False)
    deletion = Deletion.objects.create(user=gone, key="k", asked_at=instant, due_at=instant + timedelta(days=1))
    return SimpleNamespace(
        package=service.packages.all()[0].pk,
        reply=add_quick_reply(by=farida, text="নমস্কার, {name}।").pk,
        picture=files[0].pk,
        sound=files[1].pk,
        not_me=not_me_key(device),
        new_link=link_key(change, "new"),
        old_link=link_key(change, "old"),
        keep_link=signing.dumps([gone.pk, deletion.key], salt="accounts.keep"),
        right=take_emergency_right(by=mitu, role="operator", reason=why).pk,
        ended_right=ended.pk,
        endpoint=endpoint.pk,
        sent=send_test(by=carla, endpoint_id=endpoint.pk).pk,
        **create_reviews(provider),
        chargeback=create_chargeback(provider, rina),
        **create_payouts_by_bank(farida),
        **create_documents(farida),
        **create_money_desk_rows(),
        **create_moderation_rows(nadia, second),
        dispute=dispute.pk,
        young_dispute=young_dispute.pk,
        held=milestone.pk,
        payout=Payout.objects.create(freelancer=farida, amount_value=5, currency="USD", created_at=instant).pk,
        service=service.pk,
        **create_pictures(farida, service.pk),
        topic="graphics-design",
        empty_topic="data-entry",
        skill="logo-design",
        empty_skill="typing",
        topic_id=Topic.objects.get(slug="data-entry").pk,
        skill_id=Skill.objects.get(slug="typing").pk,
        district="rangpur",
        empty_district="dhaka",
        ordered=order.contract_id,
        search=search.pk,
        stop_search=stop_link(farida, [search.pk]).rstrip("/").rpartition("/")[2],
        leave=link(carla, "bid.submitted").rstrip("/").rpartition("/")[2],
        leave_all=link(carla, "").rstrip("/").rpartition("/")[2],
        certificate=farida.certificate.pk,
        serial=farida.certificate.serial,
        revoked=revoked.serial,
        appeal=open_appeal(by=revoked.holder, statement="আমি নিজে পরীক্ষা দিয়েছি।").pk,
        issuance=make.make_issuance(farida.certificate.batch).pk,
        revocation=prepare_revocation(
            by=make.make_officer(), certificate_id=farida.certificate.pk, reason="পরীক্ষা তাঁর নয়।"
        ).pk,
        printing=Printing.objects.create(batch=farida.certificate.batch, asked_by=oli, asked_at=instant).pk,
        printed=Printing.objects.create(
            batch=farida.certificate.batch,
            asked_by=oli,
            asked_at=instant,
            state="ready",
            expires_at=instant + timedelta(days=1),
        ).pk,
        batch=farida.certificate.batch_id,
        **create_plan(oli, rina),
        **create_places(oli, nadia, farida),
        **create_objections(oli, rina, revoked.holder),
        **create_coaching(carla, farida, rina),
        **create_course(oli, farida, rina),
        **create_grievances(oli, farida),
        **create_tracer(farida),
        profile=farida.profile.pk,
        address=choose_address(by=farida, name="farida-draws").name,
        case=add_case(by=farida, title="Logo for a tea shop", links=["behance.net/gallery/x"]).pk,
        client=carla.pk,
        farida=farida.pk,
        job=contract.job_id,
        second_job=second.pk,
        bid=contract.bid_id,
        second_bid=second_bid.pk,
        invitation=invitation.pk,
        report=report.pk,
        job_kind="job",
        profile_kind="profile",
        direct_offer=make.make_offer_to(rina, carla).pk,
        letter=save_letter(by=farida, title="দোকানের নাম আঁকা", text="দুই রঙে।").pk,
        contract=contract.pk,
        conversation=contract.conversation_id,
        seq=Message.objects.filter(conversation=contract.conversation_id, sender=carla).latest("pk").seq,
        unpaid=unpaid.milestone_id,
        checkout=unpaid.checkout_id,
        sslcommerz_key=sslcommerz_session().sessionkey,
        mail=KeptMail.objects.create(to="a@b.test", subject="বিষয়", text="কথা", html="", at=clock.now()).pk,
        people={
            "": None,
            "moni": revoked.holder,
            "carla": carla,
            "farida": farida,
            "rina": rina,
            "oli": oli,
            "mitu": mitu,
            "pavel": make.make_person("Pavel", roles=["operator"]),
            "nadia": nadia,
            "tahmina": User.objects.get(email="tahmina@demo.test"),
            "lata": make.make_person("Lata", roles=["lead"]),
        },
    )


def create_plan(oli: User, trainee: User) -> dict[str, Any]:
    """A planned phase with a place and a holiday; classes that were moved, cancelled, and without a trainer. One has
    all that a class can have.
    """
    trainer = plan_story.trainer("Tahmina")
    venue, batch = plan_story.venue(oli), plan_story.planned_batch(oli, district="khulna", trainer=trainer)
    other = plan_story.planned_batch(oli, district="sylhet", number=2)
    moved, cancelled = batch.sessions.order_by("starts_at")[:2]
    later = moved.starts_at + timedelta(hours=1)
    move_class(by=oli, session_id=moved.pk, starts_at=later, reason="হল রং করা হচ্ছে।")
    cancel_class(by=oli, session_id=cancelled.pk, reason="হল রং করা হচ্ছে।")
    added = add_to_class(oli, moved, trainee) | call_a_roll(oli, batch, trainee)
    added |= add_held_classes(oli, moved.batch, trainee)
    day = plan_story.today() + timedelta(days=300)
    begins = clock.now()
    columns = {"reason": "power", "from_at": begins, "until_at": begins + timedelta(hours=6)}
    enter_outage(by=oli, district=batch.district, **columns)
    add_period(by=oli, kind="ramadan", first_day=day, last_day=day, name_en="Ramadan 2027", name_bn="রমজান ২০২৭")
    return {
        **create_selections(oli),
        **added,
        **create_class_report(batch, trainee),
        **create_face_to_face(trainer, batch, trainee),
        "planned": batch.pk,
        "unled": other.pk,
        "teacher": trainer.pk,
        "moved": moved.pk,
        "cancelled": cancelled.pk,
        "in_person": batch.sessions.filter(kind="in_person").earliest("starts_at").pk,
        "phase": batch.phase_id,
        "plan": batch.phase.template_id,
        "venue": venue.pk,
        **create_applications(batch.phase),
    }


def create_places(oli: User, nadia: User, farida: User) -> dict[str, Any]:
    """A batch in which a place is offered, one is taken, one has ended, and somebody waits."""
    batch = plan_story.planned_batch(oli, district="noakhali", number=3)
    place_story.published(batch, [nadia], [make.make_person("Waiting")])
    (offer,) = offer_seats(selection=batch.phase.selection)
    Batch.objects.filter(pk=batch.pk).update(seats=4)
    left = plan_story.enrolled(batch, make.make_person("Laila"), seat=4)
    drop_out(by=oli, enrolment_id=left.pk, reason="বিষয়")
    place = plan_story.enrolled(batch, farida, seat=3)
    rows = make_allowances(oli, make.make_person("Olga", roles=["officer"]), place, left)
    return {
        "placed": batch.pk,
        "offer": offer.pk,
        "place": place.pk,
        "own_line": rows["own.line_id"],
        "allowance": rows["allowance_id"],
        "allowance_list": rows["list_id"],
        "decided_list": AllowanceLine.objects.get(pk=rows["own.line_id"]).list_id,
        "allowance_line": rows["line_id"],
        "allowance_question": rows["question_id"],
        "left": left.pk,
        **create_projects(oli, batch, farida),
    }


def create_projects(oli: User, batch: Batch, farida: User) -> dict[str, Any]:
    """A project in work with a check-in, one that is submitted, and one on which two assessors differ."""
    Batch.objects.filter(pk=batch.pk).update(seats=8)
    others = [make.make_person(name) for name in ("Poly", "Shima")]
    for seat, each in enumerate(others, start=6):
        plan_story.enrolled(batch, each, seat=seat)
    open_projects(by=oli, batch_id=batch.pk)
    idea = Idea(title="বিষয়", text="চায়ের দোকানের লোগো", deliverables="একটি ছবি")
    ids = [propose_project(by=each, idea=idea).pk for each in (farida, *others)]
    for project_id in ids:
        agree_project(by=oli, project_id=project_id)
    add_check_in(by=farida, project_id=ids[0], done="খসড়া", next_step="লেবেল")
    for each, project_id in zip(others, ids[1:], strict=True):
        add_version(by=each, project_id=project_id, links=["https://example.org/1"])
        submit_project(by=each, project_id=project_id)
    for percent, result in ((90, "honours"), (70, "passed")):
        officer = make.make_person(f"Officer {percent}", roles=["officer"])
        marks = Marks(points=project_story.points(percent), result=result, text="ভালো কাজ।")
        assess_project(by=officer, project_id=ids[2], marks=marks)
    names = ("project", "submitted project", "differing project")
    brief = {"brief": project_story.brief().pk, "project topic": "graphics-design"}
    return {**dict(zip(names, ids, strict=True)), **brief}


def create_selections(oli: User) -> dict[str, int]:
    """Phases at each step of a selection."""
    other, day = make.make_person("Onu", roles=["officer"]), plan_story.today()
    days = {"opens_on": day + timedelta(days=2), "closes_on": day + timedelta(days=9)}
    districts = ("rangpur", "rangpur", "rangpur", "dhaka")
    drawn, refused, published = (selection_story.over(oli, *districts, number=at) for at in (13, 14, 15))
    Application.objects.filter(phase=published, district__slug="dhaka").update(certificate=None)
    for each in (drawn, refused, published):
        draw_selection(by=other, phase_id=each.pk)
    refuse_selection(by=oli, phase_id=refused.pk, reason="নিবন্ধে ভুল আছে।")
    confirm_selection(by=oli, phase_id=published.pk)
    ids = {"drawn": drawn.pk, "refused": refused.pk, "published": published.pk}
    return {**ids, "uncommitted": plan_story.planned(oli, number=12, **days).pk}


def create_course(oli: User, farida: User, rina: User) -> dict[str, Any]:
    """A small course with a draft by Oli, a change of a question that waits, and exams of Farida's batch; at a lesson a
    question that has two answers, and a note of two devices."""
    version = course_story.published(course_story.files_with_video("how-to-add"))
    check, secret = Question.objects.filter(course=version.course).order_by("pk")
    question = DraftQuestion.objects.filter(lesson__draft=begin_draft(by=oli, course_slug="sums")).earliest("pk")
    batch = Batch.objects.filter(enrolments__trainee=farida).first()
    exams = make_exams(make.make_officer(), batch, farida)
    trainer = User.objects.get(email="tahmina@demo.test")
    waiting = change_question(by=trainer, question_id=secret.pk, row=row_of(secret) | {"answer": 43})
    ids = {"course version": version.pk, "draft question": question.pk, "bank question": check.pk}
    ids |= {"question set": waiting.pk, **create_lesson_question(version, farida, rina)}
    ids |= {"video": create_video(oli, version, farida), "watching batch": batch.pk}
    return {**exams, **ids, "course": "sums", "lesson": "adding", "module": 1}


def create_video(oli: User, version: CourseVersion, farida: User) -> int:
    """A small video at a lesson with captions, of which Farida saw a part."""
    video = sent_video(oli, film(24))
    save_captions(by=oli, video_id=video.pk, language="bn", text=VTT_BN)
    note_watching(
        by=farida, lesson=version.lessons.get(slug="adding"), name=rendered(video).slug, parts=[0], position=9
    )
    return video.pk


def create_lesson_question(version: CourseVersion, farida: User, rina: User) -> dict[str, int]:
    """At a lesson."""
    lesson = version.lessons.get(slug="adding")
    question = ask_at_lesson(by=farida, lesson=lesson, text="চার কেন?")
    rows = [answer_at_lesson(by=rina, question_id=question.pk, text=each) for each in ("গুনে দেখুন।", "আবার গুনুন।")]
    choose_best_answer(by=farida, answer_id=rows[0].pk)
    for text in ("দুই আর দুই।", "তিন আর এক।"):
        save_note(by=farida, lesson=lesson, writing=Writing(text))
    return {"lesson question": question.pk, "lesson answer": rows[1].pk}


def create_coaching(carla: User, farida: User, rina: User) -> dict[str, int]:
    """Of Farida, with a bid that waits and one with comments; Rina asks for it."""
    trainer = User.objects.get(email="tahmina@demo.test")
    trainer.display_name, trainer.other_name = "তাহমিনা", "Tahmina"  # stand in what the freelancer is told
    trainer.save(update_fields=["display_name", "other_name"])
    coaching, texts = coaching_story.running(farida, trainer), {"comment": "শুরুটা ভালো।", "price_comment": "৯০ বলুন।"}
    jobs = [make.make_job(carla, title="দোকানের সাইন", description="দুই রঙে।") for _ in range(2)]
    waiting, answered = (coaching_story.shown(farida, each, letter="আমি সাইন আঁকি।") for each in jobs)
    answer_review(by=trainer, review_id=answered.pk, **texts)
    asked = ask_coach(by=rina, trainer_id=trainer.pk)
    ids = {"coaching": coaching.pk, "asked coaching": asked.pk}
    return {**ids, "shown bid": waiting.pk, "answered bid": answered.pk}


def create_class_report(batch: Batch, trainee: User) -> dict[str, int]:
    """A class that was reported, and about which the office asks."""
    session = batch.sessions.filter(kind="in_person").latest("starts_at")
    state, answer_until = ClassInquiry.State.OPEN, clock.now() + timedelta(days=3)
    inquiry = ClassInquiry.objects.create(
        session=session, trainer=batch.trainer, state=state, answer_until=answer_until
    )
    place = batch.enrolments.get(trainee=trainee)
    ClassReport.objects.create(inquiry=inquiry, enrolment=place, kind="not_held", text="কেউ আসেননি।", at=clock.now())
    return {"reported_class": session.pk}


def create_face_to_face(trainer: User, batch: Batch, trainee: User) -> dict[str, int]:
    """A journey with a version before, and a list with what is open and what is settled."""
    first, later = batch.sessions.filter(kind="in_person").order_by("starts_at")[:2]
    leaves_at, arrives_at = first.starts_at - timedelta(days=1), first.starts_at - timedelta(hours=12)
    journey = Journey([first.pk], "ঢাকা", "খুলনা", "bus", leaves_at, arrives_at, stay="সার্কিট হাউস")
    plan = plan_travel(by=trainer, batch_id=batch.pk, journey=journey)
    change_travel(by=trainer, plan_id=plan.pk, journey=replace(journey, means="train"))
    ClassSession.objects.filter(pk=first.pk).update(starts_at=first.starts_at + timedelta(hours=1))
    for text in ("দাম ঠিক করা", "স্তর নিয়ে কাজ"):
        problem = add_problem(by=trainee, session_id=first.pk, text=text)
    settle_problem(by=trainer, session_id=first.pk, key=f"own-{problem.pk}", decision="ঘণ্টা ধরে।")
    return {"face_later": later.pk, "journey": plan.pk}


def create_tracer(farida: User) -> dict[str, Any]:
    """A round that is open."""
    now = clock.now()
    times = {"starts_at": now, "ends_at": now + timedelta(days=30)}
    row = TracerRound.objects.create(certificate=farida.certificate, months=3, **times)
    return {"round": row.pk, "tracer_token": token_of(row)}


def create_grievances(oli: User, farida: User) -> dict[str, int]:
    """One that waits, and one that is answered."""
    account = Account("harassment", "স্যার রাতে ফোন করেন।", people=[make.make_officer()])
    waiting, answered = (submit_grievance(by=farida, account=account) for _ in range(2))
    take_grievance(by=oli, grievance_id=answered.pk)
    reply_to_grievance(by=oli, grievance_id=answered.pk, text="আমরা কথা বলেছি।", answers=True)
    return {"grievance": waiting.pk, "answered_grievance": answered.pk}


def create_objections(oli: User, rina: User, moni: User) -> dict[str, int]:
    """Applications whose certificate is not in the register: one without an objection, one with, one refused."""
    first, second = (plan_story.planned(oli, number=number) for number in (21, 22))
    typed = {"certificate_number": "WCTP-2016-0123", "certificate_name": "রিনা আক্তার", "begun_at": clock.now()}
    rows = [(rina, first), (rina, second), (moni, first)]
    made = [Application.objects.create(applicant=who, phase=phase, **typed) for who, phase in rows]
    objections = []
    for each in made[1:]:
        photo = keep_upload(by=each.applicant, file=SimpleUploadedFile("photo.png", png().read())).pk
        about = {"text": "আমি রংপুরে শিখেছি।", "uploads": [photo]}
        objections.append(object_to_register(by=each.applicant, application_id=each.pk, **about))
    decide_objection(by=oli, objection_id=objections[1].pk, grant=False, reason="ছবিটি অন্ধকার।")
    return {
        **dict(zip(("typed", "objected", "objection refused"), (each.pk for each in made), strict=True)),
        "objection": objections[0].pk,
        "refused_objection": objections[1].pk,
    }


def create_applications(phase: Phase) -> dict[str, Any]:
    """One that was sent, and a draft."""
    certificate = plan_story.earlier_certificate("ফরিদা খাতুন", district="khulna")
    farida, carla = (User.objects.get(email=f"{name}@demo.test") for name in ("farida", "carla"))
    application = plan_story.submitted(farida, phase, certificate)
    draft = begin_application(by=carla, phase_id=phase.pk)
    save_district(by=carla, application_id=draft.pk, district=certificate.district)
    return {"application": application.pk} | {f"step {step}": step.value for step in Step}


def add_to_class(oli: User, session: ClassSession, trainee: User) -> dict[str, int]:
    """Material, a task, questions with and without an answer, and a recording."""
    plan_story.enrolled(session.batch, trainee, seat=30)
    of_class, room = {"by": oli, "session_id": session.pk}, "https://meet.jit.si/khulna"
    describe_class(**of_class, title_en="Colours", title_bn="রং", room=room)
    answered, question = (ask_question(by=trainee, session_id=session.pk, text="কোন প্রোগ্রাম?") for _each in range(2))
    answer_question(by=oli, question_id=answered.pk, answer="যেটি আপনার আছে।")
    due = session.starts_at + timedelta(days=3)
    recording = Recording(session=session, title="পুরো ক্লাস", link=room, size=88080384, minutes=92)
    recording.added_by, recording.added_at = oli, clock.now()
    recording.save()
    return {
        "material": add_material(**of_class, title="স্লাইড", text="পড়ে আসুন।", link=room).pk,
        "task": add_class_task(**of_class, text="একটি লোগো আঁকুন।", due_at=due).pk,
        "question": question.pk,
        "recording": recording.pk,
    }


def call_a_roll(oli: User, batch: Batch, trainee: User) -> dict[str, int]:
    """A class that is going on, with a code, a mark that contradicts it, and the trainee's card."""
    session, now = batch.sessions.filter(kind="live").latest("starts_at"), clock.now()
    session.starts_at, session.ends_at = now - timedelta(minutes=30), now + timedelta(hours=1)
    session.save()
    place = batch.enrolments.get(trainee=trainee)
    place.offered_at = now - timedelta(days=1)
    place.save()
    code = code_actions.open_code(by=oli, session_id=session.pk)
    code_actions.enter_code(by=trainee, session_id=session.pk, code=code_actions.digits_of(code))
    call_roll(by=oli, session_id=session.pk, marks=[RollMark(place.pk, "absent")])
    return {"rolled": session.pk, "card": place.pk}


def add_held_classes(oli: User, batch: Batch, trainee: User) -> dict[str, int]:
    """Classes that are over: one with a claim and an objection, one that can be made up, claimed and objected to."""
    session, missed = attendance_story.held(batch), attendance_story.held(batch, 91, timedelta(hours=5))
    sets = [attendance_story.checks(each, oli) for each in (session, missed)]
    attendance_story.marked(session, Enrolment.objects.get(batch=batch, trainee=trainee), oli)
    of_class = {"by": trainee, "session_id": session.pk}
    outage = OutageDetails("electricity", session.starts_at, session.ends_at, "বিদ্যুৎ ছিল না।")
    return {
        "held_class": session.pk,
        "missed": missed.pk,
        "checked": sets[0].recording_id,
        "claim": claim_outage(**of_class, details=outage).pk,
        "attendance_objection": object_to_attendance(**of_class, text="আমি ছিলাম।").pk,
    }


def page_urls(world: SimpleNamespace) -> Iterator[tuple[str, str, str]]:
    for name, visits in PAGES.items():
        for who, arguments in visits:
            yield name, who, reverse(name, kwargs={key: getattr(world, at, at) for key, at in arguments.items()})


@pytest.mark.parametrize("language", ["bn", "en"])
def test_each_page_is_in_one_language(world, page, run_jobs, language):
    run_jobs()
    for person in filter(None, world.people.values()):
        person.language = language
        person.save()
    browsers = {who: page(person, language) for who, person in world.people.items()}
    # reauthentication allows changes of the second factor
    browsers["carla"].post(reverse("account_reauthenticate"), {"password": "amar-kaj-demo"})
    leaks_by_page: dict[str, set[str]] = {}
    for name, who, address in page_urls(world):
        answer: Any = browsers[who].get(address)
        if answer.status_code != 200:
            leaks_by_page[f"{name} of {who or 'anybody'}"] = {f"{answer.status_code} {answer.headers.get('Location')}"}
            continue
        leaks_by_page[f"{name} of {who or 'anybody'}"] = leaks(answer.content.decode(), language)
        if name in FORMS:
            leaks_by_page[f"{name} sent empty"] = leaks(browsers[who].post(address, {}).content.decode(), language)
    leaking = {where: texts for where, texts in leaks_by_page.items() if texts}
    assert not leaking, "\n".join(f"{where}: {texts}" for where, texts in leaking.items())


def url_names(patterns: list[Any], above: str = "") -> Iterator[str]:
    for each in patterns:
        path = above + str(each.pattern)
        if isinstance(each, URLPattern):
            if not re.match(r"api/|staff/admin/|sandbox/stripe/(\^)?v1/|sandbox/bkash/v", path):
                yield each.name or path
        else:
            yield from url_names(each.url_patterns, path)


def test_every_url_is_listed_as_page_or_no_page():
    assert set(url_names(get_resolver().url_patterns)) == PAGES.keys() | NO_PAGES


def test_text_in_the_other_language_is_detected():
    page = '<html lang="bn"><p title="Close">ঠিক <b lang="en">fine</b> leak</p><p>৳৫ USD</p><code>x</code>'
    assert leaks(page, "bn") == {"Close", "leak"}
    assert leaks('<html lang="en"><p>ঠিক<b lang="bn">আছে</b></p>', "en") == {"ঠিক"}
