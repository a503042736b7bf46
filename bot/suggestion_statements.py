"""Plain statements of what happened, was found, done or reached: so clear that they need no further reason.

Patterns over a text in lower case, per language and phase. What is asked, denied or only thought about states
nothing.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.suggestion_words import UNSPACED, Phase

_D, _G, _M, _R = Phase.DETECT, Phase.DIAGNOSE, Phase.MITIGATE, Phase.RECOVER

#: Language to phase to pattern, which begins and ends with a word where words are set apart.
_STATEMENTS: Mapping[str, Mapping[Phase, str]] = {
    "en": {
        _D: r"alerts? (?:has |have |just )*(?:fired|triggered|went off)|(?:customers?|users?|"
        r"support|clients?) (?:are |is )?"
        r"(?:now )?(?:report(?:s|ed|ing)?|complain(?:s|ed|ing)?)|(?:was|were|got|been) paged|pager went off|"
        r"(?:is|are|went) (?:completely |fully |hard )?down|outage (?:started|began|confirmed)|"
        r"incident declared|"
        r"error rates? (?:is |are )?(?:climbing|rising|jumped|spiking|spiked|rose|went up)",
        _G: r"(?:found|identified|located|spotted|discovered) (?:the |a |our )?(?:\w+ )?(?:root )?"
        r"(?:cause|culprit|problem|issue|bug|reason)|root cause (?:is|was|found|identified|"
        r"confirmed)|root cause:|"
        r"(?:the )?(?:cause|culprit|reason) (?:is|was)|(?:was|is|are|were) caused by|turned out|turns out|"
        r"traced (?:it |this |that )?(?:back )?to|narrowed (?:it )?down to",
        _M: r"(?:rolling|rolled|roll) (?:it |this |that |us |everything |(?:the |build |to )?\S+ )?back|"
        r"roll-?back (?:is |has |was |just )*(?:started|begun|done|finished|complete|completed|"
        r"attempted|under way|"
        r"in progress|out|live)|revert(?:ed|ing)|(?:re-?)?deploy(?:ed|ing)|restart(?:ed|ing)|"
        r"fail(?:ed|ing) over|"
        r"fail-?over (?:is |has |was )*(?:started|done|finished|complete|completed)|(?:disabled|disabling)|"
        r"switched (?:off|over|to)|turned off|scal(?:ed|ing) (?:up|down|out|back|the|to)|drain(?:ed|ing)|"
        r"cordon(?:ed|ing)|mitigat(?:ed|ion)|hotfix (?:is )?(?:out|live|deployed|merged)|blocked the",
        _R: r"back (?:to normal|up|online|to baseline)|recover(?:ed|ing)|(?:is|are|been|was|now) (?:fully )?"
        r"(?:resolved|fixed|healthy|stable)|(?:confirmed|fully) fixed|all clear|caught up|"
        r"no more (?:errors|alerts|5xx)|"
        r"errors? (?:are|is|have|has) (?:all )?(?:gone|stopped)",
    },
    "de": {
        _D: r"alarm (?:wurde |hat )?(?:ausgelöst|angeschlagen)|kunden (?:melden|berichten|beschweren sich)|"
        r"(?:ist|sind) (?:komplett |ganz )?(?:ausgefallen|nicht erreichbar|down)|"
        r"fehlerrate (?:steigt|ist gestiegen)",
        _G: r"(?:ursache|fehler|problem|schuldige[nr]?) (?:ist |war |wurde )?(?:gefunden|"
        r"identifiziert|erkannt|ist|war)|"
        r"ursache:|(?:haben|habe) (?:die|den|das) (?:\w+ )?(?:ursache|fehler|problem) gefunden|liegt an|lag an|"
        r"verursacht durch|stellt(?:e)? sich heraus",
        _M: r"zurückgerollt|rolle\w* .{0,40}zurück|rollen .{0,40}zurück|zurückgesetzt|rollback (?:ist )?"
        r"(?:läuft|fertig|abgeschlossen|gestartet)|neu ?gestartet|starte\w* .{0,40}neu|umgeschaltet|"
        r"abgeschaltet|"
        r"deaktiviert|ausgerollt|deployt|hochskaliert|umgeleitet",
        _R: r"wieder (?:normal|da|stabil|erreichbar|verfügbar|gesund)|läuft wieder|erholt|behoben|entwarnung|"
        r"(?:ist|sind) (?:jetzt )?stabil",
    },
    "fr": {
        _D: r"alerte (?:déclenchée|reçue)|s'est déclenchée|clients? (?:signalent|se plaignent|signale)|"
        r"(?:est|sont) (?:en panne|indisponibles?|hors service|tombée?s?)|taux d'erreurs? (?:monte|"
        r"grimpe|augmente)",
        _G: r"(?:trouvé|identifié|découvert) (?:la |le |l')?(?:cause|origine|coupable|problème|bug)|"
        r"cause (?:racine|première)"
        r"(?: trouvée| identifiée| :|:)|la cause (?:est|était)|causée? par|(?:pro)?vient d(?:e|u|es|"
        r"')(?: la| l')?",
        _M: r"retour (?:arrière|en arrière)|rollback (?:en cours|terminé|lancé|effectué|fait)|"
        r"(?:re)?déployé|annulé|"
        r"redémarr(?:é|ée|és|ons|age)|bascul(?:é|ée|ons|ement)|désactivé|revenus? (?:à la version|en arrière)",
        _R: r"(?:retour|revenue?s?) à la normale|rétablie?s?|résolue?s?|corrigée?s?|"
        r"de nouveau (?:stable|disponible|en ligne)",
    },
    "es": {
        _D: r"(?:saltó|se disparó|ha saltado) (?:la |una )?alerta|clientes (?:reportan|informan|se quejan)|"
        r"(?:está|están) (?:caído|caída|caídos|caídas)|tasa de errores? (?:sube|subió|aumenta)",
        _G: r"(?:encontrado|encontramos|encontré|identificado|identificamos) (?:la |el )?(?:causa|"
        r"culpable|problema|origen)|"
        r"causa (?:raíz|principal)(?: es|:| encontrada| identificada)?|la causa (?:es|era|fue)|"
        r"causad[oa] por|debido a",
        _M: r"revertid[oa]|revertimos|revirtiendo|rollback (?:en curso|terminado|hecho|completado|"
        r"completo)|desplegad[oa]|"
        r"desplegamos|reinici(?:ado|ada|ados|amos|ando)|conmutad[oa]|desactivad[oa]|desactivamos|vuelta atrás",
        _R: r"(?:vuelve|volvió|vuelto|vuelta) a la normalidad|ha vuelto a la normalidad|todo normal|"
        r"recuperad[oa]s?|"
        r"resuelt[oa]s?|solucionad[oa]s?|corregid[oa]s?|estable de nuevo",
    },
    "pt-BR": {
        _D: r"alerta (?:disparou|disparado)|clientes (?:relatam|reclamam|reportam|relatando)|"
        r"(?:está|estão) fora do ar|taxa de erros? (?:subiu|sobe|aumentou)|caiu",
        _G: r"(?:encontramos|encontrei|encontrada|encontrado|identificamos|identificada) (?:a |"
        r"o )?(?:causa|culpado|problema|origem)|"
        r"causa(?: raiz)?(?: é| foi|:| encontrada| identificada)|causad[oa] por|devido a",
        _M: r"revertid[oa]|revertemos|revertendo|rollback (?:em andamento|concluído|feito|terminado|iniciado)|"
        r"implantad[oa]|deploy (?:feito|concluído)|reinici(?:ado|ada|ados|amos|ando)|"
        r"failover (?:feito|concluído)|"
        r"desativad[oa]|desativamos",
        _R: r"(?:voltou|volta|voltaram) ao normal|de volta ao normal|recuperad[oa]s?|normalizad[oa]|"
        r"resolvid[oa]s?|"
        r"corrigid[oa]s?|estável novamente|estável de novo",
    },
    "it": {
        _D: r"allarme (?:scattato|partito)|è scattato|clienti (?:segnalano|lamentano)|"
        r"(?:è|sono) (?:giù|irraggiungibil[ei]|fuori servizio)|tasso di errori? (?:sale|aumenta|è salito)",
        _G: r"(?:trovat[oa]|trovato|individuat[oa]|identificat[oa]) (?:la |il )?(?:causa|colpevole|"
        r"problema|origine)|"
        r"causa(?: principale)?(?: è|:| trovata| era)|causat[oa] da|dovuto a",
        _M: r"ripristinata la versione|rollback (?:in corso|completato|finito|fatto|avviato)|"
        r"tornati alla versione|"
        r"riavviat[oaie]|riavviamo|riavviando|distribuit[oa]|disattivat[oa]|failover (?:completato|"
        r"fatto)|annullat[oa]",
        _R: r"(?:tornat[oaie]|torna) (?:alla normalità|normale|normali|stabile)|ripristinat[oaie]|risolt[oaie]|"
        r"corrett[oaie]|di nuovo (?:stabile|online|disponibile)",
    },
    "ja": {
        _D: r"アラートが(?:発報|発生|鳴)|お客様から|ユーザーから|ダウンして|障害が発生|エラー率が(?:上昇|急増)",
        _G: r"原因(?:が判明|を特定|を発見|は|が分か|がわか|特定|判明)|が原因",
        _M: r"ロールバック(?:し|完了|中|を開始|を実施)|切り戻し(?:まし|完了|中)|再起動(?:し|完了|中)|"
        r"フェイルオーバー(?:し|完了)|切り替え(?:まし|完了)|無効化(?:し|完了)|デプロイ(?:し|完了)",
        _R: r"復旧(?:し|完了|を確認)|回復(?:し|を確認)|正常(?:に戻|化|です)|解消(?:し|を確認)|解決し|安定し",
    },
    "ko": {
        _D: r"알림이? ?(?:발생|울)|고객(?:이|들이) |장애(?:가|를)? ?(?:발생|신고)|다운(?:됐|되었|됨)|오류율이? ?"
        r"(?:상승|급증)",
        _G: r"원인(?:을 찾|은|이 |을 확인|을 파악|이 확인| 파악| 확인)|때문(?:입니다|이었|으로 확인)",
        _M: r"롤백(?:했|하고|합니다|중| 중|완료| 완료|을 시작)|재시작(?:했|하고|합니다|중| 중|완료| 완료)|"
        r"전환(?:했|완료| 완료)|비활성화(?:했|완료| 완료)|배포(?:했|완료| 완료)|페일오버(?:했| 완료)",
        _R: r"복구(?:됐|되었|했|완료| 완료|됨)|정상(?:으로|화|입니다)|해결(?:됐|되었|했|됨)|안정(?:됐|되었|화)",
    },
}

#: Before a statement, in its own clause: it is denied or only thought about.
_UNSURE = re.compile(
    r"(?:\b(?:not|never|no|if|should|could|may|might|would|maybe|perhaps|unless|until|before|without|"
    r"want to|try to|going to be|yet to be|nicht|kein\w*|noch nie|ob|falls|wenn|sollte\w*|könnte\w*|vielleicht|"
    r"pas|jamais|sans|si|devrait|peut-être|no|nunca|sin|quizás|deberíamos|não|sem|se|talvez|non|mai|"
    r"senza|forse)\b"
    r"|n['’]t\b|cannot\b)[^.,;:!?\n]{0,30}\Z"
)
#: After a statement, where denial stands there; and a question.
_UNSURE_AFTER = re.compile(
    r"[^.!\n。！]*(?:\?|？)|[^。、\n]{0,8}(?:ない|ません|か。|않|못)|[^.,;:!?\n]{0,40}\bnicht\b"
)


def stated(text: str, language: str) -> Phase | None:
    """The phase of what a text in lower case states in a language or in English; of several, the latest."""
    found = [
        phase
        for phase in Phase
        for pattern in (_pattern(each, phase) for each in dict.fromkeys((language, "en")))
        for match in pattern.finditer(text)
        if _is_sure(text, match)
    ]
    return found[-1] if found else None


def _is_sure(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 60) : match.start()]
    return not _UNSURE.search(before) and not _UNSURE_AFTER.match(text, match.end())


@cache
def _pattern(language: str, phase: Phase) -> re.Pattern[str]:
    known = language if language in _STATEMENTS else "en"
    source = _STATEMENTS[known][phase]
    return re.compile(source if known in UNSPACED else rf"(?<!\w)(?:{source})(?!\w)")
