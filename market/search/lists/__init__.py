"""The lists of people, services and jobs: filters, pages and API."""
