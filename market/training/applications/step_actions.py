"""The five steps of an application: each is saved by itself. What a submitted application says changes at once."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import Invalid, require_length
from market.core.base.limits import spend
from market.core.text.bangla import nfc
from market.core.web import clients
from market.training.applications.actions import begin_application, changeable, require_free
from market.training.applications.queries import topics_of
from market.training.applications.refusals import CertificateInUse, CertificateNotFound
from market.training.applications.steps import has_open_objection
from market.training.models import Application, District, Topic, TopicWish
from market.training.register.queries import matching_certificate

NUMBER_LENGTH, NAME_LENGTH = 40, 300
MOST_TOPICS = 3
MOST_HOURS = 60
HOUR = timedelta(hours=1)
NEEDED = _("Choose one of these.")


@atomic
def begin_in_district(*, by: User, phase_id: int, district: District) -> Application:
    """Step 1 of who has no application yet too: one is begun only in a district of the phase.

    Raises what `begin_application` and `save_district` do.
    """
    begun = begin_application(by=by, phase_id=phase_id)
    return save_district(by=by, application_id=begun.pk, district=district)


@atomic
def save_district(*, by: User, application_id: int, district: District) -> Application:
    """Step 1. Topics that the phase does not have in the new district are left out of the wishes.

    Raises what `changeable` does, and Invalid for a district that the phase does not train.
    """
    application = changeable(by, application_id)
    offered = topics_of(application.phase, district)
    if not offered:
        sentence = _("%(district)s is not in this phase. Choose one of its districts.") % {"district": district.name}
        raise Invalid(errors={"district": [sentence]})
    application.district = district
    application.save(update_fields=["district"])
    wished = [each.topic for each in application.wishes.select_related("topic") if each.topic in offered]
    if not wished and application.state == Application.State.SUBMITTED:
        wished = offered[:MOST_TOPICS]  # it takes part in the selection: never without a wish
    _set_wishes(application, wished)
    return application


def save_certificate(*, by: User, application_id: int, number: str, name: str) -> Application:
    """Step 2: the certificate of the earlier project, by its number and the name on it.

    What is typed into a draft is saved even if it is refused, so that an objection can go on from it; a submitted
    application keeps what it had. Raises what `changeable` does, TooMany past the hourly limit (counted before the
    transaction, so that refusals count), Invalid at each field, CertificateNotFound, CertificateInUse.
    """
    spend("earlier_certificate", by.pk, times=settings.LIFECYCLE.claim_tries_per_hour, per=HOUR)
    limit = settings.LIFECYCLE.claim_tries_per_client_hour
    clients.spend("earlier_certificate", times=limit, per=HOUR)  # over all accounts
    application, refusal = _save_certificate(by, application_id, _clean(number), _clean(name))
    if refusal is not None:
        raise refusal
    clients.give_back("earlier_certificate", per=HOUR)
    return application


def _clean(text: str) -> str:
    return " ".join(nfc(text).split())


Refusal = CertificateNotFound | CertificateInUse | None


@atomic
def _save_certificate(by: User, application_id: int, number: str, name: str) -> tuple[Application, Refusal]:
    application = changeable(by, application_id)
    typed = {"number": (number, NUMBER_LENGTH), "name": (name, NAME_LENGTH)}
    if missing := {field: [_("Write it as it stands on the certificate.")] for field in typed if not typed[field][0]}:
        raise Invalid(errors=missing)
    for field, (text, most) in typed.items():
        require_length(field, text, most)
    is_same = (number, name) == (application.certificate_number, application.certificate_name)
    if is_same and application.certificate is not None:
        return application, None  # an officer may have granted it, whatever the register says
    certificate, refusal = matching_certificate(number, name), None
    try:
        if certificate is None:
            raise CertificateNotFound
        require_free(certificate, application)
    except (CertificateNotFound, CertificateInUse) as refused:
        certificate, refusal = None, refused
    if refusal is not None and application.state == Application.State.SUBMITTED:
        if not has_open_objection(application):
            return application, refusal
        certificate = application.certificate
    application.certificate_number, application.certificate_name = number, name
    application.certificate = certificate
    application.save(update_fields=["certificate_number", "certificate_name", "certificate"])
    return application, refusal


@atomic
def save_topics(*, by: User, application_id: int, topics: Sequence[Topic]) -> Application:
    """Step 3: up to three topics in order of wish.

    Raises what `changeable` does, and Invalid: none, too many, one twice, or one that the district does not have.
    """
    application = changeable(by, application_id)
    offered = topics_of(application.phase, application.district)
    if not offered:
        raise Invalid(errors={"topics": [_("Choose your district first.")]})
    if not topics:
        raise Invalid(errors={"topics": [_("Choose at least one topic.")]})
    if len(topics) > MOST_TOPICS:
        raise Invalid(errors={"topics": [_("Choose %(most)s topics at most.") % {"most": MOST_TOPICS}]})
    errors: dict[str, list[object]] = {}
    for at, topic in enumerate(topics):
        if topic in topics[:at]:
            errors[f"topics.{at}"] = [_("%(topic)s stands here twice. Choose each topic once.") % {"topic": topic.name}]
        elif topic not in offered:
            errors[f"topics.{at}"] = [
                _("%(topic)s is not taught in your district in this phase.") % {"topic": topic.name}
            ]
    if errors:
        raise Invalid(errors=errors)
    _set_wishes(application, topics)
    return application


def _set_wishes(application: Application, topics: Sequence[Topic]) -> None:
    application.wishes.all().delete()
    TopicWish.objects.bulk_create(
        TopicWish(application=application, topic=topic, rank=rank) for rank, topic in enumerate(topics, start=1)
    )


@atomic
def save_device(*, by: User, application_id: int, device: str, connection: str, weekly_hours: int) -> Application:
    """Step 4: with what the applicant will take part, and the hours of a week.

    Raises what `changeable` does, and Invalid at each field.
    """
    application = changeable(by, application_id)
    errors: dict[str, list[object]] = {}
    if device not in Application.Device:
        errors["device"] = [NEEDED]
    if connection not in Application.Connection:
        errors["connection"] = [NEEDED]
    if not 1 <= weekly_hours <= MOST_HOURS:
        errors["weekly_hours"] = [_("Choose a number from %(least)s to %(most)s.") % {"least": 1, "most": MOST_HOURS}]
    if errors:
        raise Invalid(errors=errors)
    application.device, application.connection, application.weekly_hours = device, connection, weekly_hours
    application.save(update_fields=["device", "connection", "weekly_hours"])
    return application


@atomic
def save_consent(*, by: User, application_id: int, agrees: bool) -> Application:
    """Step 5: the applicant agrees to what the page says. Raises what `changeable` does, and Invalid without it."""
    application = changeable(by, application_id)
    if not agrees:
        raise Invalid(errors={"agrees": [_("Without your consent the application cannot be sent.")]})
    if application.consented_at is None:
        application.consented_at = clock.now()
        application.save(update_fields=["consented_at"])
    return application
