"""The register of earlier certificates: a file with some of every district, and objections to it in every state."""

import io
from datetime import timedelta
from hashlib import sha256

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from market.accounts.models import User
from market.core.base import clock
from market.files.actions import keep_upload
from market.site.demo.cast import build_user, password_hash, save_people
from market.site.demo.texts import Texts
from market.training.districts.tiles import short_name
from market.training.models import Application, District, EarlierCertificate, Phase, RegisterImport, RegisterObjection
from market.training.register.certificate_actions import CertificateDetails
from market.training.register.objection_actions import (
    ask_second_officer,
    decide_objection,
    escalate_objection,
    object_to_register,
)

OF_DISTRICT, FIRST_YEAR, LAST_YEAR = 50, 2013, 2019
FILE_NAME = "women-computer-training-2013-2019.csv"
# Who objects: the state of the objection, the name on the certificate, and how its owner is called.
OBJECTORS = {
    "open": ("Sufia Begum", "সুফিয়া"),
    "late": ("Momtaz Khatun", "মমতাজ"),
    "granted": ("Hasina Akter", "হাসিনা"),
    "refused": ("Rahima Khatun", "রহিমা"),
    "second": ("Ayesha Siddika", "আয়েশা"),
    "final": ("Shahnaz Parvin", "শাহনাজ"),
}
SAID = "আমি জেলা সদরের কেন্দ্রে কোর্সটি করেছি। সনদের ছবি দিলাম।"
TOO_DARK = "ছবিটি অন্ধকার, নম্বর পড়া যায় না। দিনের আলোয় আরেকটি ছবি তুলুন।"
OTHER_COURSE = "এটি অন্য একটি কোর্সের সনদ, জেলাভিত্তিক মহিলা কম্পিউটার প্রশিক্ষণের নয়।"


def make_earlier_certificates(people: dict[str, User], texts: Texts) -> None:
    """Some thousand certificates, as if Oli had imported them."""
    if EarlierCertificate.objects.exists():
        return
    oli, now, chance = people["oli"], clock.now(), texts.chance
    rows = []
    for district in District.objects.order_by("slug"):
        for number in range(1, OF_DISTRICT + 1):
            first, last = (chance.choice(texts.people[kind]) for kind in ("first_names", "surnames"))
            row = EarlierCertificate(district=district, added_by=oli, added_at=now)
            row.year = chance.randint(FIRST_YEAR, LAST_YEAR)
            row.number = f"DWCT-{short_name(district)}-{row.year}-{number:03}"
            row.name_en, row.name_bn = f"{first['en']} {last['en']}", f"{first['bn']} {last['bn']}"
            rows.append(row)
    source = RegisterImport(file_name=FILE_NAME, sha256=sha256(FILE_NAME.encode()).hexdigest(), imported_by=oli)
    source.rows = source.added = len(rows)
    source.imported_at = now
    source.save()
    for row in rows:
        row.source = source
    EarlierCertificate.objects.bulk_create(rows, batch_size=1000)


def make_objections(people: dict[str, User]) -> None:
    """Drafts for the open phase whose certificates the register lacks, and an objection in each state."""
    now = clock.now()
    phase = Phase.objects.filter(opens_at__lte=now, closes_at__gt=now).order_by("number").first()
    if phase is None or RegisterObjection.objects.exists():
        return
    district = District.objects.filter(batches__phase=phase).order_by("slug")[0]
    applicants = {
        state: build_user(f"objector-{state}@demo.test", name, "bn", password_hash(), other_name=bangla)
        for state, (name, bangla) in OBJECTORS.items()
    }
    save_people(list(applicants.values()))
    for at, (state, applicant) in enumerate(applicants.items(), start=701):
        number = f"DWCT-{short_name(district)}-2016-{at}"
        typed = {"certificate_number": number, "certificate_name": applicant.name, "district": district}
        application = Application.objects.create(applicant=applicant, phase=phase, begun_at=now, **typed)
        photo = keep_upload(by=applicant, file=_photo(number, applicant.name)).pk
        objection = object_to_register(by=applicant, application_id=application.pk, text=SAID, uploads=[photo])
        _go_on(state, objection, people["oli"], people["onu"])


def _go_on(state: str, objection: RegisterObjection, oli: User, onu: User) -> None:
    application = objection.application
    if state == "late":
        RegisterObjection.objects.filter(pk=objection.pk).update(
            due_at=clock.now() - timedelta(hours=1), remind_at=None
        )
        escalate_objection(objection_id=objection.pk)
    if state == "granted":
        read = CertificateDetails(
            application.certificate_number, application.certificate_name, district=application.district, year=2016
        )
        decide_objection(by=oli, objection_id=objection.pk, grant=True, certificate=read)
    if state in ("refused", "second", "final"):
        decide_objection(by=oli, objection_id=objection.pk, grant=False, reason=TOO_DARK)
    if state in ("second", "final"):
        ask_second_officer(by=application.applicant, application_id=application.pk)
    if state == "final":
        decide_objection(by=onu, objection_id=objection.pk, grant=False, reason=OTHER_COURSE)


def _photo(number: str, name: str) -> SimpleUploadedFile:
    """A drawn certificate: nothing in it is anybody's."""
    paper, out = Image.new("RGB", (1000, 700), "#f5efe0"), io.BytesIO()
    draw = ImageDraw.Draw(paper)
    draw.rectangle((30, 30, 970, 670), outline="#7a5c2e", width=8)
    for line, (text, size) in enumerate((("Certificate", 64), (name, 48), (number, 40), ("Specimen", 32))):
        draw.text((500, 160 + 120 * line), text, fill="#3c2f1b", anchor="mm", font_size=size)
    paper.save(out, "JPEG", quality=80)  # writes: a picture in memory
    return SimpleUploadedFile("certificate.jpg", out.getvalue(), "image/jpeg")
