"""Personal data in services."""

from market.accounts.models import User
from market.accounts.personal import ending, keeps
from market.core.base import signals
from market.services.models import Extra, Order, Package, Question, Service, ServicePicture

keeps(Service, of="freelancer", scrub=["title_en", "title_bn", "description_en", "description_bn"])
keeps(Package, of="service__freelancer", scrub=["includes", "name", "other_name", "other_includes"])
keeps(Extra, of="service__freelancer", scrub=["name", "other_name"])
keeps(Question, of="service__freelancer", scrub=["text", "other_text"])
keeps(ServicePicture, of="service__freelancer", gone=True, files=["image", "thumbnail"])
keeps(Order, of="client", scrub=["answers:answer"])
keeps(
    Order,
    of="service__freelancer",
    scrub=["title", "package", "includes", "extras:name", "answers:question"],
    in_copy=False,
)


@ending
def find_by_other_words(user: User) -> None:
    """Reindex the user's services after their texts were erased."""
    for service in Service.objects.filter(freelancer=user):
        signals.service_changed.send(sender=Service, service_id=service.pk)
