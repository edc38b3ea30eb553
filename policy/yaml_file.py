"""Reading a YAML file into a model, with errors that name file, place and remedy."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from policy.errors import PolicyError, QuanyiError
from policy.text import Text

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path, *, error: type[QuanyiError] = PolicyError) -> object:
    """The parsed document; raises `error` when the file is missing or is no YAML."""
    try:
        # The C loader reads the same language, several times as fast: every command reads all of policy.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise error(
            Text(zh=f"找不到文件 {path}", en=f"There is no file {path}"),
            Text(zh="请检查路径，或先创建该文件。", en="Check the path, or create the file first."),
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f"{mark.line + 1}" if mark else "?"
        raise error(
            Text(zh=f"{path} 第 {line} 行不是合法的 YAML", en=f"{path}, line {line}, is not valid YAML"),
            Text(zh="请修正缩进、引号或冒号。", en="Mend the indentation, quotes or colons there."),
        ) from None


def read_model(path: Path, model: type[Model], *, error: type[QuanyiError] = PolicyError) -> Model:
    """The file as a validated `model`; raises `error` with the first problem and its place."""
    document = read_yaml(path, error=error)
    try:
        return model.model_validate(document)
    except ValidationError as problem:
        raise _one_line(path, problem, error) from None


def _one_line(path: Path, problem: ValidationError, error: type[QuanyiError]) -> QuanyiError:
    """Pydantic's first complaint without its input value, which could be a secret."""
    # A misspelt key is both unknown and missing; saying that it is unknown helps more.
    problems = problem.errors(include_input=False, include_url=False)
    first = next((each for each in problems if each["type"] == "extra_forbidden"), problems[0])
    place = ".".join(str(part) for part in first["loc"]) or "the whole file"
    more = len(problems) - 1
    rest = Text(zh=f"(另有 {more} 处)", en=f" (and {more} more)") if more else Text(zh="", en="")
    if first["type"] == "extra_forbidden":
        return error(
            Text(zh=f"{path}：不认识的键 {place}{rest.zh}", en=f"{path}: unknown key {place}{rest.en}"),
            Text(zh="请删除它或改正拼写。", en="Remove it or correct its spelling."),
        )
    return error(
        Text(
            zh=f"{path}:{place} 有误：{first['msg']}{rest.zh}",
            en=f"{path}: {place} is wrong: {first['msg']}{rest.en}",
        ),
        Text(zh="请按 README 中的写法改正。", en="Correct it as the README describes."),
    )
