"""Pages of a contract's log and of a freelancer's past work."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.history.log import describe_entry, log_of
from market.contracts.history.work import describe_work, paid_contracts
from market.contracts.queries import contracts_of
from market.core.base.db import fetch
from market.profiles.models import Profile


def work_history(request: HttpRequest, profile_id: int) -> HttpResponse:
    """All paid work of a freelancer, newest first."""
    profile = fetch(Profile.objects.with_parts().visible_to(request.user), profile_id)
    page = Paginator(paid_contracts(profile.user_id), 20).get_page(request.GET.get("page"))
    context = {"profile": profile, "page": page, "works": [describe_work(each) for each in page]}
    return render(request, "contracts/history_page.html", context)


@signed_in
def contract_log(request: MemberRequest, contract_id: int) -> HttpResponse:
    """What was done in the contract."""
    contract = fetch(contracts_of(request.user), contract_id)
    page = Paginator(log_of(contract, request.user), 20).get_page(request.GET.get("page"))
    log_entries = [describe_entry(entry, contract, request.user) for entry in page]
    people = {contract.client_id: contract.client, contract.freelancer_id: contract.freelancer}
    context = {"contract": contract, "page": page, "log_entries": log_entries, "people": people}
    return render(request, "contracts/log.html", context)
