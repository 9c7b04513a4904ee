"""Letters with claim codes, and PDFs to print."""
