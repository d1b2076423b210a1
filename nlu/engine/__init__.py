"""The only place that imports Rasa: its channel, importer, tracker store, policy and components,
and the patches of it.
"""
