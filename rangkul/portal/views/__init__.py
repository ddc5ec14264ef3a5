"""One module per counter: the public pages, and what the city confirms."""
