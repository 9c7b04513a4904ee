"""Banks of Bangladesh by their routing numbers: three digits of the bank, two of the district, three of the branch, and
a check digit.

The list is that of the package `bdbanks`, from the banks' own pages and the table of the clearing house. It may lack a
branch that was opened since, so a branch that it does not know counts where the bank and the check digit are right.
"""

from dataclasses import dataclass

import bdbanks

WEIGHTS = (5, 7, 1) * 3


@dataclass(frozen=True, slots=True)
class Branch:
    """A bank and its branch, each "" where the list does not know it. `is_payable`: people have accounts there."""

    bank: str
    name: str
    is_payable: bool


def has_check_digit(number: str) -> bool:
    """Whether nine digits can be a routing number: weighed by 5, 7 and 1 they sum to a multiple of ten."""
    is_written = len(number) == len(WEIGHTS) and number.isascii() and number.isdigit()
    return is_written and sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True)) % 10 == 0


def branch_of(number: str) -> Branch:
    """Whose number it is."""
    branch = bdbanks.lookup(number)
    if branch is not None:
        return Branch(branch.bank_name, branch.name, branch.payable and not branch.is_settlement_endpoint)
    bank = bdbanks.bank(number[:3])
    return Branch(bank.name, "", bank.payable) if bank else Branch("", "", is_payable=False)
