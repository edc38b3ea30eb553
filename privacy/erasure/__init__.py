"""Which rows belong to a person, which of them must go, and the plan an officer approves."""
