"""Views by who stands before them: the visitor who writes, the visitor with a code, the desk."""
