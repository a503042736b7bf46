"""Delivery: what was decided and committed is told to Slack, once, whatever fails in between.

``loop`` takes what waits in the outbox; ``opening``, ``showing``, ``saying``, ``reminding``, ``aftercare``,
``catching_up`` and ``people`` know how each kind of telling is told and how to find out whether an earlier attempt
had told it already.
"""
