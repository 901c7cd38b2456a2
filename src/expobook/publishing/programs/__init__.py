"""What programs read of the book: a record for each number and figure, Markdown pages, a feed."""
