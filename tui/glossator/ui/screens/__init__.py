"""The reader, and the pages and dialogs that open over it.

List pages derive from `list_screen.ListScreen`, dialogs from `key_prompt.Dialog`; both run operations through the
reader (`operation_protocol.Perform`). Imported by `ui.app`.
"""
