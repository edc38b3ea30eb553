"""`python -m benchmarks NAME [--n N] [--data FOLDER] [--format json]`; NAME is a module with `main(n)`."""

import argparse
import importlib
import inspect
import json
import pkgutil
from pathlib import Path


def names() -> list[str]:
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in found if not module.name.startswith("_"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=names())
    parser.add_argument("--n", type=int, help="how much work; default: the benchmark's own")
    parser.add_argument("--data", type=Path, help="public sets to measure on, where the benchmark takes them")
    parser.add_argument("--format", choices=["table", "json"], default="table")
    arguments = parser.parse_args()
    run = importlib.import_module(f"benchmarks.{arguments.name}").main
    options = inspect.signature(run).parameters
    if arguments.data is not None and "data" not in options:
        parser.error(f"{arguments.name} takes no --data")
    size = options["n"].default if arguments.n is None else arguments.n
    result = run(size) if arguments.data is None else run(size, data=arguments.data)
    if arguments.format == "json":
        print(json.dumps(result, ensure_ascii=False))
        return
    width = max(map(len, result))
    for name, value in result.items():
        print(f"{name:<{width}}  {value:,.3f}" if isinstance(value, float) else f"{name:<{width}}  {value}")


if __name__ == "__main__":
    main()
