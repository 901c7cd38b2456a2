"""Plain files: read whole or refused, packed without dates, written where nothing is lost."""
