"""The demonstration: a recorded incident, replayed through the real bot against the local workspace."""
