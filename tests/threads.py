"""Running the same thing in several threads at once, each in a context of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

T = TypeVar("T")


def at_once(app: Flask, count: int, act: Callable[[int], T]) -> list[T]:
    """Call ``act(0) … act(count - 1)`` at the same moment; their results in that order. Raises the first error."""
    barrier = Barrier(count)

    def run(number: int) -> T:
        with app.app_context():
            barrier.wait()
            return act(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
