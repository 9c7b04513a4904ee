"""The operators' desk of chargebacks, and alarms of the books."""
