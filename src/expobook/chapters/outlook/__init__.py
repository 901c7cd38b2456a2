"""The chapter on the outlook: growth needed, growth seen, the model."""
