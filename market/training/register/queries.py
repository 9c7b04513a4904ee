"""What the register of earlier certificates answers."""

from django.db.models import F, Value
from django.db.models.functions import Replace

from market.core.text.same_names import is_same_name, words_of_name
from market.training.models import EarlierCertificate
from market.training.register.numbers import clean_number, plain_number

PLAIN_NUMBER = Replace(F("number"), Value("-"), Value(""))


def matching_certificate(number: str, name: str) -> EarlierCertificate | None:
    """The certificate with this number, if it is of a person of this name.

    Numbers are compared without what stands between their parts, in capitals and English digits. Of names, the English
    or the Bangla one of the register is the same if it has the same words in any order and in any case, where dots and
    titles (Mst., Mosammat, মোছাঃ, Begum …) count for nothing, an initial counts for a word, and words may be run
    together ("Nurjahan", "Nur Jahan").
    """
    plain = plain_number(number)
    rows = EarlierCertificate.objects.annotate(plain=PLAIN_NUMBER).filter(plain=plain) if plain else ()
    own = clean_number(number)
    same = [row for row in rows if is_name_of(row, name)]
    return min(same, key=lambda row: row.number != own, default=None)


def is_name_of(row: EarlierCertificate, name: str) -> bool:
    """Whether this is the person's name, by the rule of `matching_certificate`."""
    return is_same_person(name, [row.name_en, row.name_bn])


def is_same_person(name: str, names: list[str]) -> bool:
    """Whether a name is one of these: `is_same_name`, and also where words are run together."""
    joined = "".join(words_of_name(name))
    return is_same_name(name, names) or bool(joined) and joined in {"".join(words_of_name(each)) for each in names}
