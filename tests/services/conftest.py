"""The sample cast for tests of the plan side's use cases."""

import pytest
from flask import Flask
from plan_cast import Cast, raise_cast


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everyone of the sample job on a fresh database."""
    return raise_cast()
