"""Parts of pages that are kept: the same words once, and what differs each time in its place."""

import pytest
from django.core.cache import caches
from django.template import engines
from django.utils import translation

from market.core.web import fragment_cache

PART = (
    "{% call fragment('part', side, name=name) %}{% do made.append(1) %}"
    "{{ _('Help') }} {{ side }}: {{ placeholder('name') }}{% endcall %}"
)


@pytest.fixture
def part():
    """Renders the part; `part.made` counts how often it was made."""
    caches["fragments"].clear()
    template = engines["jinja2"].env.from_string(PART)

    def render(side, name):
        return template.render(side=side, name=name, made=render.made)

    render.made = []
    return render


def test_it_is_made_once_and_filled_anew(part):
    assert part("client", "Carla") == "Help client: Carla"
    assert part("client", "Rahim") == "Help client: Rahim"
    assert len(part.made) == 1


def test_what_it_depends_on_makes_another(part):
    assert part("client", "x") == "Help client: x"
    assert part("freelancer", "x") == "Help freelancer: x"
    with translation.override("bn"):
        assert part("client", "x") == "সাহায্য client: x"


def test_what_fills_a_hole_is_escaped(part):
    assert part("client", "<script>") == "Help client: &lt;script&gt;"


def test_a_hole_that_nothing_fills_is_a_mistake(part):
    template = engines["jinja2"].env.from_string("{% call fragment('part') %}{{ placeholder('name') }}{% endcall %}")
    with pytest.raises(KeyError):
        template.render()


@pytest.mark.parametrize(
    ("path", "leading"),
    [("/", ("/",)), ("/jobs/", ("/jobs/",)), ("/jobs/7/", ("/jobs/",)), ("/jobsite/", ()), ("/help/fees/", ())],
)
def test_where_the_reader_stands(path, leading):
    assert fragment_cache.leading_here(path, ["/", "/jobs/", ""]) == leading
