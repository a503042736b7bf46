"""Where incidents are kept: tables, queries and the outbox."""
