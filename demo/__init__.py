"""The demo platform: a consumer platform's own tables, logs, rules and papers, made from a seed.

Nothing here is special to the product: it is mapped through the same files as a real organisation's stores.
"""

from datetime import datetime
from pathlib import Path

TODAY = datetime(2026, 3, 16)
"""The demo's own day; nothing in it happens later."""

AS_OF = datetime(2026, 3, 16, 23, 0, 0)
"""The moment at which the demo is judged."""

HERE = Path(__file__).parent
