"""Jobs that freelancers saved."""
