"""What the terminal shows: messages, tables, a build that stands, a fault of ours."""
