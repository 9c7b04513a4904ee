"""Personal data in services."""

from market.accounts.models import User
from market.accounts.privacy.registry import on_erase, register
from market.core.base import signals
from market.services.models import Extra, FaqEntry, Order, Package, Question, Service, ServicePicture

register(Service, of="freelancer", scrub=["title_en", "title_bn", "description_en", "description_bn"])
register(Package, of="service__freelancer", scrub=["includes", "name", "other_name", "other_includes"])
register(Extra, of="service__freelancer", scrub=["name", "other_name"])
register(Question, of="service__freelancer", scrub=["text", "other_text"])
register(FaqEntry, of="service__freelancer", scrub=["question", "other_question", "answer", "other_answer"])
register(ServicePicture, of="service__freelancer", delete=True, files=["image", "thumbnail"])
register(Order, of="client", scrub=["answers:answer"])
register(
    Order,
    of="service__freelancer",
    scrub=["title", "package", "includes", "extras:name", "answers:question"],
    in_export=False,
)


@on_erase
def find_by_other_words(user: User) -> None:
    """Reindex the user's services after their texts were erased."""
    for service in Service.objects.filter(freelancer=user):
        signals.service_changed.send(sender=Service, service_id=service.pk)
