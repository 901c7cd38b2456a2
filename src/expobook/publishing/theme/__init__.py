"""How pages look and what their heads say: styles, scripts, cards, metadata."""
