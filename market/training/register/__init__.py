"""The register of certificates of the earlier project, which is the condition for a place."""
