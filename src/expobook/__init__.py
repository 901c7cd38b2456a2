"""From Hangzhou to the World: the numbers, charts and pages of the report."""
