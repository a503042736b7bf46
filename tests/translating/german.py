"""What a translator makes of the night's sentences, and of one of them wrongly."""

from __future__ import annotations

from bot.translating.interpreter import Interpreter
from bot.translating.protecting import digest

TRANSLATED = {
    'Automatic replies of about <code id="0">40</code> accounts on pods <code id="1">4</code> and '
    '<code id="2">7</code> were sent twice.': 'Automatische Antworten von etwa <code id="0">40</code> Konten auf '
    'den Pods <code id="1">4</code> und <code id="2">7</code> wurden doppelt verschickt.',
    'From November <code id="0">12</code> to November <code id="1">14</code>, some customers on pods '
    '<code id="2">4</code> and <code id="3">7</code> had automatic replies sent twice.': "Vom "
    '<code id="0">12</code>. bis zum <code id="1">14</code>. November wurden bei einigen Kunden auf den Pods '
    '<code id="2">4</code> und <code id="3">7</code> automatische Antworten doppelt verschickt.',
    "Tickets and their contents are not affected.": "Tickets und ihre Inhalte sind nicht betroffen.",
    "All accounts with doubled replies have been told by e-mail.": "Alle Konten mit doppelten Antworten wurden per "
    "E-Mail informiert.",
    # A number that nobody has written: this one must not be taken.
    "Who has had no e-mail is not affected.": "Wer bis 18 Uhr keine E-Mail erhalten hat, ist nicht betroffen.",
    'Our status page has more: <code id="0">X0</code>.': 'Mehr steht auf unserer Statusseite: <code id="0">X0</code>.',
    'This incident was caused by two schedulers running the same retry job after build <code id="0">8812</code>, on '
    "an internal system.": "Ursache dieses Vorfalls waren zwei Planer, die nach Build "
    '<code id="0">8812</code> auf einem internen System denselben Wiederholungslauf ausführten.',
    "Our team had asked in an internal channel for a lock (an internal ticket), and our team was about to add one for "
    "an internal system.": "Unser Team hatte in einem internen Channel um eine Sperre gebeten (ein internes Ticket), "
    "und unser Team war dabei, eine für ein internes System einzubauen.",
    "To fix this issue, our team stopped the second scheduler and discarded the doubled replies that were still "
    "waiting.": "Um das Problem zu beheben, hat unser Team den zweiten Planer angehalten und die doppelten Antworten "
    "verworfen, die noch warteten.",
    "Let a lock keep two schedulers apart": "Zwei Planer durch eine Sperre auseinanderhalten",
    "Alert when a reply is sent twice": "Warnen, wenn eine Antwort doppelt verschickt wird",
    "Automatic replies are sent twice": "Automatische Antworten werden doppelt verschickt",
}


def interpreter(*, translates: bool = True) -> Interpreter:
    """Knows what the night's sentences are in German, unless there is no translator."""
    return Interpreter(
        source="en",
        target="de",
        mark="Englisch",
        official="en",
        translates=translates,
        known={digest(text): translated for text, translated in TRANSLATED.items()},
    )
