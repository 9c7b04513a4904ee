"""The catalogue was loaded: what search holds of it is read anew."""

from market.core.base.reference_data import loader
from market.search import vocabulary


@loader(order=90)
def load() -> None:
    """Forget the vocabulary of before."""
    vocabulary.forget()
