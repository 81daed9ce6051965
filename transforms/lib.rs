//! The ordered list of transforms: one folder each, its documentation and cases beside it.

mod alembic_environment;
mod allow_unmapped;
mod annotated_proxy;
mod annotated_synonym;
mod append_in_place;
mod async_lazy_loading;
mod async_session;
mod async_sessionmaker;
mod back_populates;
mod bind_argument;
mod bound_metadata;
mod bulk_insert;
mod call_edits;
mod callee;
mod cascade_backrefs;
mod case_whens;
mod class_body;
mod connectable;
mod connection_begin;
mod connection_commit;
mod connection_connect;
mod connectionless_execution;
mod core;
mod database_url;
mod declarative_base_class;
mod deprecated_operator;
mod dml_arguments;
mod dynamic_relationships;
mod empty_conjunction;
mod engine_argument;
mod engine_attribute;
mod engine_transaction;
mod event_listeners;
mod execution;
mod filter_by_entity;
mod flask_app_context;
mod flask_configuration;
mod flask_model_class;
mod flask_query;
mod flask_sqlalchemy_api;
mod flask_table_name;
mod future_flag;
mod imperative_mapping;
mod inspector;
mod integer_division;
mod join_targets;
mod keyed_collection;
mod keyword_only;
mod loader_option_names;
mod mapped_column;
mod mapped_relationship;
mod mapped_sites;
mod mapper_attributes;
mod match_operator;
mod metadata_bind;
mod mock_engine;
mod moved_name;
mod none_comparison;
mod operator_names;
mod orm;
mod orm_extensions;
mod pinned_requirement;
mod query;
mod query_get;
mod query_to_select;
mod query_update_delete;
mod raw_sql;
mod realign;
mod relationship_names;
mod relationship_types;
mod release_branch;
mod removed_argument;
mod removed_query_methods;
mod renamed_method;
mod result_methods;
mod row_mapping;
mod select_arguments;
mod select_in_from;
mod select_methods;
mod session_arguments;
mod session_behaviour;
mod session_block;
mod session_methods;
mod session_transactions;
mod speaks;
mod statement_params;
mod table_definition;
mod test_doubles;
mod text_arguments;
mod type_comment;
mod url_object;
mod uuid_type;
mod write_only_relationship;

use alchemod_engine::Transform;

pub use pinned_requirement::is_requirements;

/// All transforms in the order in which they run within their stages. A place in this list is a
/// dependency: the reason stands beside it.
pub fn all() -> &'static [&'static dyn Transform] {
    &[
        // Before all others: what no release runs any more need not be looked at.
        &release_branch::ReleaseBranch,
        // Next: all others see one spelling of each name.
        &moved_name::MovedName,
        // Before columns: annotated columns start from a base that is a class.
        &declarative_base_class::DeclarativeBaseClass,
        // After the declarative bases: mapped classes are known by them.
        &mapped_column::MappedColumn,
        // Beside the columns: it looks at what they leave.
        &class_body::ClassBody,
        // After the columns: it takes their annotations.
        &annotated_synonym::AnnotatedSynonym,
        &mapper_attributes::MapperAttributes,
        // With the other models: what comes later knows mapped classes by their registry.
        &imperative_mapping::ImperativeMapping,
        // After the columns: their nullability decides whether an object may be missing.
        &back_populates::BackPopulates,
        // After back references: new sides have their annotation, the old ones get it here.
        &mapped_relationship::MappedRelationship,
        // After the relationships: what a proxy holds is what theirs do.
        &annotated_proxy::AnnotatedProxy,
        // Anywhere: it only tells.
        &keyed_collection::KeyedCollection,
        // Before what else Core does: other rules see calls without arguments that are gone.
        &removed_argument::REMOVED_ARGUMENT,
        &keyword_only::KeywordOnly,
        &renamed_method::RENAMED_METHOD,
        &table_definition::TableDefinition,
        &deprecated_operator::DeprecatedOperator,
        // Each call belongs to one of the three, by what it calls.
        &select_arguments::SelectArguments,
        &case_whens::CaseWhens,
        &dml_arguments::DmlArguments,
        // After the arguments: they look at statements in their 2.x form.
        &select_methods::SelectMethods,
        &select_in_from::SelectInFrom,
        &empty_conjunction::EmptyConjunction,
        &operator_names::OperatorNames,
        &append_in_place::AppendInPlace,
        &text_arguments::TextArguments,
        &integer_division::IntegerDivision,
        &match_operator::MatchOperator,
        &bulk_insert::BulkInsert,
        &statement_params::StatementParams,
        // Style, which relies on nothing: columns are what they are.
        &none_comparison::NoneComparison,
        &uuid_type::UuidType,
        // Rows of any result: it looks at what is executed, however it is executed.
        &row_mapping::RowMapping,
        &result_methods::ResultMethods,
        // Before strings and bound metadata: what an engine runs moves into a block, its string with it.
        &connectionless_execution::ConnectionlessExecution,
        // Of engines, URLs and inspectors each rule has its own calls.
        &engine_argument::ENGINE_ARGUMENT,
        &inspector::AskInspector,
        &mock_engine::MockEngine,
        &url_object::UrlObject,
        &database_url::DatabaseUrl,
        &engine_transaction::EngineTransaction,
        &connectable::Connectable,
        &engine_attribute::ENGINE_ATTRIBUTE,
        // After the strings of engines, beside those of connections: it looks at what is run, not how.
        &raw_sql::RawSql,
        &connection_commit::ConnectionCommit,
        &bound_metadata::BoundMetadata,
        &bind_argument::BindArgument,
        &connection_begin::ConnectionBegin,
        &connection_connect::ConnectionConnect,
        // Writes have their commits by then.
        &alembic_environment::AlembicEnvironment,
        // Of sessions each rule has its own calls; their order does not matter.
        &session_arguments::SessionArguments,
        &session_methods::SessionMethods,
        &session_transactions::SessionTransactions,
        &session_block::SessionBlock,
        &cascade_backrefs::CascadeBackrefs,
        &session_behaviour::SessionBehaviour,
        &event_listeners::EventListeners,
        &orm_extensions::OrmExtensions,
        &async_sessionmaker::AsyncSessionmaker,
        &async_session::AsyncSessions,
        &async_lazy_loading::AsyncLazyLoading,
        // Names in strings first: a query that has them is not turned into a select().
        &loader_option_names::LoaderOptionNames,
        &join_targets::JoinTargets,
        &relationship_names::RelationshipNames,
        // And methods that are gone: what takes their place may be turned into a select().
        &removed_query_methods::RemovedQueryMethods,
        // Before the other queries: those tell of what it refuses.
        &flask_query::FlaskQuery,
        // These look at what no other rule rewrites.
        &filter_by_entity::FilterByEntity,
        // Before what is said of the queries of dynamic relationships, and before other queries are rewritten.
        &write_only_relationship::WriteOnlyRelationship,
        &dynamic_relationships::DynamicRelationships,
        // Each chain belongs to one of the three, by the method that ends it.
        &query_to_select::QueryToSelect,
        &query_get::QueryGet,
        &query_update_delete::QueryUpdateDelete,
        // After all that finds its engine there has it itself.
        &metadata_bind::MetadataBind,
        // Flask-SQLAlchemy last: the rules above know its release 2 as well as 3.
        &flask_sqlalchemy_api::FlaskSqlalchemyApi,
        &flask_table_name::FlaskTableName,
        &flask_configuration::FlaskConfiguration,
        &flask_app_context::FlaskAppContext,
        &flask_model_class::FlaskModelClass,
        // After all that annotates attributes.
        &allow_unmapped::AllowUnmapped,
        // Last: other rules see by it that a program was written for 2.x.
        &future_flag::FUTURE_FLAG,
        // What tests replace, as the code is now.
        &test_doubles::TestDoubles,
        // It looks at texts only.
        &pinned_requirement::PinnedRequirement,
    ]
}
