"""Addresses by who uses them: the public pages, and the settings of the city."""
