"""What single chapters draw and shape: pure functions, one module a topic."""
