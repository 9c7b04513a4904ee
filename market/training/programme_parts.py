"""Parts that the subjects of this app add to the pages of the programme: their modules register them."""

from market.training.attendance import programme_parts as attendance_parts  # noqa: F401  # registers its own
from market.training.figures import programme_parts as figure_parts  # noqa: F401  # registers its own
from market.training.graduation import programme_parts as graduation_parts  # noqa: F401  # registers its own
from market.training.guide_book import programme_parts as guide_parts  # noqa: F401  # registers its own
from market.training.made_up import programme_parts as made_up_parts  # noqa: F401  # registers its own
from market.training.not_held import programme_parts as not_held_parts  # noqa: F401  # registers its own
from market.training.problems import programme_parts as problem_parts  # noqa: F401  # registers its own
from market.training.projects import programme_parts as project_parts  # noqa: F401  # registers its own
from market.training.trainees import programme_parts as trainee_parts  # noqa: F401  # registers its own
from market.training.travel_plans import programme_parts as travel_parts  # noqa: F401  # registers its own
