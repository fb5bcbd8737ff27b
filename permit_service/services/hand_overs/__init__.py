"""Who is told of which hand-over. ``moves`` holds the table of all lifecycles; what is no move of a lifecycle (a crew
change, a training, a stop, a finding) is told by a function here, called inside the use case it tells of."""
