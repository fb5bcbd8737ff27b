"""The registers: areas, enterprises, people, spaces, equipment. A public function is a use case, one transaction."""
