"""The web's door: the HTTP API, live connections, the chat page and its widget."""

from bot.web import live, page, routes

routers = (routes.router, live.router, page.router)
