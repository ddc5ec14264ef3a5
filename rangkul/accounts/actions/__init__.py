"""What people do with their own access, one verb a function."""
