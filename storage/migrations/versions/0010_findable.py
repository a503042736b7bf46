"""What `find` searches: the texts of the timeline, kept level with the tables by triggers.

A text is one row of ``findable``: a title, a section, a remediation item, an entry, or a marked message. It is
written and emptied by triggers on the tables themselves, in the same transaction, so that no correction, redaction or
erasure can pass it by. A row keeps its number for ever: the higher, the later recorded.

SQLite searches sequences of three characters in ``findable_index``; PostgreSQL words, of which each Chinese, Japanese
or Korean character is one. A message is taken in when it is first marked, and left in when it is not any more; which
marks count is a matter of settings, and is looked at by whoever searches. New messages come in floods and pass no
trigger: one that was marked before it arrived is taken in when its marks are stored once more.

A later migration that copies one of the tables has to make its triggers again.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

#: Entries whose texts are elsewhere: titles, sections and items have rows of their own.
_ELSEWHERE = "('declared', 'title', 'section', 'item')"
#: ASCII signs separate words.
_SIGNS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (*(_SQLITE if sqlite else _POSTGRESQL), *_FILLING):
        op.get_bind().exec_driver_sql(statement)


_TABLE = """
CREATE TABLE findable (
    id {id},
    incident INTEGER NOT NULL,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL{more},
    CONSTRAINT uq_findable_source_key_incident UNIQUE (source, key, incident)
)
"""


def _put(incident: str, source: str, key: str, text: str) -> str:
    return (
        f"INSERT INTO findable (incident, source, key, text) VALUES ({incident}, '{source}', {key}, {text}) "
        "ON CONFLICT (source, key, incident) DO UPDATE SET text = excluded.text "
        "WHERE findable.text <> excluded.text;"
    )


def _take(incident: str, source: str, key: str) -> str:
    return f"DELETE FROM findable WHERE source = '{source}' AND key = {key} AND incident = {incident};"


#: Table, source, the columns that matter, the row's incident, key and text, and which rows count.
_PARTS = (
    ("incidents", "title", "title", "number", "''", "NEW.title", "NEW.number IS NOT NULL"),
    ("sections", "section", "text", "incident", "{row}.section", "NEW.text", "NEW.incident IS NOT NULL"),
    (
        "items",
        "item",
        "text",
        "incident",
        "CAST({row}.number AS TEXT)",
        "NEW.text",
        "NEW.incident IS NOT NULL",
    ),
    (
        "entries",
        "entry",
        "text, removed",
        "incident",
        "{row}.id",
        "CASE WHEN NEW.removed THEN '' ELSE NEW.text END",
        f"NEW.kind NOT IN {_ELSEWHERE}",
    ),
)

#: A marked message, from the mark.
_MARKED = """
INSERT INTO findable (incident, source, key, text)
SELECT i.number, 'message', m.channel || ':' || m.ts, m.text
FROM messages m JOIN incidents i ON i.channel = m.channel AND i.channel <> ''
WHERE m.channel = NEW.channel AND m.ts = NEW.ts AND NOT m.deleted
ON CONFLICT (source, key, incident) DO NOTHING;
"""
_NOW = "CASE WHEN {row}.deleted THEN '' ELSE {row}.text END"


def _sqlite_parts() -> list[str]:
    made = []
    for table, source, columns, incident, key, text, condition in _PARTS:
        put = _put(f"NEW.{incident}", source, key.format(row="NEW"), text)
        for event, name in (("INSERT", "new"), (f"UPDATE OF {columns}", "changed")):
            made.append(
                f"CREATE TRIGGER findable_{table}_{name} AFTER {event} ON {table} WHEN {condition} BEGIN {put} END"
            )
        gone = _take(f"OLD.{incident}", source, key.format(row="OLD"))
        made.append(f"CREATE TRIGGER findable_{table}_gone AFTER DELETE ON {table} BEGIN {gone} END")
    return made


_SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE findable_index USING fts5(text, content='findable', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER findable_new AFTER INSERT ON findable BEGIN "
    "INSERT INTO findable_index (rowid, text) VALUES (NEW.id, NEW.text); END",
    "CREATE TRIGGER findable_changed AFTER UPDATE OF text ON findable BEGIN "
    "INSERT INTO findable_index (findable_index, rowid, text) VALUES ('delete', OLD.id, OLD.text); "
    "INSERT INTO findable_index (rowid, text) VALUES (NEW.id, NEW.text); END",
    "CREATE TRIGGER findable_gone AFTER DELETE ON findable BEGIN "
    "INSERT INTO findable_index (findable_index, rowid, text) VALUES ('delete', OLD.id, OLD.text); END",
)

_SQLITE_MESSAGES = (
    "CREATE TRIGGER findable_messages_changed AFTER UPDATE OF text, deleted ON messages BEGIN "
    f"UPDATE findable SET text = {_NOW.format(row='NEW')} "
    "WHERE source = 'message' AND key = NEW.channel || ':' || NEW.ts "
    f"AND text <> {_NOW.format(row='NEW')}; END",
    "CREATE TRIGGER findable_messages_gone AFTER DELETE ON messages BEGIN "
    "DELETE FROM findable WHERE source = 'message' AND key = OLD.channel || ':' || OLD.ts; END",
    f"CREATE TRIGGER findable_marks_new AFTER INSERT ON marks WHEN NEW.present BEGIN {_MARKED} END",
    f"CREATE TRIGGER findable_marks_changed AFTER UPDATE OF present ON marks WHEN NEW.present BEGIN {_MARKED} END",
)

_SQLITE = (
    _TABLE.format(id="INTEGER PRIMARY KEY", more=""),
    *_SQLITE_INDEX,
    *_sqlite_parts(),
    *_SQLITE_MESSAGES,
)


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION findable_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"


def _trigger(name: str, table: str, event: str, function: str, each: str = "FOR EACH ROW") -> str:
    return f"CREATE TRIGGER findable_{name} AFTER {event} ON {table} {each} EXECUTE FUNCTION findable_{function}()"


def _postgresql_parts() -> list[str]:
    made = []
    for table, source, columns, incident, key, text, condition in _PARTS:
        put = _put(f"NEW.{incident}", source, key.format(row="NEW"), text)
        gone = _take(f"OLD.{incident}", source, key.format(row="OLD"))
        body = f"IF TG_OP = 'DELETE' THEN {gone} ELSIF {condition} THEN {put} END IF;"
        made.append(_function(table, body))
        made.append(_trigger(table, table, f"INSERT OR DELETE OR UPDATE OF {columns}", table))
    return made


_FRESH = "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"

#: For whole statements: messages come in floods.
_POSTGRESQL_MESSAGES = (
    _function(
        "messages_changed",
        f"UPDATE findable f SET text = {_NOW.format(row='m')} FROM fresh m "
        "WHERE f.source = 'message' AND f.key = m.channel || ':' || m.ts "
        f"AND f.text <> {_NOW.format(row='m')};",
    ),
    _trigger("messages_changed", "messages", "UPDATE", "messages_changed", _FRESH),
    _function(
        "messages_gone",
        "DELETE FROM findable WHERE source = 'message' AND key = OLD.channel || ':' || OLD.ts;",
    ),
    _trigger("messages_gone", "messages", "DELETE", "messages_gone"),
    _function("marks", f"IF NEW.present THEN {_MARKED} END IF;"),
    _trigger("marks", "marks", "INSERT OR UPDATE OF present", "marks"),
)

_WORDS = (
    "to_tsvector('simple'::regconfig, regexp_replace("
    f"translate(left(text, 100000), E'{_SIGNS.replace(chr(92), chr(92) * 2)}', repeat(' ', 32)), "
    r"'([\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF])', ' \1 ', 'g'))"
)

_POSTGRESQL = (
    _TABLE.format(
        id="BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        more=f",\n    words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED",
    ),
    "CREATE INDEX ix_findable_words ON findable USING gin (words)",
    *_postgresql_parts(),
    *_POSTGRESQL_MESSAGES,
)

#: What is there already, in the order in which it was recorded.
_FILLING = (
    f"""
    INSERT INTO findable (incident, source, key, text)
    SELECT incident, source, key, text FROM (
        SELECT number AS incident, 'title' AS source, '' AS key, title AS text, declared_at AS at FROM incidents
        UNION ALL SELECT incident, 'section', section, text, at FROM sections
        UNION ALL SELECT incident, 'item', CAST(number AS TEXT), text, at FROM items
        UNION ALL SELECT incident, 'entry', id, text, recorded_at FROM entries
            WHERE NOT removed AND kind NOT IN {_ELSEWHERE}
        UNION ALL SELECT i.number, 'message', m.channel || ':' || m.ts, m.text, m.at
            FROM messages m JOIN incidents i ON i.channel = m.channel AND i.channel <> ''
            WHERE NOT m.deleted AND EXISTS
            (SELECT 1 FROM marks p WHERE p.channel = m.channel AND p.ts = m.ts AND p.present)
    ) AS found ORDER BY at, incident, source, key
    """,
)
