"""Tasks from graduating: of officers who issue and decide, and of trainees whose certificate is there."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import MOST, STAFF, TRAINEE, Home, Task, task_source
from market.training.graduation.queries import readiness
from market.training.models import Batch, Certificate, Enrolment, GraduationException, PreparedName

Role = User.Role
LATELY = timedelta(days=200)  # after the end of a batch its certificates are still to be issued
FEW = MOST + 1


@task_source(order=86, roles=(Role.OFFICER,))
def graduation_tasks(home: Home) -> list[Task]:
    """Batches that have ended with trainees who are ready and have no certificate."""
    today = clock.local(clock.now()).date()
    ended = Batch.objects.filter(ended_on__lte=today, ended_on__gte=today - LATELY).exclude(phase=None)
    prepared = PreparedName.objects.filter(enrolment=OuterRef("pk"), issuance__state__in=("waiting", "releasing"))
    open_places = Enrolment.objects.filter(~Exists(prepared), state=Enrolment.State.ACCEPTED, certificate=None)
    batches = list(ended.filter(pk__in=open_places.values("batch")).select_related("topic").order_by("ended_on")[:FEW])
    ready = [each for each in readiness(open_places.filter(batch__in=batches)) if each.is_to_prepare]
    counts = {batch: sum(each.place.batch_id == batch.pk for each in ready) for batch in batches}
    return [
        Task(
            "graduation",
            STAFF,
            _("Prepare the certificates of those who are ready"),
            f"{batch.code} · {batch.topic.name}",
            reverse("batch_graduation", args=[batch.pk]),
            mark="certificate",
            count=count,
        )
        for batch, count in counts.items()
        if count
    ]


@task_source(order=87, roles=(Role.OFFICER,))
def exception_tasks(home: Home) -> list[Task]:
    """Exceptions that another officer proposed."""
    rows = GraduationException.objects.proposed().exclude(proposed_by=home.user).select_related("enrolment__batch")
    return [
        Task(
            "graduation_exception",
            STAFF,
            _("Decide on an exception for a certificate"),
            row.enrolment.batch.code,
            reverse("batch_graduation", args=[row.enrolment.batch_id]),
            mark="certificate",
            since=row.proposed_at,
        )
        for row in rows.order_by("pk")[:FEW]
    ]


@task_source(order=21, facts=("trainee",))
def take_certificate_tasks(home: Home) -> list[Task]:
    """The certificate of the user's place, until it is in an account."""
    rows = Certificate.objects.valid().filter(enrolment__trainee=home.user, holder=None)
    if Certificate.objects.filter(holder=home.user).exists():
        return []
    return [
        Task(
            "take_certificate",
            TRAINEE,
            _("Take your certificate into your account"),
            row.serial,
            reverse("my_course"),
            mark="certificate",
        )
        for row in rows[:1]
    ]
