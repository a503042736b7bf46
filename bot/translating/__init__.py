"""Putting people's own words into a document's language, by a translator that the settings name.

``cutting`` and ``protecting`` turn prose into texts for a translator and back; ``interpreter`` is what the compiler
of documents asks; ``collecting`` has missing sentences translated and stored; ``libretranslate`` and ``deepl`` speak
to translators over HTTP.
"""
