"""The seals of the ledger in public: the head of each day's blocks, files of hashes to check them by, and a verifier in
one file that anybody can run.

Public files hold hashes alone. What was hashed names people by their numbers and shows amounts: only operators export
it, for an auditor.
"""
