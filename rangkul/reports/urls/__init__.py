"""Addresses by who uses them: the public pages (also under /en/) and the desk."""
