"""Pages that are made from data: ledger, sources, overviews, editions, downloads, summary."""
