"""The seal and the two signatures that certificates carry: uploaded by one officer, confirmed by another."""
