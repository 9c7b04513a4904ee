"""Certificates: serials, codes, signatures and PDFs."""
