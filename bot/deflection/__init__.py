"""Answers offered for a support ticket's text before it is submitted."""

from bot.deflection import routes

routers = (routes.router,)
