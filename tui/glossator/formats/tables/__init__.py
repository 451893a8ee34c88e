"""Tables, written and read: CSV in several profiles, Excel workbooks, codebooks, lexicons, and articles a row.

`export_tables` says what is in each table, `csv_writer` and `xlsx` write them. Listed in `formats.registry`.
"""
