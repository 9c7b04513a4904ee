"""The register of certificates of the earlier project, which is the condition for a place; its import; objections.

Others call `matching_certificate` (whose is this number?), `object_to_register` and `ask_second_officer`. Officers
import by `check_register` and `save_checked`, and answer by `decide_objection`.
"""
