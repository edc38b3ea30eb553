"""Thin Dagster assets: each calls functions of the layers below and records what they found."""
