"""Who signs in with an address and a password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from market.accounts.models import User
from market.core.base.prepared import prepared


@prepared
def _with_key(key: int) -> QuerySet[User]:
    return User.objects.filter(pk=key)


class SignInBackend(AuthenticationBackend):
    """allauth's, but a wrong password and an unknown address cost the same: one question and one hash."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User:
        """The person. Raises PermissionDenied, which ends it: no other backend is asked."""
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User):
            raise PermissionDenied
        return user

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, read by a prepared statement: nearly every request does it."""
        return next((user for user in _with_key(user_id) if self.user_can_authenticate(user)), None)

    # Private: allauth's backend has no public place between the two, and remembers there who may not sign in.
    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        user: User | None = self._check_password(User.objects.at(email).first(), password)
        return user
