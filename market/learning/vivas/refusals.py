"""Why a viva cannot be called or decided."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed


class VivaRefusal(DomainError):
    help = "programme#exams"


class VivaDecided(VivaRefusal):
    code = "viva_decided"
    sentence = _("Somebody has decided this already.")


class VivaToCome(VivaRefusal):
    code = "viva_to_come"
    sentence = _("Decide once you have talked: from %(at)s. If it was earlier or later, change the time first.")


class OwnViva(NotAllowed):
    help = "programme#exams"
    code = "own_viva"
    sentence = _("You called this viva, so only another trainer or officer can decide that a paper does not count.")
