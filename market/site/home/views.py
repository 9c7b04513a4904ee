"""The page of a user's home."""

from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.site.home import queries
from market.site.home.earnings import CHOICES


@signed_in
def work(request: MemberRequest) -> HttpResponse:
    """The user's home: tasks, money, unread conversations, work, first steps. `?months=12` shows a year of money."""
    months = 12 if request.GET.get("months") == "12" else CHOICES[0]
    return render(request, "site/work.html", queries.home_context(request.user, months))
