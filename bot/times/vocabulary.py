"""Everyday words of times that no library gives: days near the present, halves of days, numbers, connectives.

Language to words, in lower case and with the straight apostrophe; data only.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Days from today.
NEARBY_DAYS: Mapping[str, Mapping[str, int]] = {
    "en": {"yesterday": -1, "today": 0, "tomorrow": 1},
    "de": {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1},
    "fr": {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1},
    "es": {"anteayer": -2, "ayer": -1, "hoy": 0, "mañana": 1},
    "pt": {"anteontem": -2, "ontem": -1, "hoje": 0, "amanhã": 1},
    "it": {"l'altro ieri": -2, "ieri": -1, "oggi": 0, "domani": 1},
    "ja": {"一昨日": -2, "おととい": -2, "昨日": -1, "今日": 0, "明日": 1},
    "ko": {"그저께": -2, "어제": -1, "오늘": 0, "내일": 1},
}

#: Mornings, by days from today: their times of day are before noon.
MORNINGS: Mapping[str, Mapping[str, int]] = {
    "en": {"this morning": 0, "yesterday morning": -1},
    "de": {"heute morgen": 0, "heute früh": 0, "heute vormittag": 0, "gestern morgen": -1, "gestern früh": -1,
           "gestern vormittag": -1},
    "fr": {"ce matin": 0, "hier matin": -1},
    "es": {"esta mañana": 0, "ayer por la mañana": -1},
    "pt": {"hoje de manhã": 0, "esta manhã": 0, "ontem de manhã": -1},
    "it": {"stamattina": 0, "questa mattina": 0, "stamane": 0, "ieri mattina": -1},
    "ja": {"今朝": 0, "昨日の朝": -1},
    "ko": {"오늘 아침": 0, "어제 아침": -1},
}  # fmt: skip

#: Afternoons and evenings, by days from today: a time of day before noon is not read beside them.
EVENINGS: Mapping[str, Mapping[str, int]] = {
    "en": {"this afternoon": 0, "this evening": 0, "yesterday afternoon": -1, "yesterday evening": -1,
           "last night": -1, "tonight": 0},
    "de": {"heute nachmittag": 0, "heute abend": 0, "gestern nachmittag": -1, "gestern abend": -1},
    "fr": {"cet après-midi": 0, "ce soir": 0, "hier après-midi": -1, "hier soir": -1},
    "es": {"esta tarde": 0, "esta noche": 0, "ayer por la tarde": -1, "ayer por la noche": -1, "anoche": -1},
    "pt": {"hoje à tarde": 0, "hoje à noite": 0, "ontem à tarde": -1, "ontem à noite": -1},
    "it": {"oggi pomeriggio": 0, "stasera": 0, "ieri pomeriggio": -1, "ieri sera": -1},
    "ja": {"今夜": 0, "今晩": 0, "昨夜": -1, "昨晩": -1},
    "ko": {"오늘 저녁": 0, "오늘 밤": 0, "어제 저녁": -1, "어제 밤": -1, "어젯밤": -1},
}  # fmt: skip

#: What people call weekdays besides their names in the CLDR; 0 is Monday.
WEEKDAYS: Mapping[str, Mapping[str, int]] = {
    "en": {"tues": 1, "thur": 3, "thurs": 3},
    "pt": {"segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4},
    "ja": {"月曜": 0, "火曜": 1, "水曜": 2, "木曜": 3, "金曜": 4, "土曜": 5, "日曜": 6},
}

_NUMBERS = {
    "en": "one two three four five six seven eight nine ten",
    "de": "eins zwei drei vier fünf sechs sieben acht neun zehn",
    "fr": "un deux trois quatre cinq six sept huit neuf dix",
    "es": "un dos tres cuatro cinco seis siete ocho nueve diez",
    "pt": "um dois três quatro cinco seis sete oito nove dez",
    "it": "un due tre quattro cinque sei sette otto nove dieci",
    "ja": "一 二 三 四 五 六 七 八 九 十",
    "ko": "한 두 세 네 다섯 여섯 일곱 여덟 아홉 열",
}
_FURTHER_NUMBERS: Mapping[str, Mapping[str, int]] = {
    "en": {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30},
    "de": {
        "ein": 1,
        "eine": 1,
        "einem": 1,
        "einen": 1,
        "einer": 1,
        "fünfzehn": 15,
        "zwanzig": 20,
        "dreißig": 30,
    },
    "fr": {"une": 1, "quinze": 15, "vingt": 20, "trente": 30},
    "es": {"una": 1, "quince": 15, "veinte": 20, "treinta": 30},
    "pt": {"uma": 1, "duas": 2, "quinze": 15, "vinte": 20, "trinta": 30},
    "it": {"uno": 1, "una": 1, "un'": 1, "quindici": 15, "venti": 20, "trenta": 30},
}
#: Numbers as words.
NUMBERS: Mapping[str, Mapping[str, int]] = {
    language: {
        **{word: number for number, word in enumerate(words.split(), 1)},
        **_FURTHER_NUMBERS.get(language, {}),
    }
    for language, words in _NUMBERS.items()
}  # fmt: skip

#: Times ago that have a half in them, in minutes.
HALVES: Mapping[str, Mapping[str, int]] = {
    "en": {"half an hour ago": 30, "an hour and a half ago": 90, "one and a half hours ago": 90},
    "de": {"vor einer halben stunde": 30, "vor anderthalb stunden": 90, "vor eineinhalb stunden": 90},
    "fr": {"il y a une demi-heure": 30, "il y a une heure et demie": 90},
    "es": {"hace media hora": 30, "hace una hora y media": 90},
    "pt": {"há meia hora": 30, "há uma hora e meia": 90},
    "it": {"mezz'ora fa": 30, "mezzora fa": 30, "un'ora e mezza fa": 90, "un'ora e mezzo fa": 90},
    "ja": {"半時間前": 30, "1時間半前": 90, "一時間半前": 90},
    "ko": {"반시간 전": 30, "반 시간 전": 30, "1시간 반 전": 90, "한 시간 반 전": 90},
}

#: Stands between a day and its time of day, or before a time.
AT = r"at|um|gegen|à|vers|a\slas?|alle|all'|às?|as"
#: Stands before a day.
ON = r"on|am|le|el|il|na|no"
#: Stand before and after a weekday that is not today's.
LAST_BEFORE = r"last|letzte[nrs]?|vergangenen?|vorigen?|(?:el\s)?pasado|última?|(?:lo\s)?scorso|지난"
LAST_AFTER = r"dernier|pasado|passad[ao]|scors[ao]"
