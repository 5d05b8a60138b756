"""The offline form: one file with its own style and script, that works from a disk without a network."""
from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_name("offline_form")


def offline_form(content: Mapping[str, Any]) -> str:
    """The form for one visit. No word of the content can end the element that it stands in."""
    parts = {name: (HERE / name).read_text("utf-8") for name in ("form.html", "form.css", "form.js")}
    data = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    page = parts["form.html"]
    for mark, text in (("/* style */", parts["form.css"]), ("/* script */", parts["form.js"]), ("/* visit */", data)):
        page = page.replace(mark, text)
    return page
