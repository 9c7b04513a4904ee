"""Stories of the register: certificates released and refused, a name corrected, an appeal decided."""

from collections.abc import Callable

from market.site.demo.revoking import revoke_certificate
from market.site.demo.stage import Stage, Story
from market.site.demo.standings import oldest_graduate
from market.training.appeals.actions import decide_appeal, open_appeal
from market.training.issuing.actions import prepare_certificates, refuse_issuance
from market.training.issuing.correction_actions import prepare_name
from market.training.issuing.csv_import import Graduate
from market.training.issuing.release_actions import release_issuance
from market.training.models import Batch, Certificate

RELEASED = [("Morsheda Khanom", "মোর্শেদা খানম"), ("Sabina Yasmin", "সাবিনা ইয়াসমিন")]
REFUSED = [("Test Test", "পরীক্ষা পরীক্ষা")]
NO_PEOPLE = "এটি পরীক্ষার জন্য লেখা নাম, কোনো শিক্ষার্থীর নয়। আসল তালিকা আবার পাঠান।"
MARRIED = "Her name on the national identity card has changed; a copy was shown."
STATEMENT = "আমি কোর্স শেষ করেছি, হাজিরা খাতায় আমার নাম আছে। সনদ কেন বাতিল হলো, বুঝতে পারছি না।"
UPHELD = "হাজিরা খাতা দেখা হয়েছে: ওই ব্যাচে আপনার নাম নেই। অন্য ব্যাচে থাকলে তার নম্বর জানান।"
IN_NO_LIST = "Her name is in no list of this batch."


def _batch(stage: Stage, number: int) -> Batch:
    """A batch of another trainer than the cast's."""
    return Batch.objects.exclude(trainer=stage.cast["tahmina"]).order_by("code")[number]


def _graduates(names: list[tuple[str, str]]) -> list[Graduate]:
    return [Graduate(english, bangla, line=line) for line, (english, bangla) in enumerate(names, start=2)]


def _certificate_of(stage: Stage, number: int) -> Certificate:
    """The certificate of a graduate of the crowd who is in no other story."""
    return oldest_graduate(stage, number, "digital-marketing").certificate


def released(stage: Stage) -> Story:
    """Oli prepares two late certificates, Onu releases them."""
    yield 18
    issuance = prepare_certificates(
        by=stage.cast["oli"], batch=_batch(stage, 0), graduates=_graduates(RELEASED), different_people=True
    )
    yield 1
    release_issuance(by=stage.cast["onu"], issuance_id=issuance.pk)


def refused(stage: Stage) -> Story:
    """Onu prepares a list that was a test; Oli refuses it."""
    yield 29
    issuance = prepare_certificates(
        by=stage.cast["onu"], batch=_batch(stage, 1), graduates=_graduates(REFUSED), different_people=True
    )
    yield 0.3
    refuse_issuance(by=stage.cast["oli"], issuance_id=issuance.pk, reason=NO_PEOPLE)


def replaced(stage: Stage) -> Story:
    """A graduate's name is corrected: the certificate is replaced by a second version."""
    yield 35
    certificate = _certificate_of(stage, 0)
    names = {"name_en": f"{certificate.name_en} Chowdhury", "name_bn": f"{certificate.name_bn} চৌধুরী"}
    issuance = prepare_name(by=stage.cast["oli"], certificate_id=certificate.pk, reason=MARRIED, **names)
    yield 0.5
    release_issuance(by=stage.cast["onu"], issuance_id=issuance.pk)


def decided(stage: Stage) -> Story:
    """A certificate is revoked; the graduate appeals, and Onu upholds the revocation."""
    yield 24
    certificate = _certificate_of(stage, 1)
    holder = certificate.holder
    if holder is None:
        return
    revoke_certificate(by=stage.cast["oli"], certificate_id=certificate.pk, reason=IN_NO_LIST)
    yield 3
    appeal = open_appeal(by=holder, statement=STATEMENT)
    yield 5
    decide_appeal(by=stage.cast["onu"], appeal_id=appeal.pk, lift=False, answer=UPHELD)


STORIES: tuple[Callable[[Stage], Story], ...] = (released, refused, replaced, decided)
