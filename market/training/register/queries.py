"""What the register of earlier certificates answers."""

from market.core.text.same_names import is_same_name, words_of_name
from market.training.models import EarlierCertificate
from market.training.register.numbers import plain_number


def matching_certificate(number: str, name: str) -> EarlierCertificate | None:
    """The certificate with this number, if it is of a person of this name.

    Numbers are compared without what stands between their parts, in capitals and English digits. Of names, the English
    or the Bangla one of the register is the same if it has the same words in any order and in any case, where dots and
    titles (Mst., Mosammat, মোছাঃ, Begum …) count for nothing, an initial counts for a word, and words may be run
    together ("Nurjahan", "Nur Jahan").
    """
    row = numbered_certificate(number)
    return row if row is not None and is_name_of(row, name) else None


def numbered_certificate(number: str) -> EarlierCertificate | None:
    """The certificate with this number, whoever has it."""
    plain = plain_number(number)
    return EarlierCertificate.objects.numbered(plain).select_related("district").first() if plain else None


def is_name_of(row: EarlierCertificate, name: str) -> bool:
    """Whether this is the person's name, by the rule of `matching_certificate`."""
    joined = "".join(words_of_name(name))
    is_joined = bool(joined) and joined in {"".join(words_of_name(each)) for each in row.names}
    return is_joined or is_same_name(name, row.names)
