"""The sample district: invented areas, firms, people and spaces, built by the services like any other."""
