"""Classes of a batch: live ones on the internet, and face-to-face ones at a venue."""
