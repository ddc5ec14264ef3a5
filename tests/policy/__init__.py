"""The rule book: readable tables, exhaustive products and properties. No database, no clock."""
