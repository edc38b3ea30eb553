"""Tables of a run → static pages for managers and officers. Pure functions; they read no store."""
