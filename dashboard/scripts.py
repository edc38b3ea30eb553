"""The pages' own scripts, the right to run them and nothing else, and the library that draws charts."""

import base64
import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import vl_convert
from markupsafe import Markup

_SCRIPTS = Path(__file__).with_name("templates")
# The version is in the name: a library that lies beside the pages already is never made again.
CHART_LIBRARY = f"vega-{version('vl-convert-python')}.js"


@cache
def script(name: str) -> Markup:
    """The text of `templates/<name>.js`."""
    return Markup((_SCRIPTS / f"{name}.js").read_text("utf-8"))


@cache
def script_policy(*names: str, library: bool = False) -> Markup:
    """The page's Content-Security-Policy: it runs the named scripts, by their hashes, and loads nothing.

    `library` lets it load scripts that lie beside it. No text is evaluated as a script.
    """
    hashes = [base64.b64encode(hashlib.sha256(script(name).encode()).digest()).decode() for name in names]
    sources = [*(f"'sha256-{one}'" for one in hashes), *(["'self'", "file:"] if library else [])]
    return Markup(
        f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {' '.join(sources)}"
    )


@cache
def chart_library() -> str:
    """Vega, Vega-Lite and vega-embed in one script, bundled without a network; takes seconds."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))
