"""Duties as queries over the population they speak of, and the evaluator that turns them into outcomes."""
