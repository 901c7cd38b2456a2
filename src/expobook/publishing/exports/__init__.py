"""What leaves the book in one piece: figures for other sites, summaries, the report as an EPUB."""
