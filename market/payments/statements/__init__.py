"""The printable record of a contract's money, and ledger transactions as sentences."""
