"""The business of renewals: contracts, deadlines, regions, answers, who may see what. Free of Rasa, Slack and HTTP."""
