"""What Prometheus may count: never a text, a name or a token."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, generate_latest


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        """All counters start at zero."""
        self._registry = CollectorRegistry()
        self.taken = Counter(
            "chronik_taken",
            "Payloads of Slack that were stored and acknowledged",
            ["kind"],
            registry=self._registry,
        )
        self.told = Counter(
            "chronik_told", "Tellings by kind and outcome", ["kind", "outcome"], registry=self._registry
        )

    def exposition(self) -> bytes:
        """All counters in Prometheus's text format."""
        return generate_latest(self._registry)
