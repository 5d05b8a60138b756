"""Forms of the sign-in pages: they check shape; the service decides."""
from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    name = StringField(validators=[InputRequired(), Length(max=80)])
    password = PasswordField(validators=[InputRequired(), Length(max=128)])


class PasswordForm(FlaskForm):
    old = PasswordField(validators=[InputRequired(), Length(max=128)])
    new = PasswordField(validators=[InputRequired(), Length(max=128)])
    again = PasswordField(validators=[InputRequired(), Length(max=128)])
