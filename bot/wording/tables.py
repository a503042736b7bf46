"""What the linter looks for in each language: patterns, in lower case, for whole words.

A language without a table is checked for what needs no words: figures, links, missing numbers.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Table:
    """One language's patterns (regular expressions)."""

    #: Blame and hindsight.
    blame: tuple[str, ...] = ()
    #: What a person is said to have done wrong, right after their name.
    failing: tuple[str, ...] = ()
    #: One cause, stated as the only one.
    single_cause: tuple[str, ...] = ()
    #: Not saying what is known, and passives that hide who or what.
    hedges: tuple[str, ...] = ()
    #: Whether words stand apart.
    spaced: bool = True


_EN = Table(
    blame=(
        r"should(?:n['’]t| not)? have",
        r"could have (?:prevented|avoided)",
        r"human error",
        r"operator error",
        r"(?:someone|somebody|he|she|they|we) (?:forgot|failed to|neglected)",
        r"failed to",
        r"careless(?:ly|ness)?",
        r"negligen(?:t|ce)",
        r"(?:his|her|their|\w+['’]s) (?:fault|mistake)",
        r"to blame",
        r"incompeten\w+",
        r"obviously",
    ),
    failing=(
        r"(?:(?:accident|mistaken|wrong)(?:al)?ly )?(?:forgot|failed|broke|missed|caused|deleted|ignored|overlooked)",
        r"made a mistake",
        r"messed up",
        r"did(?:n['’]t| not)",
        r"should",
        r"screwed up",
        r"misconfigured",
    ),
    single_cause=(
        r"the (?:only |one |single |sole |real |actual )?(?:root )?cause (?:was|is)",
        r"was (?:solely|only|simply) caused by",
        r"(?:only|simply|just) because",
    ),
    hedges=(
        r"(?:may|might|could) (?:have|be)",
        r"possibly",
        r"potentially",
        r"perhaps",
        r"seems? to",
        r"appears? to",
        r"we believe",
        r"it is (?:believed|thought|possible)",
        r"some (?:issues|problems) (?:were|was)",
        r"mistakes were made",
        r"(?:was|were) experienced",
    ),
)
_DE = Table(
    blame=(
        r"hätten? \w+(?: \w+){0,4} (?:müssen|sollen|können)",
        r"menschliche[sr]? (?:versagen|fehler|versagens)",
        r"bedienfehler",
        r"fahrlässig\w*",
        r"nachlässig\w*",
        r"schuld(?:ig)?",
        r"(?:hat|haben) (?:es )?versäumt",
        r"(?:man|jemand|wir) (?:hat |haben )?(?:vergessen|vergaß)",
        r"offensichtlich",
    ),
    failing=(
        r"(?:hat|hatte|habe) (?:\w+ ){0,4}(?:vergessen|gelöscht|übersehen|versäumt|ignoriert|verursacht)",
        r"vergaß",
        r"übersah",
        r"versäumte",
        r"verursachte",
        r"löschte",
        r"machte einen fehler",
        r"hätte",
    ),
    single_cause=(
        r"die (?:einzige |eigentliche |wahre )?(?:haupt|grund)?ursache (?:war|ist)",
        r"wurde (?:allein|nur|ausschließlich) durch \w+(?: \w+){0,8} verursacht",
        r"(?:nur|einfach), weil",
    ),
    hedges=(
        r"möglicherweise",
        r"unter umständen",
        r"eventuell",
        r"vielleicht",
        r"könnten?",
        r"dürften?",
        r"vermutlich",
        r"scheint|schien(?:en)?",
        r"es kam zu",
        r"es wird angenommen",
    ),
)
_FR = Table(
    blame=(
        r"aurai(?:t|en)t? dû",
        r"aurions dû",
        r"erreur humaine",
        r"faute de",
        r"négligen(?:ce|t|te)",
        r"(?:a|ont|avons) (?:oublié|omis) de",
        r"évidemment",
        r"coupable",
    ),
    failing=(
        r"a (?:oublié|omis|cassé|supprimé|ignoré|manqué|causé|provoqué)",
        r"n['’]a pas",
        r"s['’]est trompée?",
        r"aurait dû",
    ),
    single_cause=(
        r"la (?:seule |vraie |véritable )?cause (?:racine |première )?(?:était|est|a été)",
        r"a été (?:uniquement|seulement) (?:causé|provoqué)e? par",
        r"(?:seulement|simplement) parce qu",
    ),
    hedges=(
        r"peut-être",
        r"éventuellement",
        r"possiblement",
        r"pourrai(?:t|ent)",
        r"sembl(?:e|ait|ent|aient)",
        r"(?:ont|a) pu (?:être|rencontrer|subir)",
        r"aurai(?:t|ent)",
        r"il est possible",
    ),
)
_ES = Table(
    blame=(
        r"(?:debería|deberían|deberíamos|debió|debieron) haber",
        r"error humano",
        r"negligen(?:cia|te)",
        r"(?:se )?(?:olvidó|olvidaron|olvidamos)(?: de)?",
        r"culpa(?:ble)?",
        r"obviamente",
        r"descuido",
    ),
    failing=(
        r"(?:se )?(?:olvidó|rompió|borró|eliminó|ignoró|omitió|causó|provocó|falló)",
        r"no (?:hizo|comprobó|revisó|avisó)",
        r"se equivocó",
        r"debería",
    ),
    single_cause=(
        r"la (?:única |verdadera )?causa (?:raíz |principal )?(?:fue|era|es)",
        r"fue (?:causad|provocad)[oa] (?:únicamente|solo|sólo) por",
        r"(?:solo|sólo|simplemente) porque",
    ),
    hedges=(
        r"posiblemente",
        r"tal vez",
        r"quizás?",
        r"podrían?",
        r"es posible que",
        r"parece(?:n)?",
        r"parecía(?:n)?",
        r"pued(?:e|en) haber",
    ),
)
_PT = Table(
    blame=(
        r"deveri(?:a|am|amos) ter",
        r"erro humano",
        r"negligência",
        r"culpad?[oa]?",
        r"obviamente",
        r"esquecemos",
    ),
    failing=(
        r"(?:se )?(?:esqueceu|quebrou|apagou|excluiu|ignorou|causou|errou|falhou)",
        r"não (?:fez|verificou|avisou)",
    ),
    single_cause=(
        r"a (?:única |verdadeira )?causa (?:raiz |principal )?(?:foi|era|é)",
        r"foi causad[oa] (?:apenas|só|somente) por",
    ),
    hedges=(
        r"possivelmente",
        r"talvez",
        r"poderi(?:a|am)",
        r"pode(?:m)? ter",
        r"parece(?:m)?",
        r"é possível que",
    ),
)
_IT = Table(
    blame=(
        r"avrebbe(?:ro)? dovuto",
        r"avremmo dovuto",
        r"errore umano",
        r"negligenza",
        r"colpa",
        r"ovviamente",
    ),
    failing=(r"(?:ha|si è|aveva) (?:dimenticat\w+|rotto|cancellato|ignorato|causato|sbagliato)", r"non ha"),
    single_cause=(
        r"la (?:sola |unica |vera )?causa (?:principale )?(?:è|era|fu|è stata)",
        r"è stat[oa] causat[oa] (?:solo|soltanto) da",
    ),
    hedges=(
        r"possibilmente",
        r"forse",
        r"potrebbe(?:ro)?",
        r"sembra(?:va)?",
        r"è possibile che",
        r"eventualmente",
    ),
)
_JA = Table(
    blame=(
        r"人為的(?:な)?ミス",
        r"ヒューマンエラー",
        r"すべきだった",
        r"すべきでした",
        r"怠(?:った|り|慢)",
        r"不注意",
    ),
    single_cause=(r"唯一の原因", r"根本原因は", r"だけが原因"),
    hedges=(r"可能性が(?:あ|ござ)", r"かもしれ", r"おそらく", r"と思われ", r"と考えられ"),
    spaced=False,
)
_KO = Table(
    blame=(r"인적 (?:오류|실수)", r"휴먼 에러", r"했어야", r"부주의", r"태만", r"과실"),
    single_cause=(r"유일한 원인", r"근본 원인은"),
    hedges=(r"가능성이 있", r"수도 있", r"아마", r"것으로 (?:보|추정)", r"듯"),
    spaced=False,
)

#: By language; ``pt-BR`` is found as ``pt``.
TABLES: Mapping[str, Table] = MappingProxyType(
    {"en": _EN, "de": _DE, "fr": _FR, "es": _ES, "pt": _PT, "it": _IT, "ja": _JA, "ko": _KO}
)
NONE = Table()
