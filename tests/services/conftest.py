"""The sample cast for tests of the plan side's use cases, the sample job at its stages for those of the site."""

import pytest
from flask import Flask
from plan_cast import Cast
from stages import stage

raised = stage("raised")
opened = stage("opened")
tested = stage("tested")
active = stage("active")


@pytest.fixture
def cast(app: Flask, cast: Cast) -> Cast:
    """Everyone of the sample job, in the application's context."""
    return cast
