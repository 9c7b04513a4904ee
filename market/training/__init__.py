"""The register of the training programme: batches and districts, certificates (`certificates`), issuing and revoking
by two officers (`issuing`), printed letters (`letters`), Open Badges (`badges`), appeals (`appeals`), and certificates
of the earlier project (`register`). Public actions: `prepare_certificates`, `prepare_revocation`, `release_issuance`,
`claim_certificate`, `open_appeal`, `make_badge`.
"""
