"""Retention rules in words for the person they concern."""

from policy.retention import TableRule
from policy.text import Text


def how_long(rule: TableRule) -> list[Text]:
    """What becomes of the table's rows, one sentence a rule; empty where policy does not treat it."""
    sentences: list[Text] = []
    if rule.minimum is not None:
        days, basis = rule.minimum.days, rule.minimum.basis
        sentences.append(
            Text(
                zh=f"至少保存 {days} 天，依据：{basis.zh}。",
                en=f"Kept for at least {days} days because of: {basis.en}.",
            )
        )
    if rule.limit is not None:
        done = _done(deletes=rule.limit.deletes)
        sentences.append(
            Text(zh=f"满 {rule.limit.days} 天后{done.zh}。", en=f"{done.en} after {rule.limit.days} days.")
        )
    if rule.erasure is not None:
        if rule.erasure.keeps_all and rule.erasure.basis is not None:
            basis = rule.erasure.basis
            sentences.append(
                Text(
                    zh=f"账户注销后仍保留，原因：{basis.zh}。",
                    en=f"Kept after your account is closed, because: {basis.en}.",
                )
            )
        else:
            done = _done(deletes=rule.erasure.deletes)
            sentences.append(
                Text(
                    zh=f"账户注销或您要求删除后{done.zh}。",
                    en=f"{done.en} once your account is closed or you ask for erasure.",
                )
            )
    return sentences


def _done(*, deletes: bool) -> Text:
    if deletes:
        return Text(zh="整条删除", en="Deleted")
    return Text(zh="清除或替换其中的个人信息", en="What identifies you is cleared or replaced")
