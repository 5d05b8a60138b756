"""审定 has no page of its own: its work is shown by the pages of engagements. Its service serves the stage."""
from __future__ import annotations

from flask import Blueprint

from app.validation import service  # noqa: F401  (takes over the stage when imported)

bp = Blueprint("validation", __name__)
