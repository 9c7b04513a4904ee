"""What is kept of a person here."""

from market.accounts.models import User
from market.accounts.personal import ending, keeps
from market.core import signals
from market.services.models import Extra, Order, Package, Question, Service, ServicePicture

keeps(Service, of="freelancer", scrub=["title_en", "title_bn", "description_en", "description_bn"])
keeps(Package, of="service__freelancer", scrub=["includes"])
keeps(Extra, of="service__freelancer", scrub=["name"])
keeps(Question, of="service__freelancer", scrub=["text"])
keeps(ServicePicture, of="service__freelancer", gone=True, files=["image", "thumbnail"])
keeps(Order, of="client", scrub=["answers"])
keeps(Order, of="service__freelancer", scrub=["answers"], in_copy=False)


@ending
def find_by_other_words(user: User) -> None:
    """Search forgets the words that were taken out of her services."""
    for service in Service.objects.filter(freelancer=user):
        signals.service_changed.send(sender=Service, service_id=service.pk)
