"""Files of shops as they are: one format a module, each ending in a `Feed` of raw batches under our column names."""
