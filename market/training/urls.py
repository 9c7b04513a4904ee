"""Addresses of the register and the programme for everybody, trainees and trainers; those of the desk: `staff_urls`."""

from django.urls import path

from market.training.api_urls import api_urlpatterns
from market.training.appeals import views as appeals_views
from market.training.applications import views as applications_views
from market.training.assessments import views as assessments_views
from market.training.attendance import code_views as attendance_code_views
from market.training.attendance import own_views
from market.training.attendance import views as attendance_views
from market.training.attendance_objections import views as attendance_objections_views
from market.training.badges import views as badges_views
from market.training.batches import views as batches_views
from market.training.briefs import views as briefs_views
from market.training.certificates import views as certificates_views
from market.training.classes import views as classes_views
from market.training.district_outages.urls import outage_urlpatterns
from market.training.districts import views as districts_views
from market.training.enrolments import views as enrolments_views
from market.training.graduation import views as graduation_views
from market.training.grievances import views as grievances_views
from market.training.guide_book import views as guide_views
from market.training.list_urls import list_urlpatterns
from market.training.made_up import views as made_up_views
from market.training.materials import views as materials_views
from market.training.not_held import views as not_held_views
from market.training.outage_claims import views as outage_claims_views
from market.training.outcome_urls import outcome_urlpatterns
from market.training.problems import views as problems_views
from market.training.projects import trainer_views
from market.training.projects import views as projects_views
from market.training.questions import views as questions_views
from market.training.recordings import views as recordings_views
from market.training.register import objection_views
from market.training.rooms import views as rooms_views
from market.training.selection import views as selection_views
from market.training.staff_urls import staff_urlpatterns
from market.training.travel_plans import views as travel_views

__all__ = ["api_urlpatterns", "urlpatterns"]
PROJECT = "projects/<int:project_id>/"
urlpatterns = [
    *list_urlpatterns,
    path("claim/", certificates_views.claim, name="claim"),
    path("claim/appeal/", appeals_views.appeal, name="appeal"),
    path("claim/badge/", badges_views.badge, name="badge"),
    path("claim/badge/<uuid:credential_id>/<str:kind>/", badges_views.badge_file, name="badge_file"),
    path("certificates/", certificates_views.check_certificate, name="check_certificate"),
    path("certificates/<str:serial>/", certificates_views.certificate, name="certificate"),
    path("certificates/<str:serial>/paper/", certificates_views.certificate_paper, name="certificate_paper"),
    path("certificates/<str:serial>/pdf/", certificates_views.certificate_pdf, name="certificate_pdf"),
    *outage_urlpatterns,
    path("programme/", districts_views.programme, name="programme"),
    *outcome_urlpatterns,
    path("programme/grievances/", grievances_views.grievance_counts, name="grievance_counts"),
    path("grievances/", grievances_views.grievances, name="grievances"),
    path("grievances/new/", grievances_views.new_grievance, name="new_grievance"),
    path("grievances/code/", grievances_views.grievance_by_code, name="grievance_by_code"),
    path("grievances/<int:grievance_id>/", grievances_views.grievance, name="grievance"),
    path("grievances/<int:grievance_id>/write/", grievances_views.write_to_grievance, name="write_to_grievance"),
    path("grievances/<int:grievance_id>/reopen/", grievances_views.reopen_grievance, name="reopen_grievance"),
    path("grievances/<int:grievance_id>/close/", grievances_views.close_grievance, name="close_grievance"),
    path("guide/", guide_views.guide_book, name="guide_book"),
    path("guide/copies/<int:enrolment_id>/", guide_views.acknowledge_guide_copy, name="acknowledge_guide_copy"),
    path("selection/rule/", selection_views.selection_rule, name="selection_rule"),
    path("selection/verify_draw.py", selection_views.verify_draw, name="verify_draw"),
    path("selection/<int:phase_id>/", selection_views.selection, name="selection"),
    path("selection/<int:phase_id>/draw.json", selection_views.selection_file, name="selection_file"),
    path("selection/<int:phase_id>/draw.csv", selection_views.selection_table, name="selection_table"),
    path("apply/", applications_views.apply, name="apply"),
    path("apply/<int:phase_id>/review/", applications_views.review_application, name="review_application"),
    path("apply/<int:phase_id>/submit/", applications_views.submit_application, name="submit_application"),
    path("apply/<int:phase_id>/<slug:step>/", applications_views.apply_step, name="apply_step"),
    path("applications/<int:application_id>/", applications_views.my_application, name="my_application"),
    path(
        "applications/<int:application_id>/withdraw/",
        applications_views.withdraw_application,
        name="withdraw_application",
    ),
    path("batches/", batches_views.batches, name="batches"),
    path("batches/<int:batch_id>/", batches_views.batch, name="batch"),
    path("batches/<int:batch_id>/calendar.ics", classes_views.batch_calendar, name="batch_calendar"),
    path("batches/<int:batch_id>/trainees/", enrolments_views.batch_trainees, name="batch_trainees"),
    path("batches/<int:batch_id>/graduation/", graduation_views.batch_graduation, name="batch_graduation"),
    path(
        "batches/<int:batch_id>/graduation/file/", graduation_views.batch_graduation_file, name="batch_graduation_file"
    ),
    path("batches/<int:batch_id>/projects/", trainer_views.batch_projects, name="batch_projects"),
    path("batches/<int:batch_id>/projects/open/", trainer_views.open_projects, name="open_projects"),
    path("batches/<int:batch_id>/attendance/", own_views.batch_attendance, name="batch_attendance"),
    path("batches/<int:batch_id>/attendance.csv", own_views.batch_attendance_file, name="batch_attendance_file"),
    path("me/attendance/", own_views.my_attendance, name="my_attendance"),
    path("course/", enrolments_views.my_course, name="my_course"),
    path("places/<int:enrolment_id>/", enrolments_views.enrolment, name="enrolment"),
    path("places/<int:enrolment_id>/accept/", enrolments_views.accept_place, name="accept_place"),
    path("places/<int:enrolment_id>/card/", attendance_views.trainee_card, name="trainee_card"),
    path("places/<int:enrolment_id>/decline/", enrolments_views.decline_place, name="decline_place"),
    path("places/<int:enrolment_id>/drop-out/", enrolments_views.drop_out, name="drop_out"),
    path("places/<int:enrolment_id>/return/", enrolments_views.return_to_batch, name="return_to_batch"),
    path("places/<int:enrolment_id>/transfer/", enrolments_views.transfer, name="transfer"),
    path("places/<int:enrolment_id>/certificate/", graduation_views.take_certificate, name="take_certificate"),
    path("classes/<int:session_id>/", classes_views.class_session, name="class_session"),
    path("classes/<int:session_id>/move/", classes_views.move_class, name="move_class"),
    path("classes/<int:session_id>/cancel/", classes_views.cancel_class, name="cancel_class"),
    path("classes/<int:session_id>/describe/", classes_views.describe_class, name="describe_class"),
    path("classes/<int:session_id>/assign/", classes_views.assign_class, name="assign_class"),
    path("applications/<int:application_id>/objection/", objection_views.object_to_register, name="object_to_register"),
    path(
        "applications/<int:application_id>/objection/second-officer/",
        objection_views.ask_second_officer,
        name="ask_second_officer",
    ),
    path("classes/<int:session_id>/report/", not_held_views.report_class, name="report_class"),
    path("classes/<int:session_id>/reports/", not_held_views.class_inquiry, name="class_inquiry"),
    path("classes/<int:session_id>/reports/answer/", not_held_views.answer_class_report, name="answer_class_report"),
    path("classes/<int:session_id>/reports/decide/", not_held_views.decide_class_report, name="decide_class_report"),
    path("classes/<int:session_id>/room/", rooms_views.enter_room, name="enter_room"),
    path("classes/<int:session_id>/code/", attendance_code_views.open_attendance_code, name="open_attendance_code"),
    path("classes/<int:session_id>/code/end/", attendance_code_views.end_attendance_code, name="end_attendance_code"),
    path(
        "classes/<int:session_id>/code/enter/",
        attendance_code_views.enter_attendance_code,
        name="enter_attendance_code",
    ),
    path("classes/<int:session_id>/roll/", attendance_views.class_roll, name="class_roll"),
    path("classes/<int:session_id>/countersign/", attendance_views.countersign_roll, name="countersign_roll"),
    path("classes/<int:session_id>/materials/new/", materials_views.add_material, name="add_material"),
    path("classes/<int:session_id>/tasks/new/", materials_views.add_class_task, name="add_class_task"),
    path("classes/<int:session_id>/recordings/new/", recordings_views.add_recording, name="add_recording"),
    path("classes/<int:session_id>/make-up/", made_up_views.make_up, name="make_up"),
    path("classes/<int:session_id>/outage/", outage_claims_views.claim_outage, name="claim_outage"),
    path(
        "classes/<int:session_id>/objection/",
        attendance_objections_views.object_to_attendance,
        name="object_to_attendance",
    ),
    path(
        "classes/<int:session_id>/objection/second-officer/",
        attendance_objections_views.ask_second_about_attendance,
        name="ask_second_about_attendance",
    ),
    path("outage-claims/", outage_claims_views.outage_claims, name="outage_claims"),
    path("outage-claims/<int:claim_id>/", outage_claims_views.outage_claim, name="outage_claim"),
    path("classes/<int:session_id>/ask/", questions_views.ask_question, name="ask_question"),
    path("class-materials/<int:material_id>/", materials_views.change_material, name="change_material"),
    path("class-materials/<int:material_id>/remove/", materials_views.remove_material, name="remove_material"),
    path("class-tasks/<int:task_id>/", materials_views.change_class_task, name="change_class_task"),
    path("class-tasks/<int:task_id>/remove/", materials_views.remove_class_task, name="remove_class_task"),
    path("recordings/<int:recording_id>/", recordings_views.change_recording, name="change_recording"),
    path("recordings/<int:recording_id>/checks/", made_up_views.write_checks, name="write_checks"),
    path("recordings/<int:recording_id>/remove/", recordings_views.remove_recording, name="remove_recording"),
    path("class-questions/<int:question_id>/", questions_views.change_question, name="change_question"),
    path("class-questions/<int:question_id>/remove/", questions_views.remove_question, name="remove_question"),
    path("class-questions/<int:question_id>/answer/", questions_views.answer_question, name="answer_question"),
    path("briefs/", briefs_views.briefs, name="briefs"),
    path("briefs/new/", briefs_views.add_brief, name="add_brief"),
    path("briefs/<int:brief_id>/", briefs_views.brief, name="brief"),
    path("briefs/<int:brief_id>/change/", briefs_views.change_brief, name="change_brief"),
    path("briefs/<int:brief_id>/retire/", briefs_views.retire_brief, name="retire_brief"),
    path("briefs/<int:brief_id>/restore/", briefs_views.restore_brief, name="restore_brief"),
    path("rubrics/<slug:topic>/", assessments_views.rubric, name="rubric"),
    path("rubrics/<slug:topic>/change/", assessments_views.change_rubric, name="change_rubric"),
    path("project/", projects_views.my_project, name="my_project"),
    path("project/propose/", projects_views.propose_project, name="propose_project"),
    path(PROJECT, projects_views.project, name="project"),
    path(f"{PROJECT}agree/", trainer_views.agree_project, name="agree_project"),
    path(f"{PROJECT}return/", trainer_views.return_project, name="return_project"),
    path(f"{PROJECT}extend/", trainer_views.extend_project, name="extend_project"),
    path(f"{PROJECT}check-ins/", projects_views.add_check_in, name="add_check_in"),
    path(f"{PROJECT}versions/new/", projects_views.add_version, name="add_version"),
    path(f"{PROJECT}submit/", projects_views.submit_project, name="submit_project"),
    path(f"{PROJECT}assess/", assessments_views.assess_project, name="assess_project"),
    path(f"{PROJECT}decide/", assessments_views.decide_project, name="decide_project"),
    path(f"{PROJECT}ask-again/", assessments_views.ask_again, name="ask_again"),
    path("check-ins/<int:check_in_id>/reply/", projects_views.reply_to_check_in, name="reply_to_check_in"),
    path("project-versions/<int:version_id>/comment/", projects_views.comment_version, name="comment_version"),
    path(".well-known/jwks.json", badges_views.badge_keys, name="badge_keys"),
    path("badges/issuer/", badges_views.badge_issuer, name="badge_issuer"),
    path("badges/keys/<str:kid>/", badges_views.badge_key, name="badge_key"),
    path("badges/status/<int:number>/", badges_views.badge_status, name="badge_status"),
    path("badges/achievements/<slug:topic>/", badges_views.badge_achievement, name="badge_achievement"),
    path("badges/<uuid:credential_id>/", badges_views.badge_credential, name="badge_credential"),
    path("classes/<int:session_id>/problems/", problems_views.class_problems, name="class_problems"),
    path("classes/<int:session_id>/problems/add/", problems_views.add_problem, name="add_problem"),
    path("classes/<int:session_id>/problems/settle/", problems_views.settle_problem, name="settle_problem"),
    path(
        "classes/<int:session_id>/problems/<int:problem_id>/remove/",
        problems_views.remove_problem,
        name="remove_problem",
    ),
    path("class-problems/<int:problem_id>/reopen/", problems_views.reopen_problem, name="reopen_problem"),
    path("classes/<int:session_id>/travel/", travel_views.plan_travel, name="plan_travel"),
    path("travel/", travel_views.my_travel, name="my_travel"),
    path("travel/<int:plan_id>/", travel_views.travel_plan, name="travel_plan"),
    path("travel/<int:plan_id>/change/", travel_views.change_travel, name="change_travel"),
    path("travel/<int:plan_id>/withdraw/", travel_views.withdraw_travel, name="withdraw_travel"),
    *staff_urlpatterns,
]
