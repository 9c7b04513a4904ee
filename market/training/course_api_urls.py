"""Addresses of classes, attendance, projects and all that trainees live through, in the API."""

from django.urls import path

from market.training.assessments import api as assessments_api
from market.training.attendance import api as attendance_api
from market.training.attendance import code_api as attendance_code_api
from market.training.attendance import own_api
from market.training.attendance_objections import api as attendance_objections_api
from market.training.briefs import api as briefs_api
from market.training.classes import api as classes_api
from market.training.enrolments import api as enrolments_api
from market.training.figures import api as figures_api
from market.training.graduation import api as graduation_api
from market.training.grievances import api as grievances_api
from market.training.guide_book import api as guide_api
from market.training.made_up import api as made_up_api
from market.training.materials import api as materials_api
from market.training.not_held import api as not_held_api
from market.training.outage_claims import api as outage_claims_api
from market.training.problems import api as problems_api
from market.training.projects import api as projects_api
from market.training.questions import api as questions_api
from market.training.recordings import api as recordings_api
from market.training.rooms import api as rooms_api
from market.training.tracer import api as tracer_api
from market.training.travel_plans import api as travel_api

GRIEVANCE, OWN_GRIEVANCE = "register/grievances/<int:grievance_id>/", "me/grievances/<int:grievance_id>/"
PROJECT = "projects/<int:project_id>/"
course_api_urlpatterns = [
    path("programme/figures/", figures_api.ProgrammeFigures.as_view(), name="api_programme_figures"),
    path("programme/grievances/", grievances_api.GrievanceCounts.as_view(), name="api_grievance_counts"),
    path("me/tracer/", tracer_api.MyTracer.as_view(), name="api_my_tracer"),
    path("me/tracer/<int:round_id>/", tracer_api.AnswerMyTracer.as_view(), name="api_answer_my_tracer"),
    path("me/tracer/<int:round_id>/refuse/", tracer_api.RefuseMyTracer.as_view(), name="api_refuse_my_tracer"),
    path("register/tracer/", tracer_api.TracerDesk.as_view(), name="api_tracer_desk"),
    path("register/tracer/<int:round_id>/", tracer_api.AnswerTracer.as_view(), name="api_answer_tracer"),
    path("register/tracer/<int:round_id>/refuse/", tracer_api.RefuseTracer.as_view(), name="api_refuse_tracer"),
    path("grievances/", grievances_api.NewGrievance.as_view(), name="api_new_grievance"),
    path("grievances/code/", grievances_api.GrievanceByCode.as_view(), name="api_grievance_by_code"),
    path("me/grievances/", grievances_api.Grievances.as_view(), name="api_grievances"),
    path(OWN_GRIEVANCE, grievances_api.GrievanceDetail.as_view(), name="api_grievance"),
    path(f"{OWN_GRIEVANCE}write/", grievances_api.WriteToGrievance.as_view(), name="api_write_to_grievance"),
    path(f"{OWN_GRIEVANCE}reopen/", grievances_api.ReopenGrievance.as_view(), name="api_reopen_grievance"),
    path(f"{OWN_GRIEVANCE}close/", grievances_api.CloseGrievance.as_view(), name="api_close_grievance"),
    path("register/grievances/", grievances_api.GrievanceDesk.as_view(), name="api_grievance_desk"),
    path(GRIEVANCE, grievances_api.GrievanceRecord.as_view(), name="api_grievance_record"),
    path(f"{GRIEVANCE}take/", grievances_api.TakeGrievance.as_view(), name="api_take_grievance"),
    path(f"{GRIEVANCE}reply/", grievances_api.ReplyToGrievance.as_view(), name="api_reply_to_grievance"),
    path(f"{GRIEVANCE}people/", grievances_api.NamePeople.as_view(), name="api_name_people"),
    path("briefs/", briefs_api.Briefs.as_view(), name="api_briefs"),
    path("briefs/<int:brief_id>/", briefs_api.BriefDetail.as_view(), name="api_brief"),
    path("briefs/<int:brief_id>/retire/", briefs_api.RetireBrief.as_view(), name="api_retire_brief"),
    path("briefs/<int:brief_id>/restore/", briefs_api.RestoreBrief.as_view(), name="api_restore_brief"),
    path("rubrics/<slug:topic>/", assessments_api.Rubric.as_view(), name="api_rubric"),
    path("me/project/", projects_api.MyProject.as_view(), name="api_my_project"),
    path("me/project/propose/", projects_api.ProposeProject.as_view(), name="api_propose_project"),
    path(PROJECT, projects_api.ProjectDetail.as_view(), name="api_project"),
    path(f"{PROJECT}agree/", projects_api.AgreeProject.as_view(), name="api_agree_project"),
    path(f"{PROJECT}return/", projects_api.ReturnProject.as_view(), name="api_return_project"),
    path(f"{PROJECT}extend/", projects_api.ExtendProject.as_view(), name="api_extend_project"),
    path(f"{PROJECT}check-ins/", projects_api.AddCheckIn.as_view(), name="api_add_check_in"),
    path(f"{PROJECT}versions/", projects_api.AddVersion.as_view(), name="api_add_version"),
    path(f"{PROJECT}submit/", projects_api.SubmitProject.as_view(), name="api_submit_project"),
    path(f"{PROJECT}assess/", assessments_api.AssessProject.as_view(), name="api_assess_project"),
    path(f"{PROJECT}decide/", assessments_api.DecideProject.as_view(), name="api_decide_project"),
    path(f"{PROJECT}ask-again/", assessments_api.AskAgain.as_view(), name="api_ask_again"),
    path("check-ins/<int:check_in_id>/reply/", projects_api.ReplyToCheckIn.as_view(), name="api_reply_to_check_in"),
    path(
        "project-versions/<int:version_id>/comments/",
        projects_api.CommentVersion.as_view(),
        name="api_comment_version",
    ),
    path("batches/<int:batch_id>/projects/", projects_api.BatchProjects.as_view(), name="api_batch_projects"),
    path("batches/<int:batch_id>/projects/open/", projects_api.OpenProjects.as_view(), name="api_open_projects"),
    path("register/phases/<int:phase_id>/projects/", projects_api.PhaseProjects.as_view(), name="api_phase_projects"),
    path("batches/<int:batch_id>/classes/", classes_api.BatchClasses.as_view(), name="api_batch_classes"),
    path("batches/<int:batch_id>/trainees/", enrolments_api.BatchTrainees.as_view(), name="api_batch_trainees"),
    path("batches/<int:batch_id>/graduation/", graduation_api.BatchGraduation.as_view(), name="api_batch_graduation"),
    path("batches/<int:batch_id>/attendance/", own_api.BatchAttendance.as_view(), name="api_batch_attendance"),
    path("me/attendance/", own_api.MyAttendance.as_view(), name="api_my_attendance"),
    path("me/places/", enrolments_api.MyPlaces.as_view(), name="api_my_places"),
    path("me/course/", enrolments_api.MyCourse.as_view(), name="api_my_course"),
    path("places/<int:enrolment_id>/", enrolments_api.EnrolmentDetail.as_view(), name="api_enrolment"),
    path(
        "places/<int:enrolment_id>/guide-copy/",
        guide_api.AcknowledgeGuideCopy.as_view(),
        name="api_acknowledge_guide_copy",
    ),
    path(
        "register/batches/<int:batch_id>/guide-copies/",
        guide_api.SendGuideCopies.as_view(),
        name="api_send_guide_copies",
    ),
    path("places/<int:enrolment_id>/card/", attendance_api.TraineeCard.as_view(), name="api_trainee_card"),
    path("places/<int:enrolment_id>/accept/", enrolments_api.AcceptPlace.as_view(), name="api_accept_place"),
    path("places/<int:enrolment_id>/decline/", enrolments_api.DeclinePlace.as_view(), name="api_decline_place"),
    path("places/<int:enrolment_id>/drop-out/", enrolments_api.DropOut.as_view(), name="api_drop_out"),
    path("places/<int:enrolment_id>/return/", enrolments_api.ReturnToBatch.as_view(), name="api_return_to_batch"),
    path("places/<int:enrolment_id>/transfer/", enrolments_api.Transfer.as_view(), name="api_transfer"),
    path(
        "places/<int:enrolment_id>/graduation/", graduation_api.PlaceGraduation.as_view(), name="api_place_graduation"
    ),
    path(
        "places/<int:enrolment_id>/certificate/", graduation_api.TakeCertificate.as_view(), name="api_take_certificate"
    ),
    path(
        "places/<int:enrolment_id>/exceptions/", graduation_api.ProposeException.as_view(), name="api_propose_exception"
    ),
    path("classes/<int:session_id>/", classes_api.ClassSessionDetail.as_view(), name="api_class_session"),
    path("classes/<int:session_id>/make-up/", made_up_api.MakeUp.as_view(), name="api_make_up"),
    path("classes/<int:session_id>/outage/", outage_claims_api.ClaimOutage.as_view(), name="api_claim_outage"),
    path(
        "classes/<int:session_id>/objection/",
        attendance_objections_api.ObjectToAttendance.as_view(),
        name="api_object_to_attendance",
    ),
    path(
        "classes/<int:session_id>/objection/second-officer/",
        attendance_objections_api.AskSecondAboutAttendance.as_view(),
        name="api_ask_second_about_attendance",
    ),
    path("recordings/<int:recording_id>/checks/", made_up_api.WriteChecks.as_view(), name="api_write_checks"),
    path("outage-claims/", outage_claims_api.OutageClaims.as_view(), name="api_outage_claims"),
    path("outage-claims/<int:claim_id>/", outage_claims_api.OutageClaimDetail.as_view(), name="api_outage_claim"),
    path(
        "outage-claims/<int:claim_id>/decide/",
        outage_claims_api.DecideOutageClaim.as_view(),
        name="api_decide_outage_claim",
    ),
    path(
        "register/attendance-objections/",
        attendance_objections_api.AttendanceObjections.as_view(),
        name="api_attendance_objections",
    ),
    path(
        "register/attendance-objections/<int:objection_id>/decide/",
        attendance_objections_api.DecideAttendance.as_view(),
        name="api_decide_attendance",
    ),
    path("classes/<int:session_id>/move/", classes_api.MoveClass.as_view(), name="api_move_class"),
    path("classes/<int:session_id>/cancel/", classes_api.CancelClass.as_view(), name="api_cancel_class"),
    path("classes/<int:session_id>/describe/", classes_api.DescribeClass.as_view(), name="api_describe_class"),
    path("classes/<int:session_id>/assign/", classes_api.AssignClass.as_view(), name="api_assign_class"),
    path("classes/<int:session_id>/report/", not_held_api.ReportClass.as_view(), name="api_report_class"),
    path("classes/<int:session_id>/reports/", not_held_api.ClassInquiryDetail.as_view(), name="api_class_inquiry"),
    path(
        "classes/<int:session_id>/reports/answer/",
        not_held_api.AnswerClassReport.as_view(),
        name="api_answer_class_report",
    ),
    path(
        "classes/<int:session_id>/reports/decide/",
        not_held_api.DecideClassReport.as_view(),
        name="api_decide_class_report",
    ),
    path("register/class-reports/", not_held_api.ClassReports.as_view(), name="api_class_reports"),
    path("classes/<int:session_id>/problems/", problems_api.ClassProblems.as_view(), name="api_class_problems"),
    path("classes/<int:session_id>/problems/settle/", problems_api.SettleProblem.as_view(), name="api_settle_problem"),
    path("class-problems/<int:problem_id>/reopen/", problems_api.ReopenProblem.as_view(), name="api_reopen_problem"),
    path("class-problems/<int:problem_id>/remove/", problems_api.RemoveProblem.as_view(), name="api_remove_problem"),
    path("classes/<int:session_id>/travel/", travel_api.PlanTravel.as_view(), name="api_plan_travel"),
    path("me/travel/", travel_api.MyTravel.as_view(), name="api_my_travel"),
    path("travel/<int:plan_id>/", travel_api.TravelPlanDetail.as_view(), name="api_travel_plan"),
    path("travel/<int:plan_id>/change/", travel_api.ChangeTravel.as_view(), name="api_change_travel"),
    path("travel/<int:plan_id>/withdraw/", travel_api.WithdrawTravel.as_view(), name="api_withdraw_travel"),
    path("register/travel/", travel_api.TravelDesk.as_view(), name="api_travel_desk"),
    path("classes/<int:session_id>/room/", rooms_api.EnterRoom.as_view(), name="api_enter_room"),
    path(
        "classes/<int:session_id>/code/",
        attendance_code_api.OpenAttendanceCode.as_view(),
        name="api_open_attendance_code",
    ),
    path(
        "classes/<int:session_id>/code/end/",
        attendance_code_api.EndAttendanceCode.as_view(),
        name="api_end_attendance_code",
    ),
    path(
        "classes/<int:session_id>/code/enter/",
        attendance_code_api.EnterAttendanceCode.as_view(),
        name="api_enter_attendance_code",
    ),
    path("classes/<int:session_id>/roll/", attendance_api.ClassRoll.as_view(), name="api_class_roll"),
    path("classes/<int:session_id>/card/", attendance_api.ReadCard.as_view(), name="api_read_card"),
    path(
        "classes/<int:session_id>/countersign/", attendance_api.CountersignRoll.as_view(), name="api_countersign_roll"
    ),
    path("classes/<int:session_id>/materials/", materials_api.AddMaterial.as_view(), name="api_add_material"),
    path("classes/<int:session_id>/tasks/", materials_api.AddClassTask.as_view(), name="api_add_class_task"),
    path("classes/<int:session_id>/recordings/", recordings_api.AddRecording.as_view(), name="api_add_recording"),
    path("classes/<int:session_id>/questions/", questions_api.AskQuestion.as_view(), name="api_ask_question"),
    path("class-materials/<int:material_id>/", materials_api.ChangeMaterial.as_view(), name="api_change_material"),
    path(
        "class-materials/<int:material_id>/remove/", materials_api.RemoveMaterial.as_view(), name="api_remove_material"
    ),
    path("class-tasks/<int:task_id>/", materials_api.ChangeClassTask.as_view(), name="api_change_class_task"),
    path("class-tasks/<int:task_id>/remove/", materials_api.RemoveClassTask.as_view(), name="api_remove_class_task"),
    path("recordings/<int:recording_id>/", recordings_api.ChangeRecording.as_view(), name="api_change_recording"),
    path(
        "recordings/<int:recording_id>/remove/", recordings_api.RemoveRecording.as_view(), name="api_remove_recording"
    ),
    path("class-questions/<int:question_id>/", questions_api.ChangeQuestion.as_view(), name="api_change_question"),
    path(
        "class-questions/<int:question_id>/remove/", questions_api.RemoveQuestion.as_view(), name="api_remove_question"
    ),
    path(
        "class-questions/<int:question_id>/answer/", questions_api.AnswerQuestion.as_view(), name="api_answer_question"
    ),
    path("register/room-hosts/", rooms_api.RoomHosts.as_view(), name="api_room_hosts"),
    path("register/room-hosts/<int:host_id>/remove/", rooms_api.RemoveRoomHost.as_view(), name="api_remove_room_host"),
    path("register/batches/<int:batch_id>/calendar/", classes_api.MoveCalendar.as_view(), name="api_move_calendar"),
    path("register/batches/<int:batch_id>/places/", enrolments_api.BatchPlaces.as_view(), name="api_batch_places"),
    path(
        "register/batches/<int:batch_id>/waiting-list/",
        enrolments_api.BatchWaitingList.as_view(),
        name="api_batch_waiting_list",
    ),
    path(
        "register/batches/<int:batch_id>/graduation/prepare/",
        graduation_api.PrepareReady.as_view(),
        name="api_prepare_ready",
    ),
    path(
        "register/batches/<int:batch_id>/exceptions/",
        graduation_api.BatchExceptions.as_view(),
        name="api_batch_exceptions",
    ),
    path(
        "register/exceptions/<int:exception_id>/confirm/",
        graduation_api.ConfirmException.as_view(),
        name="api_confirm_exception",
    ),
    path(
        "register/exceptions/<int:exception_id>/refuse/",
        graduation_api.RefuseException.as_view(),
        name="api_refuse_exception",
    ),
]
