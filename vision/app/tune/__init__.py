"""``unknot tune``: sessions loaded, the page and its server, and what it saves."""
