"""Tables for analysts in which nobody stands out, and the gate that lets no other table through."""
