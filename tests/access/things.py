"""Independent objects of the world, and the secret texts that only some roles may read."""

import io
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from PIL import Image

from market.accounts.models import Device, User
from market.accounts.privacy.export_actions import ask_export
from market.accounts.tokens.actions import create_api_token
from market.contracts.calendars.actions import renew_calendar
from market.contracts.calendars.feeds import SALT
from market.contracts.models import Milestone
from market.core.base import clock
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.resumable.actions import begin_upload
from market.integrations.actions import create_endpoint
from market.integrations.actions import test_endpoint as send_test
from market.learning.bank.actions import Chosen, accept_question_set, submit_questions
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.lesson_questions.actions import answer_at_lesson, ask_at_lesson
from market.learning.models import BatchVersion, Course, DraftQuestion, Picture, Question, QuestionSet, Video
from market.learning.versions.actions import submit_course
from market.learning.writing.actions import begin_draft
from market.notifications.models import Subscription
from market.notifications.preferences import unsubscribing
from market.profiles.freelancers.address_actions import choose_address
from market.profiles.models import Skill
from market.profiles.portfolio.actions import add_case
from market.profiles.portfolio.picture_actions import add_picture
from market.search.curation.actions import retire_skill
from market.services.offering.actions import create_service
from market.services.offering.details import ServiceDetails
from market.services.offering.picture_actions import add_service_picture
from market.services.ordering.actions import OrderChoice, order_service
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import open_appeal
from market.training.attendance_objections.actions import object_to_attendance
from market.training.badges.actions import make_badge, signing_key
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.classes.actions import describe_class
from market.training.district_outages.actions import enter_outage
from market.training.enrolments.actions import drop_out
from market.training.figures.actions import count_figures
from market.training.grievances.person_actions import Account, submit_grievance
from market.training.issuing.release_actions import release_issuance
from market.training.letters.printing_actions import print_certificates
from market.training.materials.actions import add_material
from market.training.materials.task_actions import add_class_task
from market.training.models import Application, Batch, District, Phase, Programme, Recording, TracerRound
from market.training.not_held.actions import answer_class_report, report_class
from market.training.outage_claims.actions import OutageDetails, claim_outage
from market.training.periods.actions import add_period
from market.training.problems.actions import add_problem, settle_problem
from market.training.questions.actions import ask_question
from market.training.register.objection_actions import object_to_register
from market.training.rooms.actions import add_room_host
from market.training.selection.actions import confirm_selection, draw_selection
from market.training.tracer.links import token_of
from market.training.travel_plans.actions import Journey, plan_travel
from tests import make
from tests.access.allowance_things import make_allowances
from tests.access.coaching_things import make_coaching
from tests.access.exam_things import make_exams
from tests.access.graduates import make_graduates
from tests.access.projects import make_projects
from tests.learning import course_story
from tests.payments import story
from tests.training import attendance_story, place_story, plan_story, selection_story

Things = dict[str, Any]
DAY = timedelta(days=1)
# Secret texts, and the roles that may read each. The freelancer's own name is known to officers and the trainer.
SECRETS = {
    "talk": "cf",
    "letter": "cf",
    "note": "c",
    "draft": "c",
    "invited": "cf",
    "kept": "f",
    "delivery": "cf",
    "refund": "cf",
    "proposal": "cf",
    "statement": "cftnml",
    "report": "fnml",
    "facts": "cnml",
    "appeal": "cnml",
    "earlier": "co",
    "complaint": "co",
    "outage": "fto",
    "attendance": "fo",
    "reported": "fo",
    "lodging": "to",
    "certificate": "co",
    "question": "to",
    "review": "c",
    "service": "f",
    "hook": "c",
    "token": "c",
    "Farida Private": "fto",
    "carla@demo.test": "c",
    "farida@demo.test": "f",
}


def secret(name: str) -> str:
    """A text that occurs nowhere else."""
    return f"zq{name}qz"


def upload(by: User, name: str) -> Upload:
    """A text file of the user."""
    return keep_upload(by=by, file=SimpleUploadedFile(f"{name}.txt", name.encode()))


def png() -> SimpleUploadedFile:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue())


def make_services(people: dict[str, User]) -> Things:
    """A live service, a draft, and an unpaid order of Carla's."""
    farida = people["f"]
    service = make.make_service(farida)
    draft = create_service(by=farida, details=ServiceDetails(topic="data-entry", title_en=secret("service")))
    choice = OrderChoice(service.packages.all()[0].pk)
    order, _funding = order_service(by=people["c"], service_id=service.pk, choice=choice, site=story.SITE)
    case = add_case(by=farida, title="Logo")
    picture = add_picture(by=farida, file=png(), title="A logo", case_id=case.pk)
    offered = add_service_picture(by=farida, service_id=service.pk, file=png(), title="A logo")
    return {
        "service_id": service.pk,
        "draft.service_id": draft.pk,
        "package": choice.package,
        "package_id": choice.package,
        "ordered.contract_id": order.contract_id,
        "ordered.milestone_id": Milestone.objects.get(contract=order.contract_id).pk,
        "case_id": case.pk,
        "picture_id": picture.pk,
        "service.picture_id": offered.pk,
        "name": PurePath(str(picture.image.name)).name,
        "service.name": PurePath(str(offered.image.name)).name,
        "address.name": choose_address(by=farida, name="farida-draws").name,
        "help.name": "disputes",
    }


def make_lessons(writer: User, people: dict[str, User], batch: Batch) -> Things:
    """A small course with a check, of which a batch keeps the version before the one that waits for a second person;
    drafts of trainers and an officer; a question of exams, and a set with another one that waits."""
    version = course_story.published(course_story.files_with_video("two"))
    drafts = {each: begin_draft(by=people[each], course_slug="sums") for each in ("t", "u", "o")}
    question = DraftQuestion.objects.filter(lesson__draft=drafts["t"]).earliest("pk")
    BatchVersion.objects.create(batch=batch, course=version.course, version=version)
    waiting = submit_course(by=writer, course_slug="sums", content=course_story.archive())
    names = make_video(writer, version.course)
    check = Question.objects.get(slug="two-and-two")
    picture = Picture.objects.get(course=check.course)
    right = next(each["key"] for each in check.body["choices"] if each.get("right"))
    names |= {"course_slug": "sums", "lesson_slug": "adding", "course_version_id": waiting.pk}
    written = {"module_number": 1, "draft_question_id": question.pk}
    accept_question_set(by=people["o"], set_id=submit_exam_question(writer, "first").pk)
    names |= {"bank_question_id": Question.objects.get(slug="first").pk, "bank.kind": "gift"}
    names["question_set_id"] = submit_exam_question(writer, "second").pk
    return {**names, **written, "check_id": check.pk, "check_key": right, "digest": picture.digest}


def make_video(writer: User, course: Course) -> Things:
    """A video of which one size could not be made, with captions; its job never ran."""
    upload = keep_upload(by=writer, file=SimpleUploadedFile("two.mp4", b"no video"))
    file = {"original": upload, "shown": upload.pk, "uploaded_by": writer, "uploaded_at": upload.created_at}
    made = {"state": "ready", "fault": "rendition", "seconds": 12}
    video = Video.objects.create(course=course, slug="two", title_en="Two", title_bn="দুই", **file, **made)
    rendition = video.renditions.create(source=upload.pk, kind="original", size=upload.size)
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nTwo.\n"
    captions = video.captions.create(language="en", text=text, saved_by=writer, saved_at=upload.created_at)
    names = {"video_id": video.pk, "video_slug": video.slug}
    return {**names, "rendition_key": rendition.pk, "captions_key": captions.key}


def submit_exam_question(writer: User, slug: str) -> QuestionSet:
    """A question that nobody reads but trainers and officers, in English and Bangla."""
    halves = [f"::{slug}{end}:: {secret('question')} {{#4 #### Count.}}" for end in ("", ".bn")]
    content, chosen = "\n\n".join(halves).encode(), Chosen(lesson="checking")
    return submit_questions(by=writer, course_slug="sums", name="a.gift", content=content, chosen=chosen)


def make_lesson_questions(asker: User, answerer: User) -> Things:
    """A question at the lesson, with an answer."""
    lesson = lesson_of(outline_of("sums", asker), "adding")
    question = ask_at_lesson(by=asker, lesson=lesson, text="Why is it four?")
    answer = answer_at_lesson(by=answerer, question_id=question.pk, text="Count it.")
    return {"lesson_question_id": question.pk, "lesson_answer_id": answer.pk}


def make_training(people: dict[str, User]) -> Things:
    """Farida's certificate and badge, and officers' work: issuances, printed letters, another graduate's appeal."""
    farida, oli = people["f"], people["o"]
    other = make.make_officer()
    nadia = make.make_person("Nadia")
    revoked, code = issue_certificate(by=other, batch=make.make_batch(), name_en="Nadia Private")
    claim_certificate(by=nadia, serial=revoked.serial, claim_code=code)
    revoke_certificate(by=other, certificate_id=revoked.pk, reason="The exam was not hers.")
    released = make.make_issuance(make.make_batch(), "Nasrin Akter", by=other)
    release_issuance(by=oli, issuance_id=released.pk)
    batch = farida.certificate.batch
    return {
        "certificate_id": farida.certificate.pk,
        "serial": farida.certificate.serial,
        "batch_id": batch.pk,
        "issuance_id": make.make_issuance(batch, "Amena Begum", by=other).pk,
        "own.issuance_id": make.make_issuance(make.make_batch(), "Selina Parvin", by=oli).pk,
        "released.issuance_id": released.pk,
        "printing_id": print_certificates(by=oli, batch_id=batch.pk, part=1).pk,
        "appeal_id": open_appeal(by=nadia, statement="I sat it myself.").pk,
        "credential_id": make_badge(by=farida, with_name=False).pk,
        "topic": "graphics-design",
        "skill": "logo-design",
        "district": "rangpur",
        "section": "pages",
        "part": 1,
        **make_search_words(oli),
        **make_plan(oli, people),
        **make_selections(oli, other),
        **make_objection(oli, people["c"]),
        "grievance_id": make_grievance(people["c"]),
        **make_coaching(people),
        **make_tracer(farida),
        **make_figures(),
        **make_lessons(other, people, batch),
        **make_exams(other, Batch.objects.filter(enrolments__trainee=farida, trainer=people["t"])[0], farida),
        **make_lesson_questions(farida, people["r"]),
    }


def make_figures() -> Things:
    """The figures of every programme; nothing in the world names them."""
    for programme in Programme.objects.all():
        count_figures(programme_id=programme.pk)
    return {}


def make_tracer(farida: User) -> Things:
    """A round in which the freelancer is asked how she is doing."""
    now = clock.now()
    times = {"starts_at": now, "ends_at": now + timedelta(days=30), "tell_at": now + timedelta(days=10)}
    row = TracerRound.objects.create(certificate=farida.certificate, months=3, **times)
    return {"round_id": row.pk, "tracer_token": token_of(row)}


def make_grievance(carla: User) -> int:
    """Carla's grievance, which nobody has in hand."""
    return submit_grievance(by=carla, account=Account("unfair", secret("complaint"))).pk


def make_objection(oli: User, carla: User) -> Things:
    """Carla's application for another phase, whose certificate is not in the register, and the objection."""
    phase = plan_story.planned_batch(oli, district="sylhet", number=21).phase
    typed = {"certificate_number": "WCTP-2016-0123", "certificate_name": secret("earlier")}
    application = Application.objects.create(applicant=carla, phase=phase, begun_at=clock.now(), **typed)
    photo = keep_upload(by=carla, file=png()).pk
    objection = object_to_register(by=carla, application_id=application.pk, text="", uploads=[photo])
    return {"objected.application_id": application.pk, "objection_id": objection.pk}


def make_applications(oli: User, carla: User, phase: Phase) -> Things:
    """Carla's application for the planned phase, which was sent, and one for a later phase, which was not."""
    certificate = plan_story.earlier_certificate(secret("certificate"), district="kurigram")
    sent = plan_story.submitted(carla, phase, certificate)
    draft = plan_story.complete_draft(carla, plan_story.planned_batch(oli, district="barishal", number=31).phase)
    return {"application_id": sent.pk, "draft.phase_id": draft.phase_id, "step": "district"}


def make_plan(oli: User, people: dict[str, User]) -> Things:
    """A planned phase with a batch of the trainer in which the freelancer studies, a place, and a holiday."""
    venue, trainer = plan_story.venue(oli), people["t"]
    batch = plan_story.planned_batch(oli, district="kurigram", trainer=trainer)
    names = {"name_en": "Eid", "name_bn": "ঈদ"}
    day = plan_story.today() + timedelta(days=300)
    return {
        "programme_id": batch.phase.programme_id,
        "phase_id": batch.phase_id,
        "template_id": batch.phase.template_id,
        "planned.batch_id": batch.pk,
        "planned.user_id": trainer.pk,
        "successor_id": plan_story.trainer("Taslima").pk,
        **make_applications(oli, people["c"], batch.phase),
        **make_class(oli, trainer, batch, people["f"]),
        **make_held_class(oli, trainer, batch, people["f"]),
        "reported.session_id": make_reported_class(trainer, batch, people["f"]),
        **make_face_to_face(trainer, batch, people["f"]),
        "venue_id": venue.pk,
        **make_places(oli, trainer, people),
        **make_outage(oli),
        "period_id": add_period(by=oli, kind="holiday", first_day=day, last_day=day, **names).pk,
    }


def make_outage(oli: User) -> Things:
    """One that is to come, one that waits for another officer; a district without any."""
    begins = clock.now() + DAY / 24
    where = District.objects.get(slug="sylhet")
    row = enter_outage(by=oli, district=where, reason="flood", from_at=begins, until_at=begins + DAY / 24)
    onu = make.make_person("Onu", roles=[User.Role.OFFICER])
    began, where = clock.now() - DAY / 12, District.objects.get(slug="bhola")
    late = enter_outage(by=onu, district=where, reason="power", from_at=began, until_at=began + DAY / 8)
    return {"outage_id": row.pk, "late.outage_id": late.pk, "outage_district_id": District.objects.get(slug="dhaka").pk}


def make_places(oli: User, trainer: User, people: dict[str, User]) -> Things:
    """A batch of the trainer's, in which Rina is, Bina may be, and somebody was; and another one."""
    later = plan_story.today() + timedelta(days=250)
    batch = plan_story.planned_batch(oli, number=2, district="nilphamari", trainer=trainer, first_day=later)
    other = plan_story.planned_batch(oli, number=3, district="bogura", first_day=later)
    left = plan_story.enrolled(batch, make.make_person("Laila"), seat=9)
    drop_out(by=oli, enrolment_id=left.pk, reason="Moved away")
    (offer,) = place_story.offered(batch, [people["b"]])
    place = plan_story.enrolled(batch, people["r"], seat=2)
    return {
        **make_graduates(oli, people["c"], place.pk),
        "enrolment_id": place.pk,
        **make_allowances(oli, make.make_officer(), place, left),
        **make_projects(batch, people),
        "offered.enrolment_id": offer.pk,
        "left.enrolment_id": left.pk,
        "placed.batch_id": batch.pk,
        "room.batch_id": other.pk,
        "placed.kind": "csv",
    }


def make_selections(oli: User, other: User) -> Things:
    """Phases at each step of a selection: planned, closed, drawn by another officer, published."""
    day = plan_story.today()
    days = {"opens_on": day + 2 * DAY, "closes_on": day + 9 * DAY}
    closed, drawn, published = (selection_story.over(oli, "rangpur", number=number) for number in (12, 13, 14))
    for each in (drawn, published):
        draw_selection(by=other, phase_id=each.pk)
    confirm_selection(by=oli, phase_id=published.pk)
    return {
        "planned.phase_id": plan_story.planned(oli, number=11, **days).pk,
        "closed.phase_id": closed.pk,
        "drawn.phase_id": drawn.pk,
        "published.phase_id": published.pk,
    }


def make_class(oli: User, trainer: User, batch: Batch, trainee: User) -> Things:
    """A class with a room, material, a task, an open question and a recording, and a host of rooms."""
    plan_story.enrolled(batch, trainee, seat=30)
    session = batch.sessions.earliest("starts_at")
    describe_class(by=trainer, session_id=session.pk, title_en="Colours", room="https://meet.jit.si/kurigram")
    of_class = {"by": trainer, "session_id": session.pk}
    recording = Recording(session=session, title="All of it", link="https://meet.jit.si/1", size=1000, minutes=90)
    recording.added_by, recording.added_at = trainer, clock.now()
    recording.save()
    return {
        "session_id": session.pk,
        "material_id": add_material(**of_class, title="Slides", text="Read them").pk,
        "task_id": add_class_task(**of_class, text="Draw a logo").pk,
        "question_id": ask_question(by=trainee, session_id=session.pk, text="Which program?").pk,
        "recording_id": recording.pk,
        "host_id": add_room_host(by=oli, host="youtube.com", name="YouTube").pk,
    }


def make_held_class(oli: User, trainer: User, batch: Batch, trainee: User) -> Things:
    """Classes that are over: one with check questions, a claim of an outage and an objection of the trainee's, and one
    that can be made up, claimed and objected to."""
    session, other = attendance_story.held(batch), attendance_story.held(batch, number=91, ago=timedelta(hours=5))
    for each in (session, other):
        attendance_story.checks(each, trainer)
    of_class = {"by": trainee, "session_id": session.pk}
    outage = OutageDetails("electricity", session.starts_at, session.ends_at, secret("outage"))
    return {
        "over.session_id": session.pk,
        "missed.session_id": other.pk,
        "claim_id": claim_outage(**of_class, details=outage).pk,
        "missed.check_set": other.recordings.get().check_sets.get().pk,
        "missed.recording_id": other.recordings.get().pk,
        "missed.from": f"{clock.local(other.starts_at):%H:%M}",
        "missed.to": f"{clock.local(other.ends_at):%H:%M}",
        "missed.from_at": other.starts_at.isoformat(),
        "missed.to_at": other.ends_at.isoformat(),
        "attendance.objection_id": object_to_attendance(**of_class, text=secret("attendance")).pk,
    }


def make_face_to_face(trainer: User, batch: Batch, trainee: User) -> Things:
    """A face-to-face class with a journey to it, a problem that is open and one that is settled."""
    session, later = batch.sessions.filter(kind="in_person").order_by("number")[:2]
    contact = {"stay": secret("lodging"), "contact": secret("lodging")}
    leaves_at, arrives_at = session.starts_at - DAY, session.starts_at - timedelta(hours=12)
    journey = Journey([session.pk], "Dhaka", "Kurigram", "bus", leaves_at, arrives_at, **contact)
    own, settled = (add_problem(by=trainee, session_id=session.pk, text=text) for text in ("Prices", "Layers"))
    settle_problem(by=trainer, session_id=session.pk, key=f"own-{settled.pk}", decision="By the hour")
    return {
        "face.session_id": session.pk,
        "face.later": later.pk,
        "face.leaves_on": str(clock.local(later.starts_at - DAY).date()),
        "face.leaves_at": (later.starts_at - DAY).isoformat(),
        "face.arrives_at": (later.starts_at - timedelta(hours=12)).isoformat(),
        "face.problem_id": own.pk,
        "face.key": f"own-{own.pk}",
        "settled.problem_id": settled.pk,
        "plan_id": plan_travel(by=trainer, batch_id=batch.pk, journey=journey).pk,
        "plan.class": session.pk,
        "plan.leaves_on": str(clock.local(leaves_at).date()),
        "plan.leaves_at": leaves_at.isoformat(),
        "plan.arrives_at": arrives_at.isoformat(),
    }


def make_reported_class(trainer: User, batch: Batch, trainee: User) -> int:
    """A class that two trainees have reported, and to which the trainer has answered."""
    other = make.make_person("Ruma")
    plan_story.enrolled(batch, other, seat=29)
    session = attendance_story.held(batch, number=92, ago=timedelta(hours=9))
    for each in (trainee, other):
        report_class(by=each, session_id=session.pk, kind="not_held", text=secret("reported"))
    answer_class_report(by=trainer, session_id=session.pk, text="I was ill.")
    return session.pk


def make_search_words(oli: User) -> Things:
    """A topic, a skill, and a retired skill."""
    skill, retired = Skill.objects.get(slug="canva"), Skill.objects.get(slug="price-comparison")
    retire_skill(by=oli, skill_id=retired.pk)
    return {"topic_id": skill.topic_id, "skill_id": skill.pk, "retired.skill_id": retired.pk}


def make_account_objects(carla: User) -> Things:
    """A device, a token, an export, a webhook with a delivery, a push subscription, an unattached file."""
    instant = clock.now()
    seen = {"first_seen_at": instant, "signed_in_at": instant, "seen_at": instant}
    endpoint = create_endpoint(by=carla, url=f"https://{secret('hook')}.example/", events=["bid.submitted"])
    push = {"endpoint": "https://127.0.0.1/carla", "p256dh": "", "auth": ""}
    return {
        "device_id": Device.objects.create(user=carla, mark="x", session_key="y", **seen).pk,
        "token_id": create_api_token(by=carla, name=secret("token"), scopes=["read"], days=7)[0].pk,
        "export_id": ask_export(by=carla).pk,
        "endpoint_id": endpoint.pk,
        "delivery_id": send_test(by=carla, endpoint_id=endpoint.pk).pk,
        "subscription_id": Subscription.objects.create(user=carla, created_at=instant, **push).pk,
        "file_id": upload(carla, "unsent").pk,
        "upload_id": begin_upload(by=carla, size=4).pk,
    }


def make_link_tokens(carla: User) -> Things:
    """Tokens of links that need no sign-in."""
    key = renew_calendar(by=carla)
    return {
        "token": unsubscribing.link(carla, "bid.submitted").split("/")[-2],
        "calendar.token": Signer(salt=SALT).sign_object([carla.pk, key.key]),
        "key": "no-such",
        "outcome": "paid",
        "payment_id": 0,
        "number": 1,
        "kid": signing_key().kid,
    }
