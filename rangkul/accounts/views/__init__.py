"""Pages about people's own access: sign-in, invitations, teams, sessions, kept words."""
