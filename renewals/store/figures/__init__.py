"""The figures of support, each defined in docs/figures.md: SQL over the rows that are kept, by way of summary tables
that are made from them.
"""
