"""Every test may ask for a database of its own, on both engines, or for the story at one of its chapters."""
from tests.databases import *  # noqa: F403
from tests.stories import told  # noqa: F401
