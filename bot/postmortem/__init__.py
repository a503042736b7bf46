"""The post-mortem: compiled from the record, never invented.

``bot.postmortem.draft.compile_draft`` makes a ``bot.postmortem.document.Document``; ``bot.export`` and
``bot.blocks`` render it. Pure: no I/O, no clock.
"""
