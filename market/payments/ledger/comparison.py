"""Checks of the books against our own rows: milestones, releases, refunds, chargebacks, payouts.

What a check is stands in `verification`.
"""

from market.payments.ledger.reading import read

# Per milestone and currency: charged, held, released, refunded, fee; and what our own rows say of the same.
PER_MILESTONE = """
WITH moved AS (
    SELECT t.milestone_id AS id,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind IN ('provider', 'provider_fees')
                                             AND t.kind IN ('funding', 'late_payment')), 0) AS charged,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'held'), 0) AS held,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fee_held'), 0) AS fee_held,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'clearing' AND t.kind = 'release'), 0) AS released,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'refunding' AND t.kind = 'refund'), 0) AS refunded,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'refunding' AND t.kind = 'late_payment'), 0) AS late,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fees' AND t.kind <> 'give_back'), 0) AS fee,
           coalesce(sum(e.amount) FILTER (WHERE a.kind = 'refunding' AND t.kind = 'give_back'), 0) AS returned,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fees' AND t.kind = 'give_back'), 0) AS fee_returned,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind IN ('held', 'fee_held', 'fees')
                                             AND t.kind = 'chargeback_lost'), 0) AS taken,
           -coalesce(sum(e.amount) FILTER (WHERE a.kind = 'fees' AND t.kind = 'chargeback_lost'), 0) AS fee_given_up
      FROM payments_ledgertransaction t JOIN payments_ledgerentry e ON e.transaction_id = t.id
      JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE t.milestone_id IS NOT NULL GROUP BY t.milestone_id),
rows AS (
    SELECT m.id, m.held_value, m.released_value, m.refunded_value, m.charged_back_value, m.given_back_value,
           coalesce((SELECT sum(amount_value) FROM payments_refund r
                      WHERE r.milestone_id = m.id AND r.reason = 'given_back'), 0) AS returns,
           coalesce((SELECT sum(fee_value) FROM payments_refund r
                      WHERE r.milestone_id = m.id AND r.reason = 'given_back'), 0) AS return_fees,
           coalesce((SELECT sum(amount_value) FROM payments_release r
                      WHERE r.milestone_id = m.id AND r.state = 'given_back'), 0)
               + coalesce((SELECT sum(d.passed_on_value) FROM payments_debt d
                             JOIN payments_giveback g ON g.id = d.give_back_id
                            WHERE g.milestone_id = m.id), 0) AS given_rows,
           coalesce((SELECT sum(c.amount_value) FROM payments_chargeback c
                       JOIN payments_funding f ON f.id = c.funding_id
                      WHERE f.milestone_id = m.id AND c.state = 'lost'), 0) AS chargebacks,
           coalesce((SELECT sum(amount_value) FROM payments_release r
                      WHERE r.milestone_id = m.id AND r.reason <> 'exchanged'), 0) AS releases,
           coalesce((SELECT sum(fee_value) FROM payments_release r WHERE r.milestone_id = m.id), 0) AS release_fees,
           coalesce((SELECT sum(amount_value) FROM payments_refund r
                      WHERE r.milestone_id = m.id AND r.reason NOT IN ('late_payment', 'given_back')), 0) AS refunds,
           coalesce((SELECT sum(fee_value) FROM payments_refund r
                      WHERE r.milestone_id = m.id
                        AND r.reason NOT IN ('late_payment', 'given_back')), 0) AS refund_fees,
           coalesce((SELECT sum(amount_value + fee_value) FROM payments_funding f
                      WHERE f.milestone_id = m.id AND f.state = 'paid'), 0) AS fundings
      FROM contracts_milestone m),
joined AS (
    SELECT r.*, coalesce(charged, 0) AS charged, coalesce(held, 0) AS held, coalesce(fee_held, 0) AS fee_held,
           coalesce(released, 0) AS released, coalesce(refunded, 0) AS refunded, coalesce(late, 0) AS late,
           coalesce(fee, 0) AS fee, coalesce(taken, 0) AS taken, coalesce(fee_given_up, 0) AS fee_given_up,
           coalesce(returned, 0) AS returned, coalesce(fee_returned, 0) AS fee_returned
      FROM rows r LEFT JOIN moved USING (id))
"""
PROMISE = (
    PER_MILESTONE
    + """
SELECT id, charged, held + fee_held, released, refunded + late, fee, taken FROM joined
 WHERE charged <> held + fee_held + released + refunded + late + fee + taken ORDER BY id LIMIT 1
"""
)
FIGURES = (
    PER_MILESTONE
    + """
SELECT id FROM joined
 WHERE held_value <> held OR released_value <> released OR releases <> released OR release_fees <> fee + fee_given_up
    OR refunded_value + refund_fees <> refunded OR refunds <> refunded_value OR fundings <> charged
    OR charged_back_value <> chargebacks OR given_back_value <> returned - fee_returned
    OR given_back_value <> returns OR return_fees <> fee_returned OR given_rows <> given_back_value
 ORDER BY id LIMIT 1
"""
)
# A client's credit in the ledger equals what our rows say is owed of refunds that failed.
OWED_TO_CLIENTS = """
WITH booked AS (
    SELECT a.user_id AS id, a.currency, sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'client_credit' GROUP BY 1, 2),
owed AS (
    SELECT c.client_id AS id, r.currency, sum(r.amount_value + r.fee_value - r.repaid_value) AS amount
      FROM payments_refund r JOIN contracts_milestone m ON m.id = r.milestone_id
      JOIN contracts_contract c ON c.id = m.contract_id WHERE r.state = 'failed' GROUP BY 1, 2)
SELECT id, currency, coalesce(booked.amount, 0), coalesce(owed.amount, 0)
  FROM booked FULL JOIN owed USING (id, currency)
 WHERE coalesce(booked.amount, 0) <> coalesce(owed.amount, 0) ORDER BY 1 LIMIT 1
"""
# What freelancers owe in the ledger equals what is left of their debts; of what was given back only what earnings paid
# is in the ledger, until the client has it.
OWED_BY_FREELANCERS = """
WITH booked AS (
    SELECT a.user_id AS id, a.currency, sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'receivable' GROUP BY 1, 2),
owed AS (
    SELECT freelancer_id AS id, currency,
           sum(CASE WHEN give_back_id IS NULL THEN -left_value
                    ELSE amount_value - left_value - passed_on_value END) AS amount
      FROM payments_debt GROUP BY 1, 2)
SELECT id, currency, coalesce(booked.amount, 0), coalesce(owed.amount, 0)
  FROM booked FULL JOIN owed USING (id, currency)
 WHERE coalesce(booked.amount, 0) <> coalesce(owed.amount, 0) ORDER BY 1 LIMIT 1
"""
# Money of an open payout is on its way; what failed is in no payout any more.
UNFIT_PAYOUT = """
SELECT p.id, p.state FROM payments_payout p LEFT JOIN payments_release r ON r.payout_id = p.id
 WHERE p.allowance_id IS NULL GROUP BY p.id
HAVING coalesce(bool_or(r.state = 'in_transit'), false) <> (p.state IN ('pending', 'in_transit'))
    OR (count(r.id) = 0) <> (p.state = 'failed')
 ORDER BY p.id LIMIT 1
"""
# What is on a person's accounts is in their releases of that state.
UNFIT_ACCOUNT = """
WITH booked AS (
    SELECT a.user_id AS id, a.currency, a.kind, sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE a.kind IN ('clearing', 'payable', 'in_transit') GROUP BY 1, 2, 3),
parts AS (
    SELECT freelancer_id AS id, currency, state AS kind, sum(amount_value) AS amount FROM payments_release
     WHERE state IN ('clearing', 'payable', 'in_transit') GROUP BY 1, 2, 3)
SELECT kind, currency, id, coalesce(booked.amount, 0), coalesce(parts.amount, 0)
  FROM booked FULL JOIN parts USING (id, currency, kind)
 WHERE coalesce(booked.amount, 0) <> coalesce(parts.amount, 0) ORDER BY id, kind LIMIT 1
"""
# What is on its way back to a client is in the refunds that are being sent.
UNFIT_REFUND = """
WITH booked AS (
    SELECT a.milestone_id AS id, sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'refunding' GROUP BY 1),
pending AS (
    SELECT milestone_id AS id, sum(amount_value + fee_value) AS amount FROM payments_refund
     WHERE state = 'pending' GROUP BY 1)
SELECT id, coalesce(booked.amount, 0), coalesce(pending.amount, 0) FROM booked FULL JOIN pending USING (id)
 WHERE coalesce(booked.amount, 0) <> coalesce(pending.amount, 0) ORDER BY id LIMIT 1
"""
# What banks have taken and nobody has borne yet: open chargebacks, and what is left of lost ones.
UNFIT_CHARGEBACK = """
WITH booked AS (
    SELECT a.currency, -sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id WHERE a.kind = 'contested' GROUP BY 1),
rows AS (
    SELECT currency, sum(CASE state WHEN 'open' THEN amount_value + fee_value ELSE left_value END) AS amount
      FROM payments_chargeback WHERE state <> 'won' GROUP BY 1)
SELECT currency, coalesce(booked.amount, 0), coalesce(rows.amount, 0) FROM booked FULL JOIN rows USING (currency)
 WHERE coalesce(booked.amount, 0) <> coalesce(rows.amount, 0) ORDER BY 1 LIMIT 1
"""
# An accepted quote moved its dollars and its taka, nothing else did.
UNFIT_QUOTE = """
WITH moved AS (
    SELECT split_part(t.key, ':', 2)::bigint AS id,
           sum(e.amount) FILTER (WHERE t.kind = 'exchange_out') AS dollars,
           -sum(e.amount) FILTER (WHERE t.kind = 'exchange_in') AS taka
      FROM payments_ledgertransaction t JOIN payments_ledgerentry e ON e.transaction_id = t.id
      JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE t.kind IN ('exchange_out', 'exchange_in') AND a.kind = 'exchange' GROUP BY 1)
SELECT id FROM moved FULL JOIN (
    SELECT id, amount_value, gross_value - margin_value AS taka FROM payments_payoutquote
     WHERE accepted_at IS NOT NULL) quoted USING (id)
 WHERE moved.dollars IS DISTINCT FROM quoted.amount_value OR moved.taka IS DISTINCT FROM quoted.taka
 ORDER BY id LIMIT 1
"""

# The fund is what came in without what was reserved and not given back; a trainee is owed what is due, and is sent what
# is on its way.
UNFIT_FUND = """
WITH booked AS (
    SELECT coalesce(sum(e.amount), 0) AS amount,
           coalesce(sum(e.amount) FILTER (WHERE t.kind = 'fund_in'), 0) AS came
      FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id
      JOIN payments_ledgertransaction t ON t.id = e.transaction_id WHERE a.kind = 'fund'),
rows AS (SELECT coalesce(sum(amount_value), 0) AS taken FROM payments_allowance WHERE state <> 'returned')
SELECT amount, came - taken FROM booked, rows WHERE amount <> came - taken
"""
UNFIT_ALLOWANCE = """
WITH booked AS (
    SELECT a.user_id AS id, a.kind, sum(e.amount) AS amount FROM payments_ledgerentry e
      JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE a.kind IN ('allowance', 'allowance_sent') GROUP BY 1, 2),
rows AS (
    SELECT trainee_id AS id, CASE state WHEN 'due' THEN 'allowance' ELSE 'allowance_sent' END AS kind,
           sum(amount_value) AS amount FROM payments_allowance WHERE state IN ('due', 'in_transit') GROUP BY 1, 2)
SELECT id, kind, coalesce(booked.amount, 0), coalesce(rows.amount, 0) FROM booked FULL JOIN rows USING (id, kind)
 WHERE coalesce(booked.amount, 0) <> coalesce(rows.amount, 0) ORDER BY 1, 2 LIMIT 1
"""
# An allowance on its way has one payout that is open, a paid one has one that is paid, all others have neither.
UNFIT_ALLOWANCE_PAYOUT = """
SELECT w.id, w.state FROM payments_allowance w LEFT JOIN payments_payout p ON p.allowance_id = w.id
 GROUP BY w.id
HAVING count(p.id) FILTER (WHERE p.state IN ('pending', 'in_transit')) <> (w.state = 'in_transit')::integer
    OR count(p.id) FILTER (WHERE p.state = 'paid') <> (w.state = 'paid')::integer
    OR bool_or(p.amount_value <> w.amount_value OR p.freelancer_id <> w.trainee_id)
 ORDER BY w.id LIMIT 1
"""


def broken_promise() -> str | None:
    """charged = held + released + refunded + fee kept (+ what a bank took of these), for every milestone."""
    for milestone, charged, held, released, refunded, fee, taken in read(PROMISE):
        parts = f"held {held} + released {released} + refunded {refunded} + fee {fee} + taken by a bank {taken}"
        return f"Milestone {milestone}: charged {charged} is not {parts}."
    return None


def wrong_figures() -> str | None:
    """A milestone's figures, releases, refunds or fundings differ from the books."""
    return next((f"Milestone {pk}: its figures differ from the books." for (pk,) in read(FIGURES)), None)


def wrong_debt() -> str | None:
    """What we owe to a client, since refunds failed, is not what their rows say."""
    for user, currency, booked, owed in read(OWED_TO_CLIENTS):
        return f"Client {user}: the books owe {booked} {currency} of refunds that failed, their rows say {owed}."
    return None


def wrong_receivable() -> str | None:
    """What a freelancer owes is not what the rows of their debts say."""
    for user, currency, booked, owed in read(OWED_BY_FREELANCERS):
        return f"Freelancer {user}: the books have {booked} {currency} of debts, their rows say {owed}."
    return None


def unfit_payout() -> str | None:
    """The state of a payout is not that of the releases in it."""
    return next((f"Payout {pk} is {state}, the releases in it are not." for pk, state in read(UNFIT_PAYOUT)), None)


def unfit_account() -> str | None:
    """What clears, is payable or on its way for a freelancer is not what their releases in that state sum to."""
    for kind, currency, user, booked, summed in read(UNFIT_ACCOUNT):
        return f"Freelancer {user}: the books have {booked} {currency} {kind}, their releases sum to {summed}."
    return None


def unfit_refund() -> str | None:
    """What is on its way back from a milestone is not what its refunds that are being sent sum to."""
    for milestone, booked, summed in read(UNFIT_REFUND):
        return f"Milestone {milestone}: the books have {booked} on its way back, its pending refunds sum to {summed}."
    return None


def unfit_chargeback() -> str | None:
    """What banks have taken and nobody has borne yet is not what the chargebacks say."""
    for currency, booked, summed in read(UNFIT_CHARGEBACK):
        return f"Banks contest {booked} {currency} in the books, the chargebacks sum to {summed}."
    return None


def unfit_quote() -> str | None:
    """The books exchanged something else than a quote says that was accepted."""
    return next((f"Quote {pk}: the books exchanged other amounts." for (pk,) in read(UNFIT_QUOTE)), None)


def unfit_allowance() -> str | None:
    """The fund, or what a trainee is owed of it, is not what the allowances and their payouts say."""
    for booked, summed in read(UNFIT_FUND):
        return f"The books have {booked} in the fund for allowances, its rows leave {summed}."
    for user, kind, booked, summed in read(UNFIT_ALLOWANCE):
        return f"Trainee {user}: the books have {booked} {kind}, their allowances sum to {summed}."
    for pk, state in read(UNFIT_ALLOWANCE_PAYOUT):
        return f"Allowance {pk} is {state}, its payouts are not."
    return None
