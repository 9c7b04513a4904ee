"""The fragment cache: a fragment is rendered once, its placeholders are filled each time."""

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
    """Renders the fragment; the length of `part.made` is how often it was rendered."""
    caches["fragments"].clear()
    template = engines["jinja2"].env.from_string(PART)

    def render(side, name):
        return template.render(side=side, name=name, made=render.made)

    render.made = []
    return render


def test_fragment_is_rendered_once_and_its_placeholders_each_time(part):
    assert part("client", "Carla") == "Help client: Carla"
    assert part("client", "Rahim") == "Help client: Rahim"
    assert len(part.made) == 1


def test_fragment_varies_by_its_arguments_and_language(part):
    assert part("client", "x") == "Help client: x"
    assert part("freelancer", "x") == "Help freelancer: x"
    with translation.override("bn"):
        assert part("client", "x") == "সাহায্য client: x"


def test_placeholder_value_is_escaped(part):
    assert part("client", "<script>") == "Help client: &lt;script&gt;"


def test_missing_placeholder_value_raises_key_error(part):
    template = engines["jinja2"].env.from_string("{% call fragment('part') %}{{ placeholder('name') }}{% endcall %}")
    with pytest.raises(KeyError):
        template.render()


@pytest.mark.parametrize(
    ("path", "leading"),
    [("/", ("/",)), ("/jobs/", ("/jobs/",)), ("/jobs/7/", ("/jobs/",)), ("/jobsite/", ()), ("/help/fees/", ())],
)
def test_leading_here_finds_the_current_menu_entry(path, leading):
    assert fragment_cache.leading_here(path, ["/", "/jobs/", ""]) == leading
