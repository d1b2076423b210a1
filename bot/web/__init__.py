"""The web's door: the HTTP API, live connections, the chat page and its widget."""

from bot.web import files, handoffs, live, page, routes

routers = (routes.router, files.router, handoffs.router, live.router, page.router)
