"""The operators' chargeback desk, and notifications of operators."""
