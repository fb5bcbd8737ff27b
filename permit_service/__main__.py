"""``python -m permit_service`` is the command line."""

from permit_service.cli import main

main()
