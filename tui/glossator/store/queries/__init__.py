"""What is asked of a workspace: functions of a connection that only read."""
