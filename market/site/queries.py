"""Reads of the front page."""

from typing import Any

from django.http import HttpRequest

from market.search.finding.queries import JobQuery, ServiceQuery, TalentQuery
from market.search.lists.listing import for_viewer, page_key, search_page
from market.search.understanding.vocabulary import vocabulary
from market.site import showcase

SHOWN = 6
SKILLS = 8
FEW = 3
SEEN_FOR_PICTURES = 12


def front_page_context(request: HttpRequest) -> dict[str, Any]:
    """Template context of the front page: counts, topics with their number of freelancers, skills in demand, the newest
    graduates, jobs and services, work that was done and paid, and the `fingerprint` under which the page is cached."""
    user = request.user
    people = search_page(for_viewer(TalentQuery(ordering="newest"), user), limit=SHOWN)
    jobs = search_page(for_viewer(JobQuery(ordering="newest"), user), limit=SHOWN)
    services = search_page(for_viewer(ServiceQuery(ordering="newest"), user), limit=FEW)
    proven = search_page(for_viewer(TalentQuery(ordering="rated"), user), limit=SEEN_FOR_PICTURES)
    story, paid = showcase.story_for(user), showcase.paid()
    vocab, facets = vocabulary(), people.result.facets
    topics = [(topic, facets.get("topic", {}).get(topic.id, 0)) for topic in vocab.of("topic").values()]
    skill_counts = sorted(jobs.result.facets.get("skill", {}).items(), key=lambda pair: -pair[1])
    skills = vocab.by_id("skill")
    return {
        "topics": topics,
        "skills": [skills[pk] for pk, _count in skill_counts if pk in skills][:SKILLS],
        "people": people,
        "openings": jobs,
        "offers": services,
        "pictures": showcase.pictures_of(proven),
        "story": story,
        "paid": paid,
        "fingerprint": (page_key(request, people, jobs, services, proven), story, paid),
        "graduates": people.result.count,
        "open_jobs": jobs.result.count,
        "districts": len(facets.get("district", {})),
    }
