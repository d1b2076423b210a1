"""Answers offered for a support ticket's text before it is submitted: the API, and the script for any form."""

from bot.deflection import demonstration, routes, tickets
from bot.deflection.askers import FormOrigins

__all__ = ["FormOrigins", "routers"]

routers = (routes.router, tickets.router, demonstration.router)
