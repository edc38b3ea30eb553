"""Content of the demo platform: pure functions of a seed and a scale, vectorised where rows are many."""
