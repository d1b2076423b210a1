"""Settings by their names in the environment, and what is said of values that they cannot have."""

from __future__ import annotations

from pydantic import ValidationError

from bot.settings import Settings

# What a setting must be, where the words of pydantic do not help.
_FORMS = {
    "date": "it must be a day, as in 2026-12-31",
    "datetime": "it must be an instant with its distance from UTC, as in 2026-12-31T09:00:00+01:00",
    "timezone": "it must be an instant with its distance from UTC, as in 2026-12-31T09:00:00+01:00",
    "int": "it must be a whole number",
    "float": "it must be a number",
}


def names_of_settings() -> frozenset[str]:
    """All settings by their names in the environment."""
    prefix = Settings.model_config["env_prefix"]
    return frozenset(
        str(field.validation_alias or f"{prefix}{name}".upper()) for name, field in Settings.model_fields.items()
    )


def refused_settings(refused: ValidationError) -> list[str]:
    """What is wrong with the settings, a sentence for each; without their values, some of which are secrets."""
    return [
        f"The setting {_name(str(wrong['loc'][0]))} cannot be used: {_said(wrong['type'], wrong['msg'])}."
        for wrong in refused.errors()
        if wrong["loc"]
    ]


def _name(where: str) -> str:
    """A setting's name in the environment."""
    return where if where.isupper() else f"{Settings.model_config['env_prefix']}{where}".upper()


def _said(kind: str, what: str) -> str:
    said = what.removeprefix("Value error, ")
    return _FORMS.get(kind.partition("_")[0], said[:1].lower() + said[1:])
