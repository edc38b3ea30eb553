from warehouse.contracts import Contract, load_contracts
from warehouse.policy_entities import POLICY_ENTITIES


def test_every_policy_entity_has_rows_from_policy() -> None:
    policy = {name for name, contract in load_contracts().items() if contract.origin == "policy"}
    assert policy == set(POLICY_ENTITIES)


def test_ids_of_people_are_always_keyed() -> None:
    """A column that names a person holds a pseudonym in every entity, so that a new one leaks none."""
    people = {"user_id", "account_id", "operator_id", "reviewer_id", "principal_id", "granted_by", "minor_id",
              "guardian_id", "approved_by"}  # fmt: skip
    bare = [
        (name, column)
        for name, contract in load_contracts().items()
        if contract.origin == "store"
        for column, rule in contract.columns.items()
        if column in people and rule.verb != "key"
    ]
    assert bare == []


def test_inputs_are_raw_columns_with_types_of_kept_ones() -> None:
    contract = Contract.model_validate(
        {
            "entity": "sample",
            "origin": "store",
            "grain": {"zh": "一行", "en": "one row"},
            "key": ["id"],
            "columns": {
                "id": {"type": "text", "treatment": "key(user)"},
                "phone_state": {"type": "text", "treatment": "derive(phone_state)", "from": ["phone"]},
                "amount": {"type": "decimal"},
            },
        }
    )
    assert contract.inputs() == {"id": "VARCHAR", "phone": "VARCHAR", "amount": "DOUBLE"}
