"""Makes moved.tsv: names that were moved, renamed or removed, and what takes their place.

    python generate_moved.py make > moved.tsv            # reads names.tsv beside it
    PYTHON generate_moved.py check 1.4                    # imports every entry with that release; also 2.0 and 2.1

Two sources: the entries below, kept by hand, and all names of names.tsv that 1.4 has and 2.0 or 2.1 has not, while
the same object is still there under its canonical path.

Columns: old path; new path (empty: none); an expression in the place of the old name (empty: the new name); kind;
y where 1.4 has the new path; y where the old path fails on 2.0 or 2.1, or warns there; a note for the user.
Rows are sorted by old path.
"""

import importlib
import pathlib
import sys
import warnings

HERE = pathlib.Path(__file__).parent
RELEASES = {"1.4": 0, "2.0": 1, "2.1": 2}

DECLARATIVE = ["as_declarative", "declarative_base", "has_inherited_table", "synonym_for"]
CONCRETE = ["AbstractConcreteBase", "ConcreteBase", "DeferredReflection"]
EVENTS = {
    "MapperExtension": "listen to mapper events with sqlalchemy.event",
    "SessionExtension": "listen to session events with sqlalchemy.event",
    "AttributeExtension": "listen to attribute events with sqlalchemy.event",
    "InstrumentationManager": "use sqlalchemy.ext.instrumentation.InstrumentationManager",
}
CHAINED = {
    "joinedload_all": "joinedload",
    "subqueryload_all": "subqueryload",
    "lazyload_all": "lazyload",
    "selectinload_all": "selectinload",
    "eagerload_all": "joinedload",
}

# Replacements in Python itself for the helpers for Python 2: name -> (new path, expression).
UTIL = {
    "ABC": ("abc.ABC", ""),
    "StringIO": ("io.StringIO", ""),
    "TYPE_CHECKING": ("typing.TYPE_CHECKING", ""),
    "asyncio": ("asyncio", ""),
    "binary_type": ("", "bytes"),
    "binary_types": ("", "(bytes,)"),
    "byte_buffer": ("io.BytesIO", ""),
    "callable": ("", "callable"),
    "collections_abc": ("collections.abc", ""),
    "contextmanager": ("contextlib.contextmanager", ""),
    "int_types": ("", "(int,)"),
    "iterbytes": ("", "iter"),
    "itertools_filter": ("", "filter"),
    "itertools_filterfalse": ("itertools.filterfalse", ""),
    "namedtuple": ("collections.namedtuple", ""),
    "next": ("", "next"),
    "nullcontext": ("contextlib.nullcontext", ""),
    "parse_qsl": ("urllib.parse.parse_qsl", ""),
    "perf_counter": ("time.perf_counter", ""),
    "pickle": ("pickle", ""),
    "print_": ("", "print"),
    "py2k": ("", "False"),
    "py37": ("", "True"),
    "py3k": ("", "True"),
    "quote_plus": ("urllib.parse.quote_plus", ""),
    "reduce": ("functools.reduce", ""),
    "string_types": ("", "(str,)"),
    "text_type": ("", "str"),
    "threading": ("threading", ""),
    "timezone": ("datetime.timezone", ""),
    "unquote": ("urllib.parse.unquote", ""),
    "unquote_plus": ("urllib.parse.unquote_plus", ""),
    "zip_longest": ("itertools.zip_longest", ""),
}
UTIL_GONE = {
    "ImmutableContainer": "private helper without a successor",
    "ImmutableProperties": "private helper without a successor",
    "KeyedTuple": "use collections.namedtuple, or the rows that queries return",
    "lightweight_named_tuple": "use collections.namedtuple",
    "raise_": "write `raise ... from ...`",
    "raise_from_cause": "write `raise ... from ...`",
    "reraise": "write `raise value.with_traceback(tb)`",
    "u": "a plain string literal does it",
    "ue": "a plain string literal does it",
    "with_metaclass": "write `class X(Base, metaclass=Meta)`",
}
GONE_DIALECTS = {
    "firebird": "the dialect is a package of its own now: sqlalchemy-firebird",
    "sybase": "the dialect is a package of its own now: sqlalchemy-sybase",
    "mssql.adodbapi": "use mssql+pyodbc",
    "mssql.mxodbc": "use mssql+pyodbc",
    "mssql.zxjdbc": "Jython is not supported any more",
    "mysql.gaerdbms": "use mysql+mysqldb or mysql+pymysql",
    "mysql.oursql": "use mysql+mysqldb or mysql+pymysql",
    "mysql.zxjdbc": "Jython is not supported any more",
    "oracle.zxjdbc": "Jython is not supported any more",
    "postgresql.pygresql": "use postgresql+psycopg2, or another driver that 2.x has",
    "postgresql.pypostgresql": "use postgresql+psycopg2, or another driver that 2.x has",
    "postgresql.zxjdbc": "Jython is not supported any more",
}

# Private classes of 1.3 and before: the names of sqlalchemy.sql.expression that took their place.
EXPRESSIONS = {
    "_BinaryExpression": "BinaryExpression",
    "_BindParamClause": "BindParameter",
    "_Case": "Case",
    "_Cast": "Cast",
    "_Executable": "Executable",
    "_Exists": "Exists",
    "_Extract": "Extract",
    "_False": "False_",
    "_FromGrouping": "FromGrouping",
    "_Grouping": "Grouping",
    "_Label": "Label",
    "_Null": "Null",
    "_Over": "Over",
    "_ScalarSelect": "ScalarSelect",
    "_SelectBase": "SelectBase",
    "_TextClause": "TextClause",
    "_True": "True_",
    "_Tuple": "Tuple",
    "_TypeClause": "TypeClause",
    "_UnaryExpression": "UnaryExpression",
}

# Private names that 1.4 has and 2.0 or 2.1 has not, by module, without a successor.
PRIVATE_GONE = {
    "sqlalchemy.dialects.mysql.asyncmy": "_Binary",
    "sqlalchemy.dialects.mysql.base": "_array",
    "sqlalchemy.dialects.mysql.dml": "_generative",
    "sqlalchemy.dialects.oracle.cx_oracle": "_ORACLE_BIND_TRANSLATE_CHARS _ORACLE_BIND_TRANSLATE_RE _OracleDate",
    "sqlalchemy.dialects.oracle.provision": "_all_conns",
    "sqlalchemy.dialects.postgresql.asyncpg": "_pg_types _python_UUID",
    "sqlalchemy.dialects.postgresql.base": "_ColonCast _hstore _python_UUID",
    "sqlalchemy.dialects.postgresql.dml": "_generative",
    "sqlalchemy.dialects.postgresql.pg8000": "_ColonCast _PGUUID _python_UUID",
    "sqlalchemy.dialects.postgresql.psycopg2": """
        _ColonCast _DECIMAL_TYPES _FLOAT_TYPES _INT_TYPES _PGARRAY _PGEnum _PGHStore _PGNumeric
        _PGUUID _cursor _python_UUID _server_side_id
    """,
    "sqlalchemy.dialects.sqlite.dml": "_exclusive_against _generative",
    "sqlalchemy.engine.base": "_distill_params",
    "sqlalchemy.engine.cursor": "_LEGACY_NO_RESULT_METADATA _LegacyNoResultMetaData _UNPICKLED",
    "sqlalchemy.engine.default": "_RendersLiteral _StrDate _StrDateTime _StrTime",
    "sqlalchemy.engine.result": "_baserow_usecext _row_as_tuple",
    "sqlalchemy.engine.row": "_baserow_usecext",
    "sqlalchemy.engine.url": "_parse_keyvalue_args _sqla_url_quote _sqla_url_unquote",
    "sqlalchemy.engine.util": "_distill_cursor_params _distill_params _no_kw _no_tuple",
    "sqlalchemy.event.base": "_EventMeta _create_dispatcher_class",
    "sqlalchemy.ext.associationproxy": "_NotProvided",
    "sqlalchemy.ext.asyncio.session": "_result",
    "sqlalchemy.ext.automap": "_DeferredMapperConfig",
    "sqlalchemy.ext.declarative.extensions": "_DeferredMapperConfig",
    "sqlalchemy.future.engine": "_LegacyConnection _LegacyEngine _create_engine",
    "sqlalchemy.orm": "_sql",
    "sqlalchemy.orm.attributes": "_Generic_T",
    "sqlalchemy.orm.base": "_orm_columns",
    "sqlalchemy.orm.collections": """
        _PlainColumnGetter _SerializableAttrGetter _SerializableColumnGetter
        _SerializableColumnGetterV2 _set_binops_check_loose
    """,
    "sqlalchemy.orm.context": """
        _AdHocColumnsStatement _EMPTY_DICT _entity_namespace_key
        _legacy_determine_last_joined_entity
    """,
    "sqlalchemy.orm.decl_api": "_DeferredMapperConfig _as_declarative _mapper",
    "sqlalchemy.orm.decl_base": "_ClassScanMapperConfig _DeferredMapperConfig _as_declarative _mapper",
    "sqlalchemy.orm.descriptor_props": "_none_set",
    "sqlalchemy.orm.evaluator": "_extended_ops _math_only_straight_ops _notimplemented_ops _straight_ops",
    "sqlalchemy.orm.mapper": "_legacy_registry",
    "sqlalchemy.orm.persistence": "_EMPTY_DICT _bulk_insert _bulk_update _entity_namespace_key _result",
    "sqlalchemy.orm.query": "_legacy_determine_last_joined_entity",
    "sqlalchemy.orm.relationships": "_orm_annotate _orm_deannotate",
    "sqlalchemy.orm.strategies": "_none_set",
    "sqlalchemy.orm.strategy_options": "_UnboundLoad _class_to_mapper _is_aliased_class _is_mapped_class",
    "sqlalchemy.orm.unitofwork": "_warn_for_cascade_backrefs",
    "sqlalchemy.orm.util": "_orm_annotate _orm_deannotate",
    "sqlalchemy.pool.base": "_strong_ref_connection_records",
    "sqlalchemy.pool.dbapi_proxy": "_DBProxy",
    "sqlalchemy.schema": "_DDLCompiles _DropView",
    "sqlalchemy.sql.base": "_bind_or_error",
    "sqlalchemy.sql.compiler": "_BIND_TRANSLATE_CHARS _BIND_TRANSLATE_RE",
    "sqlalchemy.sql.ddl": "_DDLCompiles _DropView _bind_or_error",
    "sqlalchemy.sql.dml": "_entity_namespace_key",
    "sqlalchemy.sql.elements": "_NONE_NAME",
    "sqlalchemy.sql.functions": "_GenericMeta",
    "sqlalchemy.sql.operators": "_largest _smallest",
    "sqlalchemy.sql.schema": "_bind_or_error",
    "sqlalchemy.sql.selectable": "_entity_namespace_key",
    "sqlalchemy.sql.sqltypes": "_LookupExpressionAdapter _bind_or_error",
    "sqlalchemy.sql.traversals": "_CacheKey _CopyInternals _GetChildren _cache_key_traversal_visitor",
    "sqlalchemy.sql.type_api": "_reconstitute_comparator",
    "sqlalchemy.sql.visitors": "_InternalTraversalType _generate_compiler_dispatch _generate_dispatcher",
    "sqlalchemy.util._collections": """
        ImmutableContainer ImmutableProperties _getters _immutabledict_py_fallback _property_getters
        binary_types collections_abc itertools_filterfalse py2k py37 string_types
    """,
    "sqlalchemy.util.compat": "_qualname",
    "sqlalchemy.util.concurrency": "_util_async_run _util_async_run_coroutine_function greenlet",
    "sqlalchemy.util.deprecations": "_emit_uber_warning",
    "sqlalchemy.util.langhelpers": "_exec_code_in_env _symbol _update_argspec_defaults_into_env",
}
PRIVATE_MODULES = {
    "sqlalchemy.util._compat_py3k": "private module without a successor",
    "sqlalchemy.util._concurrency_py3k": "its public names are in sqlalchemy.util",
    "sqlalchemy.util._preloaded": "private module: sqlalchemy.util.preloaded",
}


def by_hand():
    """Yields (old, new, expression, kind, note)."""
    for name in DECLARATIVE:
        yield f"sqlalchemy.ext.declarative.{name}", f"sqlalchemy.orm.{name}", "", "moved", ""
    for name in ["declared_attr", "DeclarativeMeta"]:
        yield f"sqlalchemy.ext.declarative.{name}", f"sqlalchemy.orm.{name}", "", "moved", ""
    for name in [*DECLARATIVE, "declared_attr", "DeclarativeMeta"]:
        yield f"sqlalchemy.ext.declarative.api.{name}", f"sqlalchemy.orm.{name}", "", "moved", ""
    for name in CONCRETE:
        new = f"sqlalchemy.ext.declarative.{name}"
        yield f"sqlalchemy.ext.declarative.api.{name}", new, "", "moved", ""
    yield "sqlalchemy.ext.declarative.base", "sqlalchemy.orm.decl_base", "", "moved", "private module"
    yield "sqlalchemy.ext.declarative.clsregistry", "sqlalchemy.orm.clsregistry", "", "moved", "private module"
    for module in ["sqlalchemy.ext.declarative", "sqlalchemy.ext.declarative.api"]:
        note = "use sqlalchemy.ext.hybrid.hybrid_property and its comparator()"
        yield f"{module}.comparable_using", "", "", "removed", note
        note = "use sqlalchemy.orm.registry(metadata=..., class_registry=...).map_declaratively(cls)"
        yield f"{module}.instrument_declarative", "", "", "removed", note

    for name in ["mssql", "mysql", "oracle", "postgresql", "sqlite"]:
        note = f"private names of the dialect are in sqlalchemy.dialects.{name}.base"
        yield f"sqlalchemy.databases.{name}", f"sqlalchemy.dialects.{name}", "", "moved", note
    note = "private names of the dialect are in sqlalchemy.dialects.postgresql.base"
    yield "sqlalchemy.databases.postgres", "sqlalchemy.dialects.postgresql", "", "renamed", note
    for name in ["firebird", "sybase"]:
        yield f"sqlalchemy.databases.{name}", "", "", "removed", GONE_DIALECTS[name]
    yield "sqlalchemy.databases", "", "", "removed", "import the dialect from sqlalchemy.dialects"
    for name, note in GONE_DIALECTS.items():
        yield f"sqlalchemy.dialects.{name}", "", "", "removed", note

    # On 1.4 it takes columns one by one only, which all of sqlalchemy.select's forms include.
    yield "sqlalchemy.future.select", "sqlalchemy.select", "", "moved", ""

    yield "sqlalchemy.processors", "sqlalchemy.engine.processors", "", "moved", "private module"
    for name in ["int_to_boolean", "str_to_date", "str_to_datetime", "str_to_datetime_processor_factory",
                 "str_to_time", "to_decimal_processor_factory", "to_float", "to_str"]:
        new = f"sqlalchemy.engine.processors.{name}"
        yield f"sqlalchemy.processors.{name}", new, "", "moved", "private function"

    for name, (new, expression) in UTIL.items():
        for module in ["sqlalchemy.util", "sqlalchemy.util.compat"]:
            yield f"{module}.{name}", new, expression, "removed", "Python has it"
    for name, note in UTIL_GONE.items():
        for module in ["sqlalchemy.util", "sqlalchemy.util.compat"]:
            yield f"{module}.{name}", "", "", "removed", note

    for name, note in EVENTS.items():
        for module in ["sqlalchemy.orm", "sqlalchemy.orm.interfaces", "sqlalchemy.orm.deprecated_interfaces"]:
            yield f"{module}.{name}", "", "", "removed", note
    yield "sqlalchemy.orm.session.SessionExtension", "", "", "removed", EVENTS["SessionExtension"]
    for module in ["sqlalchemy.interfaces", "sqlalchemy.deprecated_interfaces"]:
        yield f"{module}.PoolListener", "", "", "removed", "listen to pool events with sqlalchemy.event"
        yield f"{module}.ConnectionProxy", "", "", "removed", "listen to engine events with sqlalchemy.event"
    yield "sqlalchemy.interfaces", "", "", "removed", "listen to events with sqlalchemy.event"

    for name in ["NoResultFound", "MultipleResultsFound"]:
        yield f"sqlalchemy.orm.exc.{name}", f"sqlalchemy.exc.{name}", "", "moved", "the same class"

    note = "write select(...).subquery()"
    for module in ["sqlalchemy", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlalchemy.sql.selectable"]:
        yield f"{module}.subquery", "", "", "removed", note
    for module in ["sqlalchemy.orm", "sqlalchemy.sql.expression"]:
        yield f"{module}.public_factory", "", "", "removed", "private helper without a successor"
    for module in ["sqlalchemy.sql.expression", "sqlalchemy.sql.elements", "sqlalchemy.sql.base"]:
        yield f"{module}.PARSE_AUTOCOMMIT", "", "", "removed", "2.x has no autocommit of this kind"
    yield "sqlalchemy.sql.expression.Generative", "sqlalchemy.sql.base.Generative", "", "moved", ""

    yield "sqlalchemy.orm.relation", "sqlalchemy.orm.relationship", "", "renamed", "takes the same arguments"
    yield "sqlalchemy.orm.eagerload", "sqlalchemy.orm.joinedload", "", "renamed", "takes the same arguments"
    yield "sqlalchemy.orm.query.Bundle", "sqlalchemy.orm.Bundle", "", "moved", ""
    yield "sqlalchemy.orm.compile_mappers", "sqlalchemy.orm.configure_mappers", "", "renamed", ""
    for name, single in CHAINED.items():
        for module in ["sqlalchemy.orm", "sqlalchemy.orm.strategy_options"]:
            note = f"chain {single}() for each step: {single}(A.b).{single}(B.c)"
            yield f"{module}.{name}", "", "", "removed", note
    note = "use sqlalchemy.ext.hybrid.hybrid_property and its comparator()"
    for name in ["comparable_property", "ComparableProperty", "properties.ComparableProperty"]:
        yield f"sqlalchemy.orm.{name}", "", "", "removed", note

    # 1.4 has one subclass of it, and 2.x still raises that: a filter for its base class would catch more.
    note = "2.x has no such warning; this is what is left of it"
    yield "sqlalchemy.exc.RemovedIn20Warning", "sqlalchemy.exc.MovedIn20Warning", "", "renamed", note

    note = "does nothing since 1.2: drop the call"
    yield "sqlalchemy.ext.baked.bake_lazy_loaders", "", "", "removed", note
    note = "raises since 1.2: drop the call"
    yield "sqlalchemy.ext.baked.unbake_lazy_loaders", "", "", "removed", note
    # All lazy loaders are baked since 1.2.
    yield "sqlalchemy.ext.baked.baked_lazyload", "sqlalchemy.orm.lazyload", "", "renamed", "the same loader"
    note = "chain lazyload() for each step: lazyload(A.b).lazyload(B.c)"
    yield "sqlalchemy.ext.baked.baked_lazyload_all", "", "", "removed", note

    hybrid = "sqlalchemy.ext.hybrid.HybridExtensionType"
    for name in ["HYBRID_METHOD", "HYBRID_PROPERTY"]:
        yield f"sqlalchemy.ext.hybrid.{name}", hybrid, f"HybridExtensionType.{name}", "renamed", ""
    proxy = "sqlalchemy.ext.associationproxy.AssociationProxyExtensionType"
    expression = "AssociationProxyExtensionType.ASSOCIATION_PROXY"
    yield "sqlalchemy.ext.associationproxy.ASSOCIATION_PROXY", proxy, expression, "renamed", ""
    for module in ["sqlalchemy.orm", "sqlalchemy.orm.base", "sqlalchemy.orm.interfaces"]:
        yield f"{module}.NOT_EXTENSION", "sqlalchemy.orm.NotExtension", "NotExtension.NOT_EXTENSION", "renamed", ""

    for old, new in {"attribute_mapped_collection": "attribute_keyed_dict",
                     "column_mapped_collection": "column_keyed_dict",
                     "mapped_collection": "keyfunc_mapping",
                     "MappedCollection": "KeyFuncDict"}.items():
        note = "the old name stays as an alias"
        yield f"sqlalchemy.orm.collections.{old}", f"sqlalchemy.orm.{new}", "", "renamed", note
    for old, new in {"RelationshipProperty": "Relationship", "CompositeProperty": "Composite",
                     "SynonymProperty": "Synonym"}.items():
        note = "the old name stays, as the base class of the new one: leave it in isinstance()"
        yield f"sqlalchemy.orm.{old}", f"sqlalchemy.orm.{new}", "", "renamed", note

    for module in ["sqlalchemy", "sqlalchemy.types", "sqlalchemy.sql.sqltypes"]:
        yield f"{module}.Binary", "sqlalchemy.LargeBinary", "", "renamed", ""
    for module in ["sqlalchemy", "sqlalchemy.schema", "sqlalchemy.sql.schema"]:
        yield f"{module}.PassiveDefault", "sqlalchemy.DefaultClause", "", "renamed", ""
        note = "metadata of 2.x is bound to no engine, in no thread: pass the engine where it is used"
        yield f"{module}.ThreadLocalMetaData", "sqlalchemy.MetaData", "", "renamed", note
    yield "sqlalchemy.exc.UnmappedColumnError", "sqlalchemy.orm.exc.UnmappedColumnError", "", "moved", ""
    for module in ["sqlalchemy.engine", "sqlalchemy.engine.result"]:
        note = "Row is a tuple: row[\"name\"], `in` and keys() are those of row._mapping"
        yield f"{module}.RowProxy", "sqlalchemy.engine.Row", "", "renamed", note
        yield f"{module}.LegacyRow", "sqlalchemy.engine.Row", "", "renamed", note
    for module in ["sqlalchemy.engine", "sqlalchemy.engine.cursor", "sqlalchemy.engine.result"]:
        for name in ["ResultProxy", "LegacyCursorResult", "BufferedRowResultProxy", "FullyBufferedResultProxy",
                     "BufferedColumnResultProxy"]:
            note = "on 1.4 the old name is a subclass of the new one"
            yield f"{module}.{name}", "sqlalchemy.engine.CursorResult", "", "renamed", note

    for old, new in EXPRESSIONS.items():
        module = "sqlalchemy.sql.expression"
        yield f"{module}.{old}", f"{module}.{new}", "", "renamed", "its name since 0.8"
    note = "a private name that 2.x has not: find another way, or keep a copy of what it was"
    for module, private in PRIVATE_GONE.items():
        for name in private.split():
            yield f"{module}.{name}", "", "", "removed", note
    for module, note in PRIVATE_MODULES.items():
        yield module, "", "", "removed", note

    for name in ["URL", "make_url"]:
        yield f"sqlalchemy.engine.url.{name}", f"sqlalchemy.engine.{name}", "", "moved", "the same object"
    for module in ["sqlalchemy.schema", "sqlalchemy.sql.ddl"]:
        new = "sqlalchemy.schema.ExecutableDDLElement"
        yield f"{module}.DDLElement", new, "", "renamed", "the old name stays as an alias"

    flask = "flask_sqlalchemy"
    yield "flask.ext.sqlalchemy", flask, "", "moved", ""
    yield "flask.ext.sqlalchemy.SQLAlchemy", f"{flask}.SQLAlchemy", "", "moved", ""
    yield f"{flask}.BaseQuery", f"{flask}.query.Query", "", "renamed", ""
    yield f"{flask}.Model", f"{flask}.model.Model", "", "moved", ""
    yield f"{flask}.DefaultMeta", f"{flask}.model.DefaultMeta", "", "moved", ""
    yield f"{flask}._BoundDeclarativeMeta", f"{flask}.model.DefaultMeta", "", "renamed", "its new name since 2.3"
    yield f"{flask}.camel_to_snake_case", f"{flask}.model.camel_to_snake_case", "", "moved", ""
    note = "the constructor takes other arguments: SignallingSession(db, autocommit, autoflush), Session(db)"
    yield f"{flask}.SignallingSession", f"{flask}.session.Session", "", "renamed", note
    note = "do not make one by hand; db.paginate(select) or query.paginate() do"
    yield f"{flask}.Pagination", f"{flask}.pagination.Pagination", "", "moved", note
    note = "its items have `location` for `context`"
    new = f"{flask}.record_queries.get_recorded_queries"
    yield f"{flask}.get_debug_queries", new, "", "renamed", note
    for name in ["before_models_committed", "models_committed"]:
        yield f"{flask}.{name}", f"{flask}.track_modifications.{name}", "", "moved", ""
    yield f"{flask}.get_state", "", "", "removed", "use app.extensions[\"sqlalchemy\"], which is the SQLAlchemy object"
    yield f"{flask}.FSADeprecationWarning", "", "", "removed", "3.x has no such warning"


# Importable on 2.x, with a warning (MovedIn20Warning, when they are called).
WARNING = {f"sqlalchemy.ext.declarative.{name}" for name in DECLARATIVE}


def names():
    """names.tsv as {path: (marks, canonical)}."""
    rows = {}
    for line in (HERE / "names.tsv").read_text(encoding="utf-8").splitlines():
        path, *marks, canonical = line.split("\t")
        rows[path] = (marks, canonical or path)
    return rows


def known(path):
    return path.split(".")[0] in ("sqlalchemy", "flask_sqlalchemy")


def make():
    table = names()
    modules = {path.rpartition(".")[0] for path in table}

    def has(path, release):
        return not known(path) or table.get(path, ("nnn", ""))[0][release] == "y"

    rows = {old: (new, expression, kind, note) for old, new, expression, kind, note in by_hand()}
    for old, (marks, canonical) in table.items():
        lost = marks[0] == "y" and "n" in marks[1:]
        if lost and old not in rows and canonical != old and canonical not in modules:
            if has(canonical, 1) and has(canonical, 2):
                rows[old] = (canonical, "", "moved", "")
    # Documented at the top of the package since 1.4, where other imports are.
    for old, (marks, canonical) in table.items():
        module, _, name = old.rpartition(".")
        new = f"sqlalchemy.{name}"
        if module == "sqlalchemy.sql.expression" and marks == ["y"] * 3 and canonical == new:
            rows.setdefault(old, (new, "", "moved", "the same object"))
    for old, (new, expression, kind, note) in sorted(rows.items()):
        if expression and has(old, 1) and has(old, 2) or old.startswith("sqlalchemy.util") and has(old, 2):
            continue  # 2.x still has the helper
        needed = not (known(old) and has(old, 1) and has(old, 2)) or old in WARNING
        on_14 = bool(expression and not new) or bool(new) and has(new, 0)
        print("\t".join([old, new, expression, kind, "ny"[on_14], "ny"[needed], note]))


def importable(path):
    """The object that `from module import name` gives, or the error."""
    module, _, name = path.rpartition(".")
    try:
        if not module:
            return importlib.import_module(path)
        holder = importlib.import_module(module)
        return getattr(holder, name) if hasattr(holder, name) else importlib.import_module(path)
    except Exception as error:
        return error


def check(release):
    """Imports old and new paths; prints every disagreement with moved.tsv and exits with 1."""
    index, wrong = RELEASES[release], 0
    warnings.simplefilter("ignore")
    for line in (HERE / "moved.tsv").read_text(encoding="utf-8").splitlines():
        old, new, expression, _, on_14, needed, note = line.split("\t")
        before, after = importable(old), importable(new) if new else None
        said = []
        if new and isinstance(after, Exception) and (index > 0 or on_14 == "y"):
            said.append(f"no new path: {after}")
        if new and index == 0 and on_14 == "n" and not isinstance(after, Exception):
            said.append("the new path is there on 1.4")
        if index > 0 and needed == "n" and isinstance(before, Exception):
            said.append(f"no old path: {before}")
        if index == 0 and not expression and not note and new and not isinstance(before, Exception):
            if not isinstance(after, Exception) and after is not before and old not in WARNING:
                said.append("another object")
        if said:
            wrong += 1
            print(old, "->", new, ":", "; ".join(said))
    return wrong


if __name__ == "__main__":
    if sys.argv[1:] == ["make"]:
        make()
    elif len(sys.argv) == 3 and sys.argv[1] == "check" and sys.argv[2] in RELEASES:
        sys.exit(bool(check(sys.argv[2])))
    else:
        sys.exit(__doc__)
