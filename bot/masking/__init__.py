"""Secrets are masked before anything is stored: keys, tokens, passwords, private keys and card numbers.

``rules`` holds what is looked for, ``texts`` masks one text, ``arrivals`` what Slack delivers.
A masked text says itself what was masked (``[masked: AWS Access Key]``), so that whoever reads it, or has to warn
its author, needs no second source.
Pure: no I/O, no clock.
"""

from bot.masking.arrivals import masked_arrival, masked_message, secrets_of, warning
from bot.masking.texts import kinds, mask

__all__ = ["kinds", "mask", "masked_arrival", "masked_message", "secrets_of", "warning"]
