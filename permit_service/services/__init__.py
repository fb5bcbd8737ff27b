"""Use cases: one public function = one use case = one transaction. They ask ``clear``; none of them judges."""
