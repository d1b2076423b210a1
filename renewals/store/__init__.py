"""All rows of the product: tables, queries, migrations.

Nothing reads or writes the database but through here; the caller commits.
"""
