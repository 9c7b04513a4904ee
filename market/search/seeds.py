"""After reference data was loaded, the vocabulary is read anew."""

from market.core.base.reference_data import loader
from market.search import vocabulary


@loader(order=90)
def load() -> None:
    """Drop the cached vocabulary."""
    vocabulary.clear_vocabulary()
