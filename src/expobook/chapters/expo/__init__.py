"""The chapter on the expo: its outcomes, beside those of other fairs."""
