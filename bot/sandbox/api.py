"""The Web API over HTTP: token, scopes, limits and arguments are checked before a method runs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime

from aiohttp import web

from bot.sandbox.arguments import Arguments
from bot.sandbox.call import Call, Services
from bot.sandbox.contracts import Contract, load_contracts
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault, Faults, Trouble
from bot.sandbox.journal import ApiCall, Violation
from bot.sandbox.limits import PER_CHANNEL, Limits, RateLimiter
from bot.sandbox.methods import METHODS
from bot.sandbox.records import Installation, Json

APP_TOKEN_METHODS = frozenset({"apps.connections.open", "auth.test"})
APP_TOKEN_ONLY = frozenset({"apps.connections.open"})


class Cut(Exception):  # no error: the connection is to end without an answer
    """The connection is to be cut without an answer."""


@dataclass(kw_only=True)
class Answer:
    """What goes back over the wire."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class WebApi:
    """Answers ``/api/<method>`` and keeps a journal of it in ``calls``."""

    def __init__(self, services: Services, app_token: str, faults: Faults, limits: Limits) -> None:
        self.calls: list[ApiCall] = []
        self.before_each: Callable[[], None] = _nothing
        self._services = services
        self._workspace = services.workspace
        self._app_token = app_token
        self._faults = faults
        self._limiter = RateLimiter(limits, self._workspace.now)
        self._contracts = load_contracts()
        self._told_to_wait: list[ApiCall] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One HTTP request."""
        token, args = await _read(request)
        call = self._begin(request.match_info["method"], token, args)
        call.caller = request.match_info.get("caller", "")
        try:
            answer = await self._answer(call, token)
        except Cut:
            self._end(call, Answer(body={}, status=0))
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self._end(call, answer)
        headers = {"Date": format_datetime(self._workspace.now(), usegmt=True), **answer.headers}
        return web.json_response(answer.body, status=answer.status, headers=headers)

    def _begin(self, method: str, token: str, args: Json) -> ApiCall:
        kind = {"xapp": "app", "xoxb": "bot", "": "none"}.get(token.partition("-")[0], "other")
        call = ApiCall(
            number=len(self.calls) + 1,
            method=method,
            args={name: value for name, value in args.items() if value is not None},
            token_kind=kind,
            started=time.monotonic(),
            at=self._workspace.now(),
        )
        self.calls.append(call)
        return call

    def _end(self, call: ApiCall, answer: Answer) -> None:
        call.ended, call.ended_at = time.monotonic(), self._workspace.now()
        call.status, call.answer = answer.status, answer.body
        call.error = None if answer.body.get("ok") else str(answer.body.get("error", "no answer"))
        self._workspace.touch()

    async def _answer(self, call: ApiCall, token: str) -> Answer:
        faults = self._faults.on_call(call.method, call.args)
        for fault in faults:
            if (answer := await self._before(call, fault, token)) is not None:
                return answer
        answer = self._apply(call, token)
        call.applied = bool(answer.body.get("ok"))
        for fault in faults:
            fault.after()
        if any(fault.kind is Trouble.LOST_ANSWER for fault in faults):
            call.fault = Trouble.LOST_ANSWER.value
            raise Cut
        return answer

    async def _before(self, call: ApiCall, fault: Fault, token: str) -> Answer | None:
        call.fault = fault.kind.value
        match fault.kind:
            case Trouble.LATENCY:
                await asyncio.sleep(fault.seconds)
            case Trouble.REFUSED:
                raise Cut
            case Trouble.HTTP:
                return Answer(body={"ok": False, "error": "internal_error"}, status=fault.status)
            case Trouble.ERROR:
                return Answer(body={"ok": False, "error": fault.error})
            case Trouble.RATELIMITED:
                app = self._workspace.installations.get(token)
                channel = str(call.args.get("channel", ""))
                self._limiter.block(app.app_id if app else "", call.method, channel, fault.retry_after)
                self._tell_to_wait(call, fault.retry_after)
                return _ratelimited(fault.retry_after)
            case Trouble.CALLBACK:
                fault.before()
            case Trouble.LOST_ANSWER:
                pass
        return None

    def _apply(self, call: ApiCall, token: str) -> Answer:
        headers: dict[str, str] = {}
        self.before_each()
        try:
            contract = self._contracts.get(call.method)
            if contract is None:
                raise ApiError("unknown_method", req_method=call.method)
            app = self._authorise(call.method, token)
            headers["x-oauth-scopes"] = ",".join(sorted(app.scopes))
            if wait := self._limited(call, app, contract):
                return _ratelimited(wait)
            return Answer(body={"ok": True, **self._run(call, contract, app)}, headers=headers)
        except ApiError as refusal:
            return Answer(body=refusal.answer(), headers=headers)

    def _run(self, call: ApiCall, contract: Contract, app: Installation) -> Json:
        handler = METHODS.get(call.method)
        if handler is None:
            raise ApiError("method_not_in_sandbox", [f"the local workspace does not offer {call.method}"])
        if contract.scopes and not app.scopes.intersection(contract.scopes):
            provided = ",".join(sorted(app.scopes))
            raise ApiError("missing_scope", needed=",".join(contract.scopes), provided=provided)
        arguments = Arguments(contract, call.args)
        return handler(Call(contract=contract, app=app, args=arguments, services=self._services))

    def _authorise(self, method: str, token: str) -> Installation:
        if not token:
            raise ApiError("not_authed")
        if token == self._app_token:
            if method not in APP_TOKEN_METHODS:
                raise ApiError("not_allowed_token_type")
            return next(iter(self._workspace.installations.values()))
        app = self._workspace.installations.get(token)
        if app is None:
            raise ApiError("invalid_auth")
        if method in APP_TOKEN_ONLY:
            raise ApiError("not_allowed_token_type")
        return app

    def _limited(self, call: ApiCall, app: Installation, contract: Contract) -> int:
        self._note_impatience(call)
        wait = self._limiter.wait(app.app_id, contract, str(call.args.get("channel", "")))
        if wait:
            self._tell_to_wait(call, wait)
        return wait

    def _tell_to_wait(self, call: ApiCall, seconds: int) -> None:
        call.retry_at = self._workspace.now() + timedelta(seconds=seconds)
        self._told_to_wait.append(call)

    def _note_impatience(self, call: ApiCall) -> None:
        """A call is too early only for a caller that had its answer when it began."""
        now = self._workspace.now()
        self._told_to_wait = [told for told in self._told_to_wait if told.retry_at and told.retry_at > now]
        answered = [told.ended for told in self._told_to_wait if told.ended and _concerns(told, call)]
        known = [ended for ended in answered if ended <= call.started]
        if known:
            what = "called again before Retry-After was over"
            since = call.started - max(known)
            self._workspace.violations.append(Violation(what=what, method=call.method, at=now, since=since))


def _concerns(told: ApiCall, call: ApiCall) -> bool:
    """Whether what one call was told holds for the other; a channel's own limit holds there alone."""
    same = (told.method, told.caller) == (call.method, call.caller)
    everywhere = call.method not in PER_CHANNEL
    return same and (everywhere or told.args.get("channel") == call.args.get("channel"))


def _nothing() -> None:
    """What is done before each call unless the workspace has something due."""


def _ratelimited(seconds: int) -> Answer:
    return Answer(
        body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)}
    )


async def _read(request: web.Request) -> tuple[str, Json]:
    """The token and the arguments, from the query, a form or JSON."""
    args: Json = dict(request.query)
    args.pop("token", None)
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {"": "no JSON"}
        args |= body if isinstance(body, dict) else {"": "no object"}
    elif request.method == "POST":
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    token = token or str(args.get("token", ""))
    args.pop("token", None)
    return token, args
