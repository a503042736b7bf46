"""Words by which a message may belong to a phase of an incident: few for each language, and the whole list.

Beginnings of words, in lower case; in languages that set no blanks between words, anywhere in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Phase(StrEnum):
    """To which part of an incident does a message belong?"""

    DETECT = "detect"
    DIAGNOSE = "diagnose"
    MITIGATE = "mitigate"
    RECOVER = "recover"


_D, _G, _M, _R = Phase.DETECT, Phase.DIAGNOSE, Phase.MITIGATE, Phase.RECOVER

#: Language to phase to words, separated by blanks; ``+`` stands for a blank inside.
WORDS: Mapping[str, Mapping[Phase, str]] = {
    "en": {
        _D: "alert firing paged outage down reports complain spike failing 5xx timeout",
        _G: "because caused+by root+cause turns+out found suspect looks+like culprit since+the",
        _M: "rolled+back rolling+back roll+back revert restart failover failed+over disabl scal hotfix drain",
        _R: "recover resolved back+to+normal healthy stable confirmed+fixed all+clear caught+up",
    },
    "de": {
        _D: "alarm ausfall gestört meldung beschwer fehlerrate spitze",
        _G: "weil ursache verursacht liegt+an stellt+sich vermut gefunden",
        _M: "zurückgerollt zurückgesetzt rollback neu+gestartet umgeschaltet deaktiviert hochskaliert",
        _R: "wieder+normal erholt behoben stabil läuft+wieder",
    },
    "fr": {
        _D: "alerte panne signal plaint indisponible pic",
        _G: "parce+que cause provient trouvé soupçon",
        _M: "annulé revenu+en+arrière redémarr bascul désactivé rollback",
        _R: "rétabli résolu normal stable",
    },
    "es": {
        _D: "alerta caída informan quejas error pico",
        _G: "porque causa debido encontr sospech",
        _M: "revertid reinici conmut desactiv rollback",
        _R: "recuper resuelt normal estable",
    },
    "pt-BR": {
        _D: "alerta queda relat reclama falha pico",
        _G: "porque causa devido encontr suspeit",
        _M: "revert reinici failover desativ rollback",
        _R: "recuper resolvid normal estável",
    },
    "it": {
        _D: "allarme guasto segnalazion lament errore picco",
        _G: "perché causa dovuto trovat sospett",
        _M: "ripristinata+la+versione riavvi failover disattiv rollback",
        _R: "ripristinat risolt normale stabile",
    },
    "ja": {
        _D: "アラート 障害 停止 報告 エラー",
        _G: "原因 判明 ため 疑い",
        _M: "ロールバック 再起動 切り替え 切替 無効化",
        _R: "復旧 回復 正常 安定",
    },
    "ko": {
        _D: "알림 장애 중단 신고 오류",
        _G: "원인 때문 확인됨 의심",
        _M: "롤백 재시작 전환 비활성화",
        _R: "복구 정상 해결 안정",
    },
}

#: Languages that set no blanks between words.
UNSPACED = frozenset({"ja", "ko"})
