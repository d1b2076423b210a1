"""The web's door: the HTTP API, live connections, the chat page and its widget."""

from bot.web import contracts, files, handoffs, live, page, routes, transcripts

routers = (
    routes.router,
    files.router,
    transcripts.router,
    contracts.router,
    contracts.subscriptions,
    handoffs.router,
    live.router,
    page.router,
)
