"""What leaves the book in one piece: a figure as a page for other sites, the report as an EPUB."""
