"""PDF documents: a worker process reads their lines with pdfium and makes paragraphs of them."""
