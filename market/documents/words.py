"""The words of documents, by the codes under which contents name them: one content is read in both languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: dict[str, str | Promise] = {
    # parties
    "supplier": _("Supplier"),
    "customer": _("Customer"),
    "operator": _("Operator of the site"),
    "payer": _("Paid by"),
    "payee": _("Paid to"),
    "client": _("Client"),
    "freelancer": _("Freelancer"),
    "holder": _("Issued for"),
    # facts
    "contract": pgettext_lazy("on a document", "Contract"),
    "certificate": _("Certificate of training"),
    "work": _("Work"),
    "milestone": _("Milestone"),
    "bonus": _("Bonus"),
    "delivered": _("Delivered on"),
    "released": _("Released on"),
    "why": _("How it was released"),
    "agreed_on": _("Agreed on"),
    "ended_on": _("Ended on"),
    "invoice": _("Invoice"),
    "corrects": _("Corrects"),
    "reason": _("Reason"),
    "asked": _("Payout requested on"),
    "arrived": _("Arrived on"),
    "batch": _("Batch"),
    "month": _("Month"),
    "internet": _("Allowance for the internet bill"),
    "way": _("Sent by"),
    "account": _("To the account"),
    "since": _("From"),
    "until": _("To"),
    "fee_rate": _("Fee"),
    "tax_number": _("Tax number (VAT or BIN)"),
    # columns and totals
    "number": _("Number"),
    "day": _("Day"),
    "what": _("For what"),
    "paid_by": _("Client"),
    "amount": _("Amount"),
    "rate": _("Taka for a dollar"),
    "taka": _("In taka"),
    "state": _("State"),
    "agreed": _("Agreed amount"),
    "released_amount": _("Released amount"),
    "total": _("Sum"),
    "net": _("Without VAT"),
    "vat": _("VAT included"),
    "cost": _("Cost of the transfer"),
    "sent": _("Sent to the account"),
    "paid_out": _("Of it paid out in the period"),
    "paid_in_taka": _("Of it exchanged, and paid out in taka in the period"),
    "file": pgettext_lazy("on a document", "File"),
    "hash": _("SHA-256 of the file"),
    "key": _("Key in the books"),
    # headings
    "income": _("Income"),
    "totals": _("Totals"),
    "terms": _("What is to be done"),
    "milestones": _("Milestones"),
    "deliveries": _("What was delivered"),
    "releases": _("Releases"),
    "changes": _("What both agreed to change"),
    # reasons of credit notes
    "chargeback": _("The client's bank took the payment back"),
    "given_back": _("The freelancer gave the money back"),
    "returned": _("The transfer came back"),
    # what payouts go by
    "stripe": _("Stripe"),
    "bank": _("Bank transfer"),
    "bkash": _("bKash"),
    "nagad": _("Nagad"),
    # notes
    "note_invoice": _(
        "Issued by the operator of the site in the name of the supplier, as the supplier's agent. It is paid: the "
        "amount was held by the operator and released to the supplier on the day above. Taxes on this income are the "
        "supplier's."
    ),
    "note_fee": _("Paid together with the milestone, and earned by the operator with this release."),
    "note_bonus_fee": _("Paid together with the bonus, and earned by the operator with its release."),
    "note_payout": _("The operator sent this money to the account that the freelancer named."),
    "note_allowance": _("The trainee has paid nothing for this, and bears no cost of the transfer."),
    "note_credit": _("It takes the amount off the document that it corrects; that one stays as it was issued."),
    "note_income": _(
        "The amounts were released to the freelancer for work through this site. Negative ones went back later. "
        "Where a rate stands, it is the one that the operator recorded for that day, or the last one before; it does "
        "not say what a bank paid."
    ),
    "note_income_year": _("The income year of Bangladesh goes from 1 July to 30 June."),
    "note_contract": _(
        "From the records of the site. The hash of a file proves that a copy is the one that was delivered; the key of "
        "a line names it in the books."
    ),
    "note_no_income": _("Nothing was released in this period."),
    "note_own_words": _("Titles and names stand as people wrote them."),
}


def word(code: str) -> str:
    """The word of a code in the active language; what is no code stays as it is."""
    return str(WORDS.get(code, code))
