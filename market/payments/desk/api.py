"""The API of the money desk, for operators: what its pages show, by the same reads and actions."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.core.base.errors import Invalid
from market.core.base.money import CURRENCIES
from market.payments.desk.export import SHEETS, TYPES
from market.payments.desk.export_files import take_export
from market.payments.desk.forms import KINDS, ExportForm
from market.payments.desk.overview import overview_of
from market.payments.desk.queries import (
    account_page,
    accounts_at,
    legs_of,
    open_account,
    owner_of_accounts,
    transaction_of,
    transactions_page,
)
from market.payments.desk.reconciliation_actions import start_reconciliation
from market.payments.desk.search import LONGEST, search_money
from market.payments.desk.serializers import (
    AccountBounds,
    AccountFilter,
    DeskBalancesSerializer,
    LedgerAccountPageSerializer,
    LedgerAccountSerializer,
    LedgerTransactionPageSerializer,
    LedgerTransactionSerializer,
    MoneyResultSerializer,
    TransactionFilter,
)
from market.payments.statements.record import block_numbers


class DeskView(StaffView):
    """A path of the money desk."""

    roles: ClassVar[tuple[str, ...]] = (User.Role.OPERATOR,)

    def query_of(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The query of the request. Raises DRF's ValidationError, which names each parameter."""
        query = serializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        return dict(query.validated_data)


class DeskBalances(DeskView):
    """The balances of the ledger beside those of the providers, and what waits for operators."""

    @extend_schema(responses=DeskBalancesSerializer)
    def get(self, request: MemberRequest) -> Response:
        """As they are now."""
        return self.respond(overview_of(request.user), DeskBalancesSerializer)


class ReconcileNow(DeskView):
    """Compare the balances with the providers'."""

    @extend_schema(request=None, responses={202: DeskBalancesSerializer})
    def post(self, request: MemberRequest) -> Response:
        """A job compares them now; the answer is as they were. Look again in a moment."""
        start_reconciliation(by=request.user)
        return self.respond(overview_of(request.user), DeskBalancesSerializer, 202)


class MoneySearch(DeskView):
    """One search for people, contracts, payments, refunds, payouts, documents and transactions."""

    pagination_class = None

    @extend_schema(
        operation_id="desk_search",
        parameters=[OpenApiParameter("q", str, description=f"{LONGEST} characters at most; ids are whole.")],
        responses=MoneyResultSerializer(many=True),
    )
    def get(self, request: MemberRequest) -> Response:
        """What has this name, number, exact amount or id, ten of a kind at most."""
        results: Any = search_money(request.query_params.get("q", ""))
        return Response(MoneyResultSerializer(instance=results, many=True).data)


class LedgerTransactions(DeskView):
    """Transactions of the ledger."""

    pagination_class = None

    @extend_schema(
        operation_id="desk_transactions_list", parameters=[TransactionFilter], responses=LedgerTransactionPageSerializer
    )
    def get(self, request: MemberRequest) -> Response:
        """Twenty, newest first; `before` the `older` of the last answer gives the next ones."""
        return self.respond(transactions_page(**self.query_of(TransactionFilter)), LedgerTransactionPageSerializer)


class LedgerTransactionDetail(DeskView):
    """One transaction of the ledger."""

    @extend_schema(responses=LedgerTransactionSerializer)
    def get(self, request: MemberRequest, transaction_id: int) -> Response:
        """With its legs, its hash and the block that seals it."""
        row = transaction_of(transaction_id)
        context = {"legs": legs_of(row), "block": block_numbers([row.pk]).get(row.pk)}
        return Response(LedgerTransactionSerializer(row, context=context).data)


class LedgerAccounts(DeskView):
    """Accounts of the ledger."""

    @extend_schema(
        operation_id="desk_accounts_list", parameters=[AccountFilter], responses=LedgerAccountSerializer(many=True)
    )
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, of a person, a kind, a currency; those with a balance first. It is logged whose were opened."""
        wanted = self.query_of(AccountFilter)
        owner_of_accounts(request.user, wanted.get("person"))
        return self.page_of(accounts_at(**wanted), LedgerAccountSerializer)


class LedgerAccountDetail(DeskView):
    """One account of the ledger."""

    @extend_schema(parameters=[AccountBounds], responses=LedgerAccountPageSerializer)
    def get(self, request: MemberRequest, account_id: int) -> Response:
        """Twenty of its entries, newest first, each with the balance after it. That a person's was opened is logged."""
        bounds = self.query_of(AccountBounds)
        account = open_account(request.user, account_id)
        return self.respond({"account": account, "page": account_page(account, **bounds)}, LedgerAccountPageSerializer)


class LedgerExport(DeskView):
    """A file for the accountant."""

    @extend_schema(
        parameters=[
            OpenApiParameter("sheet", enum=list(SHEETS), required=True),
            OpenApiParameter("since", OpenApiTypes.DATE, required=True, description="The first day, in your zone."),
            OpenApiParameter("until", OpenApiTypes.DATE, required=True, description="The last day, itself included."),
            OpenApiParameter("currency", enum=list(CURRENCIES)),
            OpenApiParameter("kind", enum=list(KINDS), required=True),
        ],
        responses={(200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in TYPES.values()},
    )
    def get(self, request: MemberRequest) -> HttpResponseBase:
        """As CSV or XLSX. That it was taken is logged."""
        form = ExportForm(request.query_params)
        if not form.is_valid():
            raise Invalid(errors={name: list(errors) for name, errors in form.errors.items()})
        return take_export(by=request.user, form=form)
