"""How fast the record is: Chronik beside a bare Bolt app that stores nothing, in one run on one machine.

Run ``python -m tests.benchmarks`` in the checkout; ``--quick`` takes about a minute, ``--help`` tells the rest.

Only the ratios mean anything: machines differ, and neighbours disturb. So every program is measured several times
in turn, and the table shows medians, with the spread of the rounds beside them.

What runs:

- ``workspace`` is Slack as far as a program under load needs it: it floods prepared Socket Mode envelopes and
  notes when each is acknowledged. It runs in the process that prints the table.
- ``bare`` is the yardstick, a process of its own: ``AsyncApp`` with its default settings and one message listener
  that does nothing.
- ``chronik run`` is the real program in processes of its own, one per database: SQLite in a file, PostgreSQL
  started for the purpose. Each is measured with one open incident and an empty record, then with many incidents
  and messages.

What is compared (``measures``):

- *messages* and *edits*: events per second, stored and then acknowledged, while at most ``--window`` are
  unacknowledged. Edits are ``message_changed`` of messages that are stored already. The bare app gets the same
  events and acknowledges at once.
- *unfurls*: ``message_changed`` that is no edit, of which Slack sends one for each link and thread reply.
- *acknowledgement*: how long it takes, in milliseconds, at 200 events per second.
- *command*: how long the acknowledgement of a slash command takes; its request is committed by then.
- *timeline page*: how long a page of the timeline takes, read and made into blocks in the process that prints the
  table, of an incident with 50,000 messages beside one with 40.
"""
