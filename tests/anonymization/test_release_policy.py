import pytest
from pydantic import ValidationError

from policy.anonymization import AnonymizationPolicy, Release


def test_the_example_is_valid(rules) -> None:
    policy = AnonymizationPolicy.model_validate({"releases": [rules]})
    assert policy.releases[0].sensitive["spend_band"].l == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quasi": {"region": "cn_regions"}}, "no hierarchy cn_regions"),
        ({"quasi": {"spend": "number:10,25"}}, "multiple of the one before"),
        ({"quasi": {"spend": "number:0"}}, "multiple of the one before"),
        ({"quasi": {}}, "at least 1 item"),
        ({"quasi": {"member_no": "category"}}, "member_no has two roles"),
        ({"direct": {"mobile": "drop"}}, "subject column member_no"),
        ({"direct": {"member_no": "hash"}}, "'drop', 'pseudonym', 'redact' or 'keep'"),
        ({"k": 1}, "greater than or equal to 2"),
        ({"suppression_limit": 1.0}, "less than 1"),
        ({"sensitive": {"spend_band": {"l": 1}}}, "greater than or equal to 2"),
        ({"name": "../members"}, "pattern"),
        ({"kk": 5}, "Extra inputs"),
    ],
)
def test_a_wrong_release_is_named(rules, change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Release.model_validate(rules | change)


def test_two_releases_of_one_name(rules) -> None:
    with pytest.raises(ValidationError, match="two releases are named members"):
        AnonymizationPolicy.model_validate({"releases": [rules, rules]})
