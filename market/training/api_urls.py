"""Addresses of the programme and its register in the API; of what trainees live through, `course_api_urls`."""

from django.urls import path

from market.training.appeals import api as appeals_api
from market.training.applications import api as applications_api
from market.training.badges import api as badges_api
from market.training.batches import api as batches_api
from market.training.certificates import api as certificates_api
from market.training.course_api_urls import course_api_urlpatterns
from market.training.district_outages.urls import outage_api_urlpatterns
from market.training.districts import api as districts_api
from market.training.issuing import api as issuing_api
from market.training.letters import api as letters_api
from market.training.list_urls import list_api_urlpatterns
from market.training.periods import api as periods_api
from market.training.plans import api as plans_api
from market.training.plans import load_api
from market.training.register import api as register_api
from market.training.selection import api as selection_api
from market.training.signatories import api as signatories_api

CERTIFICATE, ISSUANCE = "register/certificates/<int:certificate_id>/", "register/issuances/<int:issuance_id>/"
OF_PHASE = "register/phases/<int:phase_id>/selection/"
OWN = "me/applications/<int:application_id>/"
register_api_urlpatterns = [
    path("certificates/claim/", certificates_api.ClaimCertificate.as_view(), name="api_claim_certificate"),
    path("certificates/mine/", certificates_api.MyCertificate.as_view(), name="api_my_certificate"),
    path("certificates/mine/appeal/", appeals_api.MyAppeal.as_view(), name="api_my_appeal"),
    path("certificates/mine/badge/", badges_api.MyBadge.as_view(), name="api_my_badge"),
    path("certificates/<str:serial>/", certificates_api.CertificateDetail.as_view(), name="api_certificate"),
    path("programme/", districts_api.ProgrammeDetail.as_view(), name="api_programme"),
    path("selection/rule/", selection_api.SelectionRule.as_view(), name="api_selection_rule"),
    path("selection/<int:phase_id>/", selection_api.SelectionDetail.as_view(), name="api_selection"),
    path("selection/<int:phase_id>/places/", selection_api.SelectionPlaces.as_view(), name="api_selection_places"),
    path("phases/open/", applications_api.OpenPhases.as_view(), name="api_open_phases"),
    path("me/applications/", applications_api.MyApplications.as_view(), name="api_my_applications"),
    path(OWN, applications_api.MyApplication.as_view(), name="api_my_application"),
    path(f"{OWN}submit/", applications_api.SubmitApplication.as_view(), name="api_submit_application"),
    path(f"{OWN}withdraw/", applications_api.WithdrawApplication.as_view(), name="api_withdraw_application"),
    path("batches/", batches_api.Batches.as_view(), name="api_batches"),
    path("batches/<int:batch_id>/", batches_api.BatchDetail.as_view(), name="api_batch"),
    path(
        "me/applications/<int:application_id>/objection/",
        register_api.ObjectToRegister.as_view(),
        name="api_object_to_register",
    ),
    path(
        "me/applications/<int:application_id>/objection/second-officer/",
        register_api.AskSecondOfficer.as_view(),
        name="api_ask_second_officer",
    ),
    path("register/earlier-certificates/", register_api.EarlierCertificates.as_view(), name="api_earlier_certificates"),
    path(
        "register/earlier-certificates/import/",
        register_api.ImportEarlierCertificates.as_view(),
        name="api_import_earlier_certificates",
    ),
    path("register/objections/", register_api.RegisterObjections.as_view(), name="api_register_objections"),
    path(
        "register/objections/<int:objection_id>/decide/",
        register_api.DecideObjection.as_view(),
        name="api_decide_objection",
    ),
    path("register/programmes/", plans_api.Programmes.as_view(), name="api_programmes"),
    path("register/plan-templates/", plans_api.PlanTemplates.as_view(), name="api_plan_templates"),
    path(
        "register/plan-templates/<int:template_id>/", plans_api.PlanTemplateDetail.as_view(), name="api_plan_template"
    ),
    path("register/trainers/", load_api.TrainerLoad.as_view(), name="api_trainer_load"),
    path("register/phases/", plans_api.Phases.as_view(), name="api_phases"),
    path("register/phases/preview/", plans_api.PreviewPhase.as_view(), name="api_preview_phase"),
    path("register/phases/<int:phase_id>/", plans_api.PhaseDetail.as_view(), name="api_phase"),
    path(OF_PHASE, selection_api.PhaseSelection.as_view(), name="api_phase_selection"),
    path(f"{OF_PHASE}commit/", selection_api.CommitSelection.as_view(), name="api_commit_selection"),
    path(f"{OF_PHASE}draw/", selection_api.DrawSelection.as_view(), name="api_draw_selection"),
    path(f"{OF_PHASE}confirm/", selection_api.ConfirmSelection.as_view(), name="api_confirm_selection"),
    path(f"{OF_PHASE}refuse/", selection_api.RefuseSelection.as_view(), name="api_refuse_selection"),
    path(
        "register/phases/<int:phase_id>/applications/",
        applications_api.PhaseApplications.as_view(),
        name="api_phase_applications",
    ),
    path(
        "register/applications/<int:application_id>/",
        applications_api.ApplicationRecord.as_view(),
        name="api_application_record",
    ),
    path("register/venues/", plans_api.Venues.as_view(), name="api_venues"),
    path("register/venues/<int:venue_id>/", plans_api.VenueDetail.as_view(), name="api_venue"),
    *outage_api_urlpatterns,
    path("register/periods/", periods_api.Periods.as_view(), name="api_periods"),
    path("register/periods/<int:period_id>/remove/", periods_api.RemovePeriod.as_view(), name="api_remove_period"),
    path("register/batches/<int:batch_id>/trainers/", plans_api.BatchTrainers.as_view(), name="api_batch_trainers"),
    path(
        "register/batches/<int:batch_id>/trainers/<int:user_id>/remove/",
        plans_api.RemoveTrainer.as_view(),
        name="api_remove_trainer",
    ),
    path("register/certificates/", issuing_api.RegisterCertificates.as_view(), name="api_register_certificates"),
    path(CERTIFICATE, issuing_api.RegisterCertificate.as_view(), name="api_register_certificate"),
    path(f"{CERTIFICATE}revoke/", issuing_api.PrepareRevocation.as_view(), name="api_prepare_revocation"),
    path(f"{CERTIFICATE}new-letter/", issuing_api.PrepareLetter.as_view(), name="api_prepare_letter"),
    path(f"{CERTIFICATE}name/", issuing_api.PrepareName.as_view(), name="api_prepare_name"),
    path("register/signatories/", signatories_api.SignatoriesList.as_view(), name="api_signatories_list"),
    path(
        "register/signatories/<int:signatories_id>/confirm/",
        signatories_api.ConfirmSignatories.as_view(),
        name="api_confirm_signatories",
    ),
    path(
        "register/signatories/<int:signatories_id>/refuse/",
        signatories_api.RefuseSignatories.as_view(),
        name="api_refuse_signatories",
    ),
    path("register/issuances/", issuing_api.Issuances.as_view(), name="api_issuances"),
    path(ISSUANCE, issuing_api.IssuanceDetail.as_view(), name="api_issuance"),
    path(f"{ISSUANCE}names/", issuing_api.IssuanceNames.as_view(), name="api_issuance_names"),
    path(f"{ISSUANCE}release/", issuing_api.ReleaseIssuance.as_view(), name="api_release_issuance"),
    path(f"{ISSUANCE}refuse/", issuing_api.RefuseIssuance.as_view(), name="api_refuse_issuance"),
    path(f"{ISSUANCE}withdraw/", issuing_api.WithdrawIssuance.as_view(), name="api_withdraw_issuance"),
    path(f"{ISSUANCE}printings/", letters_api.PrintLetters.as_view(), name="api_print_letters"),
    path(
        "register/batches/<int:batch_id>/printings/",
        letters_api.PrintCertificates.as_view(),
        name="api_print_certificates",
    ),
    path("register/printings/", letters_api.Printings.as_view(), name="api_printings"),
    path("register/printings/<int:printing_id>/", letters_api.PrintingDetail.as_view(), name="api_printing"),
    path("register/printings/<int:printing_id>/file/", letters_api.PrintingFile.as_view(), name="api_printing_file"),
    path("register/appeals/", appeals_api.RegisterAppeals.as_view(), name="api_register_appeals"),
    path("register/appeals/<int:appeal_id>/decide/", appeals_api.DecideAppeal.as_view(), name="api_decide_appeal"),
]
api_urlpatterns = [*register_api_urlpatterns, *course_api_urlpatterns, *list_api_urlpatterns]
