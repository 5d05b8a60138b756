"""王小明 of one company, the application with two views of the tests' own, and signing in as a browser does."""
from __future__ import annotations

import re

from app.parties import service
from app.parties.credit_code import check_character
from app.parties.session import call_key, public, signed_in
from app.web import create_app

PASSWORD = "a long enough password"
CODE = "9137020012345678X" + check_character("9137020012345678X")


def add_wang() -> int:
    person = service.add_person(name="王小明", sign_in="Wang", password=PASSWORD)
    home = service.add_organisation(name_zh="某某公司", kind="owner", credit_code=CODE)
    service.give_duty(person, "initiator", home)
    return person


def application():
    app = create_app()
    app.add_url_rule("/who", "who", lambda: signed_in().name, methods=["GET", "POST"])
    app.add_url_rule("/key", "key", public(lambda: call_key()), methods=["POST"])
    return app


def token(client) -> str:
    """As the browser finds it in a form: of the sign-in page, or of the account page once signed in."""
    page = client.get("/sign-in", follow_redirects=False)
    text = page.text if page.status_code == 200 else client.get("/me").text
    return re.search(r'name="csrf_token" value="([^"]+)"', text)[1]


def enter(client, name="wang", password=PASSWORD, **more):
    return client.post("/sign-in", data={"csrf_token": token(client), "name": name, "password": password, **more})
