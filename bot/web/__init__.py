"""The web's door: the HTTP API, live connections, the chat page and its widget."""

from bot.web import handoffs, live, page, routes

routers = (routes.router, handoffs.files, handoffs.router, live.router, page.router)
