"""The use cases: async, typed outcomes, no knowledge of screens or sockets."""
