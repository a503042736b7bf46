"""The listeners: one thin module per Slack primitive, each a guard and a delegation."""
