"""Merging another workspace into this one.

1. `other_file` opens the other file without changing it. An older one, or one with a log beside it, is copied first.
2. `timeline` finds the common ancestor: the longest beginning that both histories share, or what was merged last. The
   rows of the other file at that point follow from its rows now and the reverse of each later entry.
3. `row_map` finds the rows here that rows there are: by uid, then by an alias, then by what they are (an article by its
   text, an annotation by its span and label, a label or tag by its name). It translates rows.
4. `codebook`, `articles`, `annotations` and `links` compare the rows of the ancestor, of there and of here by column
   (`three_way`). What only they changed is taken; what both changed alike agrees. Of what both changed differently,
   notes get both texts, names and colours stay as they are here and are listed, and what was changed on one side and
   deleted on the other stays. Decisions are merged as verdicts, one per analyst, and the latest one stands, so merging
   in the other direction leads to the same.
5. `foreign_history` stores their operations under their names and times, with rows spelt by uid.

All changes are one operation of the analyst who merges, so one undo reverses them.
"""
