"""How a store protects what it holds: encryption at rest, ways in, and the logins of its server."""
