"""What all tables of the settings have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """One table of ``chronik.toml``: unknown keys are errors, values do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")
