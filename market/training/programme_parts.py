"""Parts that the subjects of this app add to the pages of the programme: their modules register them."""

from market.training.graduation import programme_parts as graduation_parts  # noqa: F401  # registers its own
