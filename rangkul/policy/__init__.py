"""The rule book: law and city rules as plain Python; no Django, no database."""
