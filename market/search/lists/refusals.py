"""What is refused of lists."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import NotFound


class BehindTheLastPage(NotFound):
    """There are more rows than pages: nobody looks for the best among them at the end of thousands."""

    code = "behind_the_last_page"
    sentence = _("A list ends with page %(last)s. Use words or filters to see what lies behind it.")
