"""Wiring only: definitions, jobs, schedules and the command line."""
