"""Money: held for milestones, released, refunded, paid out, every transaction in a double-entry ledger of the database.
Subjects: `ledger`, `provider` (Stripe), `funding`, `releases`, `refunds`, `cancelling` (late work), `payouts`,
`chargebacks`, `statements`, `exchange_rates` (estimates in taka).
Public actions: `fund_milestone`, `approve_milestone`, `give_refund`, `request_payout`, `answer_chargeback`,
`receive_event`.
"""
