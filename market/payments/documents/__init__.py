"""What documents on money say: invoices, receipts and credit notes of what happened, issued in its transaction; and
income certificates, yearly statements and files of contracts, for who asks. They are numbered and stored by
`market.documents`.

Called by others: `issue_for_release`, `issue_for_payout`, `correct_payout`, `issue_allowance_receipt`,
`correct_allowance_receipt`, `issue_credit_notes`.
"""
