"""Addresses of the desk: what officers and trainers do about the register and the programme."""

from django.urls import path

from market.training.appeals import views as appeals_views
from market.training.applications import desk_views as applications_desk_views
from market.training.attendance_objections import views as attendance_objections_views
from market.training.batches import views as batches_views
from market.training.classes import views as classes_views
from market.training.enrolments import desk_views as places_views
from market.training.graduation import views as graduation_views
from market.training.grievances import desk_views as grievance_desk_views
from market.training.guide_book import views as guide_views
from market.training.issuing import desk_views
from market.training.issuing import views as issuing_views
from market.training.letters import views as letters_views
from market.training.not_held import views as not_held_views
from market.training.periods import views as periods_views
from market.training.plans import load_views
from market.training.plans import views as plans_views
from market.training.projects import trainer_views
from market.training.register import objection_views
from market.training.register import views as register_views
from market.training.rooms import views as rooms_views
from market.training.selection import desk_views as selection_desk_views
from market.training.signatories import views as signatories_views
from market.training.travel_plans import views as travel_views

SELECTION = "staff/phases/<int:phase_id>/selection/"
staff_urlpatterns = [
    path("staff/grievances/", grievance_desk_views.grievance_desk, name="grievance_desk"),
    path("staff/grievances/file/", grievance_desk_views.export_grievances, name="export_grievances"),
    path("staff/grievances/<int:grievance_id>/", grievance_desk_views.grievance_record, name="grievance_record"),
    path("staff/grievances/<int:grievance_id>/take/", grievance_desk_views.take_grievance, name="take_grievance"),
    path(
        "staff/grievances/<int:grievance_id>/reply/",
        grievance_desk_views.reply_to_grievance,
        name="reply_to_grievance",
    ),
    path("staff/grievances/<int:grievance_id>/people/", grievance_desk_views.name_people, name="name_people"),
    path("staff/batches/<int:batch_id>/guide-copies/", guide_views.send_guide_copies, name="send_guide_copies"),
    path("staff/places/<int:enrolment_id>/exception/", graduation_views.propose_exception, name="propose_exception"),
    path("staff/exceptions/<int:exception_id>/confirm/", graduation_views.confirm_exception, name="confirm_exception"),
    path("staff/exceptions/<int:exception_id>/refuse/", graduation_views.refuse_exception, name="refuse_exception"),
    path("staff/class-reports/", not_held_views.class_reports, name="class_reports"),
    path(
        "staff/attendance-objections/",
        attendance_objections_views.attendance_objections,
        name="attendance_objections",
    ),
    path(
        "staff/attendance-objections/<int:objection_id>/",
        attendance_objections_views.attendance_objection,
        name="attendance_objection",
    ),
    path("staff/certificates/", desk_views.certificate_desk, name="certificate_desk"),
    path("staff/certificates/new/", issuing_views.issue_certificate, name="issue_certificate"),
    path("staff/signatories/", signatories_views.signatories, name="signatories"),
    path(
        "staff/signatories/<int:signatories_id>/confirm/",
        signatories_views.confirm_signatories,
        name="confirm_signatories",
    ),
    path(
        "staff/signatories/<int:signatories_id>/refuse/",
        signatories_views.refuse_signatories,
        name="refuse_signatories",
    ),
    path("staff/certificates/<int:certificate_id>/", desk_views.certificate_record, name="certificate_record"),
    path("staff/certificates/<int:certificate_id>/name/", desk_views.correct_name, name="correct_name"),
    path("staff/certificates/<int:certificate_id>/new-letter/", desk_views.new_letter, name="new_letter"),
    path(
        "staff/certificates/<int:certificate_id>/letter/", issuing_views.certificate_letter, name="certificate_letter"
    ),
    path("staff/earlier-certificates/", register_views.earlier_certificates, name="earlier_certificates"),
    path(
        "staff/earlier-certificates/import/",
        register_views.import_earlier_certificates,
        name="import_earlier_certificates",
    ),
    path("staff/earlier-certificates/template/", register_views.earlier_template, name="earlier_template"),
    path("staff/objections/", objection_views.register_objections, name="register_objections"),
    path("staff/objections/<int:objection_id>/", objection_views.register_objection, name="register_objection"),
    path("staff/programme/", plans_views.programme_desk, name="programme_desk"),
    path("staff/programme/new/", plans_views.add_programme, name="add_programme"),
    path("staff/programme/phases/new/", plans_views.new_phase, name="new_phase"),
    path("staff/programme/phases/<int:phase_id>/", plans_views.phase, name="phase"),
    path(SELECTION, selection_desk_views.phase_selection, name="phase_selection"),
    path(f"{SELECTION}draw.json", selection_desk_views.phase_selection_file, name="phase_selection_file"),
    path(f"{SELECTION}commit/", selection_desk_views.commit_selection, name="commit_selection"),
    path(f"{SELECTION}draw/", selection_desk_views.draw_selection, name="draw_selection"),
    path(f"{SELECTION}confirm/", selection_desk_views.confirm_selection, name="confirm_selection"),
    path(f"{SELECTION}refuse/", selection_desk_views.refuse_selection, name="refuse_selection"),
    path("staff/phases/<int:phase_id>/projects/", trainer_views.phase_projects, name="phase_projects"),
    path("staff/phases/<int:phase_id>/projects/file/", trainer_views.export_projects, name="export_projects"),
    path(
        "staff/phases/<int:phase_id>/applications/",
        applications_desk_views.phase_applications,
        name="phase_applications",
    ),
    path(
        "staff/phases/<int:phase_id>/applications/file/",
        applications_desk_views.export_applications,
        name="export_applications",
    ),
    path(
        "staff/applications/<int:application_id>/",
        applications_desk_views.application_record,
        name="application_record",
    ),
    path("staff/travel/", travel_views.travel_desk, name="travel_desk"),
    path("staff/travel/file/", travel_views.export_travel, name="export_travel"),
    path("staff/trainers/", load_views.trainer_load, name="trainer_load"),
    path("staff/plan-templates/new/", plans_views.add_plan_template, name="add_plan_template"),
    path("staff/plan-templates/<int:template_id>/", plans_views.plan_template, name="plan_template"),
    path("staff/venues/", plans_views.venues, name="venues"),
    path("staff/venues/<int:venue_id>/", plans_views.venue, name="venue"),
    path("staff/room-hosts/", rooms_views.room_hosts, name="room_hosts"),
    path("staff/room-hosts/<int:host_id>/remove/", rooms_views.remove_room_host, name="remove_room_host"),
    path("staff/periods/", periods_views.periods, name="periods"),
    path("staff/periods/<int:period_id>/remove/", periods_views.remove_period, name="remove_period"),
    path("staff/batches/new/", batches_views.new_batch, name="new_batch"),
    path("staff/batches/<int:batch_id>/calendar/", classes_views.move_calendar, name="move_calendar"),
    path("staff/batches/<int:batch_id>/places/", places_views.batch_places, name="batch_places"),
    path("staff/batches/<int:batch_id>/places/<str:kind>/", places_views.batch_places_file, name="batch_places_file"),
    path("staff/batches/<int:batch_id>/graduation/prepare/", graduation_views.prepare_ready, name="prepare_ready"),
    path("staff/batches/<int:batch_id>/trainers/", plans_views.batch_trainers, name="batch_trainers"),
    path(
        "staff/batches/<int:batch_id>/trainers/<int:user_id>/remove/", plans_views.remove_trainer, name="remove_trainer"
    ),
    path("staff/batches/<int:batch_id>/certificates/", letters_views.batch_certificates, name="batch_certificates"),
    path("staff/batches/<int:batch_id>/list/", batches_views.batch_list, name="batch_list"),
    path("staff/import/", issuing_views.import_graduates, name="import_graduates"),
    path("staff/import/template/", issuing_views.import_template, name="import_template"),
    path("staff/issuing/", issuing_views.issuances, name="issuances"),
    path("staff/issuing/<int:issuance_id>/", issuing_views.issuance, name="issuance"),
    path("staff/issuing/<int:issuance_id>/release/", issuing_views.release_issuance, name="release_issuance"),
    path("staff/issuing/<int:issuance_id>/refuse/", issuing_views.refuse_issuance, name="refuse_issuance"),
    path("staff/issuing/<int:issuance_id>/withdraw/", issuing_views.withdraw_issuance, name="withdraw_issuance"),
    path("staff/issuing/<int:issuance_id>/letters/", letters_views.issuance_letters, name="issuance_letters"),
    path("staff/issuing/<int:issuance_id>/printed/", issuing_views.confirm_printed, name="confirm_printed"),
    path("staff/printing/<int:printing_id>/", letters_views.printing, name="printing"),
    path("staff/printing/<int:printing_id>/file/", letters_views.printing_file, name="printing_file"),
    path("staff/appeals/", appeals_views.appeals, name="appeals"),
    path("staff/appeals/<int:appeal_id>/", appeals_views.appeal_record, name="appeal_record"),
]
