"""Documents and records in formats that leave Slack: Markdown and JSON."""
