"""The lists of people, services and jobs: filters, pages, API and suggestions."""
