"""Translation catalogues: finding every text that a person may read, merging and compiling."""
