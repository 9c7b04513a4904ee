"""Invitations to a job."""
