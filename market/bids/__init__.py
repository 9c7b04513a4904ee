"""What freelancers offer for a job, and what clients offer a freelancer directly. Bids and their negotiation (`bids`),
direct offers (`offers`), saved cover letters (`letters`). Public actions: `submit_bid`, `propose_terms`,
`shortlist_bid`, `decline_bid`, `withdraw_bid`, `make_offer`, `close_job`; accepting one makes a contract and is of
`contracts`.
"""
