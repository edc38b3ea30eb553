"""Requests of people about their own data: the register, its deadlines, and what answers them."""
