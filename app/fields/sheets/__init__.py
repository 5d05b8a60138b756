"""A table as somebody made it for their own use: read as it stands, mapped column by column, every change told.

Pure reading: bytes and a record of the methodology go in, rows and a report come out. Nothing is stored here.
"""
