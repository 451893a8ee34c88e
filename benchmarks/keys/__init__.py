"""Keys to gold: the keys that turn the suggestions of an article into its gold annotations.

A press is written as the id of the command that it calls, as a digit of a count, as `label:ORG` for the letter of a
label in the list that then stands open, or as `confirm` for the answer to a question.
"""
