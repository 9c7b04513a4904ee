"""What the API of several subjects shares."""

from market.accounts.mixins import StaffView
from market.accounts.models import User


class MoneyView(StaffView):
    """Staff see the money of others with a second factor only; parties see their own."""

    roles = (User.Role.OPERATOR,)
    others_allowed = True
