"""Pages of batches and the statistics of their graduates."""
