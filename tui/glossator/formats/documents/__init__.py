"""What one reads: texts, pages, documents, mails and feeds, each made into articles."""
