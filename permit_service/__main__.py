"""Where every process starts: ``permit-service`` and ``python -m permit_service`` are the command line."""

import gc


def main() -> None:
    """Load the program and carry out what the command line says.

    What loading makes stays: walking through it for garbage, time and again and once more at the end, took half of
    the time that a short command needs.
    """
    gc.disable()
    from permit_service.cli import main as carry_out  # loaded while the collector rests

    gc.freeze()
    gc.enable()
    carry_out()


if __name__ == "__main__":
    main()
