"""Graph components of the engine, one a file. A trained model stores their paths: renaming one makes old models unreadable."""
