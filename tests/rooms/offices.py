"""The story with its people at hand: `move` takes a step of a dossier, `two` one that a second person confirms."""
from __future__ import annotations

import uuid
from datetime import date
from typing import Any


class Offices:
    """Owner, bodies, registry and the authorities of a story."""

    def __init__(self, story: Any):
        self.story, self.who = story, story.who

    @property
    def today(self) -> date:
        return self.story.today

    def move(self, service: Any, ref: str, trigger: str, who: str, on: date | None = None, **payload: str) -> Any:
        return service.move(ref, trigger, by=self.who[who], today=on or self.today, key=uuid.uuid4().hex,
                            payload=payload)

    def two(self, service: Any, ref: str, trigger: str, first: str, second: str, on: date | None = None,
            **payload: str) -> Any:
        self.move(service, ref, trigger, first, on, **payload)
        return self.move(service, ref, "confirm", second, on)
