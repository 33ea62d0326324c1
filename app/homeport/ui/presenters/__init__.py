"""Between services and views: submit work to the loop, turn what it tells into what a view shows."""
