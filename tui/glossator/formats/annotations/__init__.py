"""Articles with their annotations, as the annotation tools around write and read them."""
