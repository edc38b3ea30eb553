"""Alerts: telling people elsewhere what has changed for them, once a change, in counts and titles only."""
