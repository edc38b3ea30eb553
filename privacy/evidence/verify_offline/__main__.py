"""The command: one line a result, exit code 0 when everything holds, 1 when it does not."""

import argparse
import json
import os
import sys
from pathlib import Path

from .folder import verify_folder
from .messages import Broken
from .proof import verify_proof
from .public_keys import key_id, read_public_key


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="verify_offline", description="Verify a ledger's folder, or one proof file."
    )
    parser.add_argument("path", type=Path, help="the ledger's folder, or a proof file")
    parser.add_argument("--key", type=Path, required=True, help="the trusted first public key (PEM)")
    parser.add_argument("--head", help="hash of a head that the ledger must still hold")
    arguments = parser.parse_args()
    try:
        first_key = read_public_key(arguments.key)
        if arguments.path.is_dir():
            return _folder(arguments.path, first_key, arguments.head)
        return _proof(arguments.path, first_key)
    except Broken as broken:
        return _failed(broken)
    except OSError as error:
        print(_say(f"失败  无法读取 {error.filename}", f"FAIL  cannot read {error.filename}"))
        return 1


def _folder(folder: Path, first_key: bytes, expected_head: str | None) -> int:
    found = verify_folder(folder, first_key, [expected_head] if expected_head else [])
    if found.problems:
        for problem in found.problems:
            _failed(problem)
        return 1
    print(
        _say(f"通过  封存记录 {found.heads} 条，签名相接", f"ok    {found.heads} heads, signed and chained")
    )
    print(
        _say(f"通过  事件 {found.events} 条，与封存一致", f"ok    {found.events} events, as they were sealed")
    )
    print(_say(f"通过  密钥 {'，'.join(found.keys)}", f"ok    keys {', '.join(found.keys)}"))
    print(_say(f"末条  {found.head}", f"last  {found.head}"))
    if not expected_head:
        print(
            _say(
                "注意  未给 --head：若末尾若干批被整体删去，无从得知；请保存上面的末条记录。",
                "note  without --head, newest batches cut off whole cannot be told; keep the last head.",
            )
        )
    else:
        print(_say(f"通过  含有 {expected_head}", f"ok    holds {expected_head}"))
    return 0


def _proof(path: Path, first_key: bytes) -> int:
    try:
        proof = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Broken("proof_form") from None
    head = verify_proof(proof, first_key)
    if proof["kind"] == "inclusion":
        print(
            _say(
                f"通过  第 {proof['index']} 条事件在账本中", f"ok    event {proof['index']} is in the ledger"
            )
        )
        print(proof["event"])
    else:
        old = proof["old"]["sequence"]
        print(
            _say(
                f"通过  第 {old} 条封存记录是第 {head.sequence} 条的前身",
                f"ok    head {old} is where head {head.sequence} grew from",
            )
        )
    print(
        _say(
            f"依据  第 {head.sequence} 条封存记录 {head.hash()}，首个密钥 {key_id(first_key)}",
            f"by    head {head.sequence} {head.hash()}, first key {key_id(first_key)}",
        )
    )
    return 0


def _failed(broken: Broken) -> int:
    print(_say(f"失败  {broken.say('zh')}", f"FAIL  {broken.say('en')}"))
    return 1


def _say(chinese: str, english: str) -> str:
    chosen = os.environ.get("QUANYI_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return chinese if chosen.lower().startswith("zh") else english


if __name__ == "__main__":
    sys.exit(main())
