"""The API: Django REST framework, its tokens (knox), its OpenAPI description (drf-spectacular)."""

from datetime import timedelta

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "market.accounts.tokens.authentication.BearerAuthentication",
        "market.accounts.tokens.authentication.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["market.core.api.parsers.JsonParser"],
    "DEFAULT_PAGINATION_CLASS": "market.core.api.views.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "market.core.api.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 20,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105  # no secret: a table
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTH_HEADER_PREFIX": "Bearer"}

SPECTACULAR_SETTINGS = {
    "TITLE": "Amar Kaj",
    "DESCRIPTION": "A marketplace for freelance work. Money is {amount, currency}; errors are problem details.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ReactionKind": "market.messaging.models.Message.Reaction",
        "JobState": "market.jobs.models.Job.State",
        "InvitationState": "market.jobs.models.Invitation.State",
        "ReportState": "market.safety.models.Report.State",
        "BidState": "market.bids.models.Bid.State",
        "ContractState": "market.contracts.models.Contract.State",
        "MilestoneState": "market.contracts.models.Milestone.State",
        "ProposalState": "market.contracts.models.Proposal.State",
        "ServiceState": "market.services.models.Service.State",
        "CertificateState": "market.training.models.Certificate.State",
        "IssuanceState": "market.training.models.Issuance.State",
        "StageEnum": "market.disputes.models.Ruling.Stage",
        "ClassState": "market.training.models.ClassSession.State",
        "ClassKind": "market.training.models.ClassSession.Kind",
        "PeriodKind": "market.training.models.CalendarPeriod.Kind",
        "BatchStage": "market.training.plans.stages.Stage",
        "DistrictState": "market.training.districts.queries.Stand",
        "PhaseState": "market.training.plans.queries.PHASE_STATES",
        "PrintingState": "market.training.models.Printing.State",
        "AppealState": "market.training.models.Appeal.State",
        "ProfileState": "market.profiles.models.Profile.State",
        "DisputeState": "market.disputes.models.Dispute.State",
        "OfferState": "market.disputes.models.Offer.State",
        "DisputeReason": "market.disputes.models.Dispute.Reason",
        "ReportReason": "market.safety.models.Report.Reason",
        "MeasureEnding": "market.moderation.models.Measure.Ending",
        "MeasureLevel": "market.moderation.models.Measure.Level",
        "StandingLevel": "market.standing.serializers.CODES",
        "DisputeEnding": "market.disputes.models.Dispute.Ending",
        "DocumentKind": "market.documents.models.Document.Kind",
        "EvidenceKind": "market.payments.models.EvidenceFile.Kind",
        "LedgerAccountKind": "market.payments.models.LedgerAccount.Kind",
        "PayoutState": "market.payments.models.Payout.State",
        "ReleaseState": "market.payments.models.Release.State",
        "Side": "market.accounts.models.User.Side",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "market.core.api.problem_schema.with_problems",
    ],
}
