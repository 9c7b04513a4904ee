"""The score of `search.ranking` as a script of the engine, and the draw of the day."""

from datetime import datetime
from typing import Any

from market.search.backends.elastic.documents import Kind
from market.search.finding import ranking
from market.search.finding.ranking import Weights
from market.search.understanding.query_parsing import ParsedQuery

DRAW = "double draw(def id, def p) { return ((id * (long)p.factor) % (long)p.prime) / (double)p.prime }"
MATCH = """
double match(def doc, def p) {
  if (p.subjects.size() == 0) { return 1.0 }
  double sum = 0.0, best = 0.0;
  for (def s : p.subjects) {
    long id = (long)s.id;
    double value = p.story;
    if (s.topic) {
      if (doc['topic'].size() > 0 && doc['topic'].value == id) { value = s.within }
    } else {
      boolean has = doc['skill_ids'].contains(id), named = doc['heading_skill_ids'].contains(id);
      if (has && named) { value = p.both } else if (has || named) { value = p.one }
      else if (doc['work_skill_ids'].contains(id)) { value = p.work }
    }
    sum += value * s.weight;
    best = Math.max(best, value * s.weight);
  }
  return p.subjects.size() < 2 ? best : best * p.best + sum / p.total * (1.0 - p.best);
}
"""
FRESH = """
double fresh(def at, def p) {
  double days = Math.max(0.0, (p.now - at.toInstant().toEpochMilli()) / 86400000.0);
  return p.half / (p.half + days);
}
"""
PROOF = """
double proof(def doc, def p) {
  double done = doc['jobs_done'].value;
  double rated = Math.max(0.0, doc['rating'].value - p.least_rating) / p.ratings;
  double standing = doc['standing'].size() == 0 ? p.prior_standing : doc['standing'].value;
  return done / (done + p.half_jobs) * p.jobs + rated * p.rating + standing / 100.0 * p.standing;
}
"""
PEOPLE = """
double shown = doc['jobs_done'].value == 0 ? draw(doc['id'].value, params) : proof(doc, params);
double free = doc['availability'].size() == 0 ? 0.0 : (double)params.free.getOrDefault(doc['availability'].value, 0.0);
return Math.rint((match(doc, params) * params.match + shown * params.proof + free * params.availability
  + fresh(doc['updated_at'].value, params) * params.freshness) * params.million);
"""
JOBS = """
double newest = fresh(doc['published_at'].value, params) * params.freshness;
return Math.rint((match(doc, params) * params.match + newest) * params.million);
"""


def score(kind: Kind, parsed: ParsedQuery, at: datetime, weights: Weights) -> dict[str, Any]:
    """The sort key of the score, best first."""
    source = MATCH + FRESH + (JOBS if kind == "jobs" else DRAW + PROOF + PEOPLE)
    return _sort_key(
        source,
        {**_params(parsed, at, weights), "half": ranking.HALF_FRESH["jobs" if kind == "jobs" else "talent"]},
        "desc",
    )


def draw(at: datetime) -> dict[str, Any]:
    """The sort key of the day's draw."""
    return _sort_key(DRAW + " return draw(doc['id'].value, params);", _draw_params(at), "asc")


def _sort_key(source: str, params: dict[str, Any], order: str) -> dict[str, Any]:
    script = {"lang": "painless", "source": source, "params": params}
    return {"_script": {"type": "number", "script": script, "order": order}}


def _draw_params(at: datetime) -> dict[str, Any]:
    return {"factor": ranking.draw_factor(at), "prime": ranking.PRIME}


def _params(parsed: ParsedQuery, at: datetime, weights: Weights) -> dict[str, Any]:
    """All numbers as parameters: the engine compiles each script once."""
    return {
        **_draw_params(at),
        **{name: weights.share(name) for name in (*ranking.INPUTS, *ranking.PROOFS)},
        "half_jobs": ranking.HALF_JOBS,
        "least_rating": ranking.LEAST_RATING,
        "ratings": ranking.RATINGS,
        "prior_standing": ranking.PRIOR_STANDING,
        "free": ranking.AVAILABILITY,
        "both": ranking.BOTH,
        "one": ranking.ONE,
        "work": ranking.WORK,
        "story": ranking.STORY,
        "million": ranking.MILLION,
        "best": ranking.BEST_SUBJECT,
        "now": at.timestamp() * 1000.0,
        "total": sum(subject.weight for subject in parsed.subjects),
        "subjects": [
            {
                "id": subject.entry.id,
                "topic": subject.entry.kind == "topic",
                "weight": subject.weight,
                "within": ranking.WORK if parsed.names_skill else ranking.BOTH,
            }
            for subject in parsed.subjects
        ],
    }
