"""What can be wrong with a ledger, in both languages."""

MESSAGES = {
    "key_unusable": ("{file} 不是 Ed25519 公钥", "{file} is no Ed25519 public key"),
    "empty": ("没有任何封存记录", "there is no head: nothing is sealed here"),
    "head_form": ("第 {number} 条封存记录不合规范", "head {number} is not in canonical form"),
    "head_torn": ("第 {number} 条封存记录不完整", "head {number} is incomplete"),
    "head_signature": (
        "第 {number} 条封存记录不是由当时有效的密钥签名",
        "head {number} is not signed by the key in force",
    ),
    "head_chain": (
        "第 {number} 条封存记录与前文不相接",
        "head {number} does not follow from those before it",
    ),
    "events": (
        "第 {number} 批（从第 {first} 条事件起，共 {size} 条）被改动",
        "batch {number} ({size} events from event {first}) was changed",
    ),
    "file_missing": ("缺少文件 {file}", "{file} is missing"),
    "file_unexpected": ("{file} 不属于账本", "{file} does not belong to the ledger"),
    "unsealed": ("{file} 末尾有未封存的内容", "{file} ends with content that no head seals"),
    "key_file": ("{file} 与封存记录中的公钥不符", "{file} is not the public key that the heads name"),
    "head_absent": (
        "没有封存记录 {head}：账本被回退或替换",
        "there is no head {head}: the ledger was set back or replaced",
    ),
    "proof_form": ("证明文件不合规范", "the proof file is malformed"),
    "proof_head": ("证明中的封存记录不可信", "a head in the proof is not signed by a trusted key"),
    "proof_path": ("证明不成立", "the proof does not lead to the signed tree root"),
}


class Broken(Exception):
    """Something that does not hold: a code of `MESSAGES` and the values that its message names."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(self.say("en"))

    def say(self, language: str) -> str:
        chinese, english = MESSAGES[self.code]
        return (chinese if language == "zh" else english).format(**self.values)
