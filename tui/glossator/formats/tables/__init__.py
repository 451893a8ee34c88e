"""Tables, in both directions: what analysts take into a spreadsheet, and what comes back from one."""
