"""What reports add to the frame and to the pages of apps above: a way to report, and to all that keeps one safe."""

from typing import Any

from django.http import HttpRequest

from market.core.web.slots import slot_renderer
from market.safety.models import has_blocked


@slot_renderer("work.report", "safety/way.html", order=90)
@slot_renderer("profile.actions", "safety/way.html", order=90)
def report_profile(*, request: HttpRequest, profile: Any, **context: Any) -> dict[str, Any] | None:
    """A way to report a profile, and from a work that is shown on it, for everybody but its owner."""
    if request.user.pk == profile.user_id:
        return None
    return {"kind": "profile", "thing": profile.pk, "person": profile.user_id}


@slot_renderer("conversation.aside", "safety/way.html", order=90)
def report_talk(*, request: HttpRequest, conversation: Any, **context: Any) -> dict[str, Any] | None:
    """A link to report a conversation, for those in it."""
    if not request.user.is_authenticated:
        return None
    others = [member.user_id for member in conversation.members.all() if member.user_id != request.user.pk]
    person = others[0] if len(others) == 1 else None
    is_blocked = person is not None and has_blocked(request.user, person)
    return {"kind": "conversation", "thing": conversation.pk, "person": person, "is_blocked": is_blocked}


@slot_renderer("contract.person", "safety/way.html", order=90)
def report_other_side(*, request: HttpRequest, contract: Any, **context: Any) -> dict[str, Any] | None:
    """A way to report and to keep away the other side of a contract, for the two; work that runs goes on."""
    both = (contract.client_id, contract.freelancer_id)
    if request.user.pk not in both:
        return None
    person = both[0] if request.user.pk == both[1] else both[1]
    return {"kind": "person", "thing": person, "person": person, "is_blocked": has_blocked(request.user, person)}


@slot_renderer("client.main", "safety/way.html", order=90)
def report_client(*, request: HttpRequest, client: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """A way to report a client's page and to keep the client away, for everybody else."""
    return None if own else {"kind": "client", "thing": client.user_id, "person": client.user_id}


@slot_renderer("job.aside", "safety/way.html", order=90)
def report_job(*, request: HttpRequest, job: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """The same for a job and its client."""
    return None if own or job.state == "draft" else {"kind": "job", "thing": job.pk, "person": job.client_id}


@slot_renderer("service.report", "safety/way.html", order=90)
def report_service(*, request: HttpRequest, service: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """The same for a service and who offers it."""
    if own or service.state == "draft":
        return None
    return {"kind": "service", "thing": service.pk, "person": service.freelancer_id}


@slot_renderer("lesson_question.aside", "safety/way.html", order=90)
def report_lesson_question(*, request: HttpRequest, question: Any, **context: Any) -> dict[str, Any] | None:
    """A way to report a question at a lesson, for everybody but who asked."""
    return None if request.user.pk == question.written_by_id else {"kind": "lesson_question", "thing": question.pk}


@slot_renderer("lesson_answer.aside", "safety/way.html", order=90)
def report_lesson_answer(*, request: HttpRequest, answer: Any, **context: Any) -> dict[str, Any] | None:
    """A way to report an answer at a lesson, for everybody but its writer."""
    return None if request.user.pk == answer.written_by_id else {"kind": "lesson_answer", "thing": answer.pk}


@slot_renderer("bid.aside", "safety/way.html", order=90)
def report_bid(*, request: HttpRequest, bid: Any, as_client: bool, **context: Any) -> dict[str, Any] | None:
    """The same for a bid or a direct offer and its other side. A bid is called so to its client alone: an offer is
    none, and a freelancer reports what was said about their own.
    """
    person = bid.freelancer_id if as_client else bid.job.client_id
    return {"kind": "bid", "thing": bid.pk, "person": person, "is_theirs": as_client and not bid.is_offer}


@slot_renderer("menu", "safety/menu_safety.html", order=35)
def way_to_safety(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The link to the safety page, in one tap from every page."""
    return {} if request.user.is_authenticated else None


@slot_renderer("settings.aside", "safety/settings_aside.html", order=10)
def ways_from_settings(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The link from the settings to the blocked users."""
    return {}
