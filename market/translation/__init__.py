"""Translation catalogues: finding every text that a user may read, merging and compiling."""
