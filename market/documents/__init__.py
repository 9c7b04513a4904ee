"""Documents on money that a bank, a tax office or an embassy accepts: numbered without gaps, never changed.

What one says is put together by upper apps (`payments/documents`) and handed to `actions.issue_document`. Here it is
numbered, stored, shown, drawn as a PDF once, and checked by whoever has its QR code.
"""
