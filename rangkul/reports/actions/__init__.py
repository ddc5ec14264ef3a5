"""Writes by who acts: the visitor who sends, the visitor with a code, the desk."""
