"""The Flask application around the rules: tables, services, pages, API, clock."""
