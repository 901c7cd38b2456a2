"""The chapter on the goals for 2025 and their verdicts."""
