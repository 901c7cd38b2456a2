"""Finding: an index of numbers and one of passages, and the page that asks them."""
