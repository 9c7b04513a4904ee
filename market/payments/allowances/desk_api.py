"""The API of allowances for officers: rules, lists, lines, and questions of trainees."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.accounts.mixins import StaffView
from market.accounts.models import User
from market.core.api.views import MemberRequest
from market.core.base.audit import log_access_each
from market.core.base.db import fetch
from market.payments.allowances import approving_actions, question_actions
from market.payments.allowances.queries import questions_for
from market.payments.allowances.serializers import (
    AllowanceListFields,
    AllowanceListSerializer,
    AllowanceQuestionSerializer,
    AllowanceReasonFields,
    AllowanceRuleFields,
    AllowanceRuleSerializer,
    AnswerAllowanceFields,
    ApproveAllowanceListFields,
    CorrectAllowanceLineFields,
    ListedTraineeSerializer,
)
from market.training.allowances import list_actions, rule_actions
from market.training.models import AllowanceList, AllowanceRule


class Desk(StaffView):
    """The base of the officers' paths."""

    roles: ClassVar[tuple[str, ...]] = (User.Role.OFFICER,)


class AllowanceRules(Desk):
    """All rules, and a new one."""

    fields = AllowanceRuleFields

    @extend_schema(operation_id="allowance_rules_list", responses=AllowanceRuleSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, the newest first."""
        return self.page_of(AllowanceRule.objects.visible_to(request.user), AllowanceRuleSerializer)

    @extend_schema(request=AllowanceRuleFields, responses={201: AllowanceRuleSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The rule; another officer confirms it."""
        fields = self.parsed()
        row = rule_actions.propose_allowance_rule(
            by=request.user,
            programme_id=fields["programme"],
            monthly=fields["monthly"].amount,
            least_percent=fields["least_percent"],
            valid_from=fields["valid_from"],
        )
        return self.respond(row, AllowanceRuleSerializer, 201)


class ConfirmAllowanceRule(Desk):
    """Confirm another officer's rule."""

    @extend_schema(request=None, responses=AllowanceRuleSerializer)
    def post(self, request: MemberRequest, rule_id: int) -> Response:
        """The rule."""
        row = rule_actions.confirm_allowance_rule(by=request.user, rule_id=rule_id)
        return self.respond(row, AllowanceRuleSerializer)


class RefuseAllowanceRule(Desk):
    """Refuse a rule that is proposed."""

    fields = AllowanceReasonFields

    @extend_schema(request=AllowanceReasonFields, responses=AllowanceRuleSerializer)
    def post(self, request: MemberRequest, rule_id: int) -> Response:
        """The rule."""
        row = rule_actions.refuse_allowance_rule(by=request.user, rule_id=rule_id, **self.parsed())
        return self.respond(row, AllowanceRuleSerializer)


class AllowanceLists(Desk):
    """All lists, and the list of a month."""

    fields = AllowanceListFields

    @extend_schema(operation_id="allowance_lists_list", responses=AllowanceListSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, the newest month first."""
        return self.page_of(AllowanceList.objects.visible_to(request.user), AllowanceListSerializer)

    @extend_schema(request=AllowanceListFields, responses={201: AllowanceListSerializer})
    def post(self, request: MemberRequest) -> Response:
        """The list; another officer approves it. Once one was approved, an additional list."""
        fields = self.parsed()
        row = list_actions.make_allowance_list(by=request.user, phase_id=fields["phase"], month=fields["month"])
        return self.respond(row, AllowanceListSerializer, 201)


class AllowanceLines(Desk):
    """The lines of a list."""

    @extend_schema(operation_id="allowance_lists_lines", responses=ListedTraineeSerializer(many=True))
    def get(self, request: MemberRequest, list_id: int) -> Response:
        """A page of 20, by batch and seat."""
        row = fetch(AllowanceList.objects.visible_to(request.user), list_id)
        return self.page_of(
            row.lines.select_related("trainee", "enrolment__batch", "allowance"), ListedTraineeSerializer
        )


class ApproveAllowanceList(Desk):
    """Approve another officer's list: the money is reserved, and is paid."""

    fields = ApproveAllowanceListFields

    @extend_schema(request=ApproveAllowanceListFields, responses=AllowanceListSerializer)
    def post(self, request: MemberRequest, list_id: int) -> Response:
        """The list."""
        row = approving_actions.approve_allowance_list(by=request.user, list_id=list_id, **self.parsed())
        return self.respond(row, AllowanceListSerializer)


class RefuseAllowanceList(Desk):
    """Refuse a list: nothing of it is paid."""

    fields = AllowanceReasonFields

    @extend_schema(request=AllowanceReasonFields, responses=AllowanceListSerializer)
    def post(self, request: MemberRequest, list_id: int) -> Response:
        """The list."""
        row = list_actions.refuse_allowance_list(by=request.user, list_id=list_id, **self.parsed())
        return self.respond(row, AllowanceListSerializer)


class CorrectAllowanceLine(Desk):
    """Pay a line that the rule does not pay, or the reverse."""

    fields = CorrectAllowanceLineFields

    @extend_schema(request=CorrectAllowanceLineFields, responses=ListedTraineeSerializer)
    def post(self, request: MemberRequest, line_id: int) -> Response:
        """The line."""
        row = list_actions.correct_allowance_line(by=request.user, line_id=line_id, **self.parsed())
        return self.respond(row, ListedTraineeSerializer)


class OfficeView(StaffView):
    """The base of paths for the office: officers, and operators where money is looked for."""

    roles: ClassVar[tuple[str, ...]] = (User.Role.OFFICER, User.Role.OPERATOR)


class AllowanceQuestions(OfficeView):
    """What trainees ask, and money that has not arrived."""

    @extend_schema(operation_id="allowance_questions_list", responses=AllowanceQuestionSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """A page of 20, the first to be answered first."""
        rows = questions_for(request.user)
        answer = self.page_of(rows, AllowanceQuestionSerializer)
        keys = [each["id"] for each in answer.data["results"]]
        log_access_each("allowance_question.seen", by=request.user, on=rows.filter(pk__in=keys))
        return answer


class AllowanceQuestion(OfficeView):
    """Answer a question."""

    fields = AnswerAllowanceFields

    @extend_schema(request=AnswerAllowanceFields, responses=AllowanceQuestionSerializer)
    def post(self, request: MemberRequest, question_id: int) -> Response:
        """The question with its answer."""
        row = question_actions.answer_allowance_question(by=request.user, question_id=question_id, **self.parsed())
        return self.respond(row, AllowanceQuestionSerializer)
