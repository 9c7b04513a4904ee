"""Grievances about the programme: to its office, never to whom they are about; with a name or without one.

Others call `submit_grievance`. The person goes on by `person_actions`, the office by `actions`.
"""
