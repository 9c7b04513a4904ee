"""What the APIs of apps above build on."""

from typing import Any, ClassVar, cast

from rest_framework.request import Request

from market.accounts.models import User
from market.accounts.sign_in.second_factor import require_second_factor
from market.core.api.views import DomainView
from market.core.base.errors import NotFound


class StaffView(DomainView):
    """The base of paths on which users with one of the `roles` see what is of others: with a second factor only.

    Other users get 404; with `others_allowed` they pass, and each path says which rows they see.
    """

    roles: ClassVar[tuple[str, ...]]
    others_allowed: ClassVar[bool] = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After DRF's checks: raises NotFound to others, SecondFactorMissing to staff who have set up none."""
        super().initial(request, *args, **kwargs)
        user = cast(User, request.user)
        if user.has_role(*self.roles):
            require_second_factor(user)
        elif not self.others_allowed:
            raise NotFound
