"""Schemathesis reads our description and sends what it likes, right and wrong: no 5xx, and every refusal is a problem."""

import contextlib
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

EXAMPLES = 20
"""Of each operation and mode; the hundreds of thousands of the goals are `make bench`'s."""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_whatever_is_sent_is_answered_as_described(server: Any, mode: GenerationMode) -> None:
    description = schemathesis.openapi.from_url(f"{server.origin}/schema/openapi.json")
    operations = [found.ok() for found in description.get_all_operations()]
    asked = 0
    for operation in operations:

        @given(operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: Case) -> None:
            answer = case.call()
            case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == ["application/problem+json"]

        with contextlib.suppress(Unsatisfiable):  # an operation in which nothing can be wrong
            ask()
            asked += 1
    assert asked
