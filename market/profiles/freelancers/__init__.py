"""A freelancer's profile, hours, absences and address."""
