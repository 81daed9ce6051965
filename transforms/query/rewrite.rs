//! The edits that run a query as a `select()`.

use alchemod_engine::{Context, ImportWish};
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::chain::dot_span;
use alchemod_python::{ast, span, Node, NodeId, TokenKind};
use alchemod_text::{Anchor, Edit, Span};

use super::chain::{Chain, End};
use super::duplicates::Repeats;
use super::entities::Entities;
use super::slices;

/// What a chain starts with.
#[derive(Clone, Debug)]
pub(crate) enum Root {
    /// `session.query` of `session.query(...)`: the whole, and the method's name.
    Query(Span, Span),
    /// `Model.query`; the class as it is written.
    Model(Span, String),
    /// A local name that holds the statement.
    Name(Span),
}

impl Root {
    fn span(&self) -> Span {
        match self {
            Root::Query(span, _) | Root::Model(span, _) | Root::Name(span) => *span,
        }
    }
}

/// How a query is run.
pub(crate) struct Plan {
    /// The session's method.
    method: &'static str,
    /// What goes around the statement within the method's call.
    inner: Inner,
    /// What is added to the statement.
    builder: String,
    /// `.unique()`, if it is needed.
    unique: &'static str,
    /// What stands in the place of the method that ran the query, if it is another one.
    ending: Ending,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inner {
    /// The statement itself.
    Statement,
    /// `select(func.count()).select_from(Entity)`.
    CountShort,
    /// `select(func.count()).select_from(statement.subquery())`.
    CountLong,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The method stays.
    Same,
    /// Another method.
    Method(&'static str),
    /// None: the session's method gives the result.
    Gone,
    /// There was none.
    Nothing,
    /// There was none, and this comes after the result.
    Added(&'static str),
}

/// What the plan depends on beside the entities.
pub(crate) struct Facts {
    /// What may be repeated.
    pub repeats: Repeats,
    /// Only `filter()` and `filter_by()` were called.
    pub is_filtered_only: bool,
    /// The single class has no parent that is mapped: its rows are those of its table.
    pub is_whole_table: bool,
    /// `group_by()` or `having()` was called, or rows are cut.
    pub is_grouped: bool,
    /// `from_statement()` was called: there is no LIMIT to add.
    pub is_statement: bool,
    /// `yield_per()` was called: repetitions stay.
    pub is_streamed: bool,
}

/// How the query must be run; `None` if its end is none that runs it.
pub(crate) fn plan(entities: &Entities<'_>, end: &End<'_>, facts: &Facts) -> Option<Plan> {
    let is_single = entities.single().is_some();
    let method = if is_single { "scalars" } else { "execute" };
    let unique = |needed: bool| if needed { ".unique()" } else { "" };
    let repeated = unique((facts.repeats.rows || facts.repeats.eager) && !facts.is_streamed);
    let mut plan = Plan {
        method,
        inner: Inner::Statement,
        builder: String::new(),
        unique: repeated,
        ending: Ending::Same,
    };
    match end {
        End::Iterated => plan.ending = Ending::Nothing,
        End::Dict => plan.ending = Ending::Added(".all()"),
        End::Subscript(subscript) => {
            let bounds = slices::bounds(subscript).ok()?;
            plan.builder = format!(".slice({})", bounds.slice);
            plan.ending = Ending::Added(bounds.reading);
        }
        End::Terminal(link) => match link.name() {
            "all" | "one" | "one_or_none" => {}
            "first" => {
                if !facts.is_statement {
                    plan.builder = ".limit(1)".into();
                }
                // One row has no repetitions.
                plan.unique = unique(facts.repeats.eager && !facts.is_streamed);
            }
            "scalar" if is_single => plan.ending = Ending::Method("one_or_none"),
            "scalar" if entities.is_single_row() && !facts.is_grouped => {
                plan.method = "scalar";
                plan.unique = "";
                plan.ending = Ending::Gone;
            }
            "scalar" => plan.ending = Ending::Method("scalar_one_or_none"),
            "count" => {
                plan.method = "scalar";
                plan.unique = "";
                let is_short = is_single && facts.is_filtered_only && facts.is_whole_table;
                plan.inner = if is_short {
                    Inner::CountShort
                } else {
                    Inner::CountLong
                };
                plan.ending = if is_short {
                    Ending::Gone
                } else {
                    Ending::Method("subquery")
                };
            }
            _ => return None,
        },
        _ => return None,
    }
    Some(plan)
}

/// How a statement is run that gives no rows: `session.execute(statement)`, and its count if that is used.
pub(crate) fn plan_of_change(counts: bool) -> Plan {
    Plan {
        method: "execute",
        inner: Inner::Statement,
        builder: String::new(),
        unique: if counts { ".rowcount" } else { "" },
        ending: Ending::Gone,
    }
}

/// What a rewrite writes: names as they are written at the site.
pub(crate) struct Words {
    /// The session.
    pub session: String,
    /// `select`, or what else makes the statement.
    pub select: String,
    /// `func`.
    pub func: String,
    /// What must be imported.
    pub wishes: Vec<ImportWish>,
}

impl Words {
    /// The same words, with another session.
    pub fn of_session(&self, session: Option<&str>) -> Self {
        Words {
            session: session.unwrap_or(&self.session).to_owned(),
            select: self.select.clone(),
            func: self.func.clone(),
            wishes: Vec::new(),
        }
    }

    /// The words of a site.
    pub fn new(
        cx: &Context<'_, '_>,
        session: String,
        wish: Option<ImportWish>,
        counts: bool,
    ) -> Self {
        let mut words = Words::of(cx, session, wish, "sqlalchemy.select");
        if counts {
            let func = cx.import("sqlalchemy.func");
            words.wishes.extend(func.wish);
            words.func = func.text;
        }
        words
    }

    /// The words of a site whose statement is made by this function.
    pub fn of(
        cx: &Context<'_, '_>,
        session: String,
        wish: Option<ImportWish>,
        construct: &str,
    ) -> Self {
        let made = cx.import(construct);
        Words {
            session,
            select: made.text,
            func: String::new(),
            wishes: wish.into_iter().chain(made.wish).collect(),
        }
    }
}

/// The text that a root becomes within a statement.
fn root_text(root: &Root, words: &Words, inner: Inner) -> String {
    let start = match inner {
        Inner::CountShort => format!("{}({}.count()).select_from", words.select, words.func),
        Inner::Statement | Inner::CountLong => words.select.clone(),
    };
    match root {
        Root::Query(..) => start,
        Root::Model(_, class) => format!("{start}({class})"),
        Root::Name(_) => String::new(),
    }
}

/// Turns the root of a chain that is not run here into a statement.
pub(crate) fn statement(root: &Root, words: &Words) -> Vec<Edit> {
    match root {
        Root::Name(_) => Vec::new(),
        root => vec![Edit::replace(
            root.span(),
            root_text(root, words, Inner::Statement),
        )],
    }
}

/// Runs a chain.
pub(crate) fn run(
    cx: &Context<'_, '_>,
    chain: &Chain<'_>,
    root: &Root,
    words: &Words,
    plan: &Plan,
) -> Vec<Edit> {
    // A name has no entity to count: the long form counts whatever it holds.
    let inner = match (plan.inner, root) {
        (Inner::CountShort, Root::Name(_)) => Inner::CountLong,
        (inner, _) => inner,
    };
    let ending = match (plan.inner == inner, plan.ending) {
        (true, ending) => ending,
        (false, _) => Ending::Method("subquery"),
    };
    if let Some(around) = receiver_parentheses(cx, chain) {
        if inner != Inner::CountLong {
            return run_receiver(cx, chain, root, words, plan, inner, ending, around);
        }
    }
    match own_parentheses(cx, chain) {
        Some(around) => run_in_parentheses(cx, chain, root, words, plan, inner, ending, around),
        None => run_in_place(cx, chain, root, words, plan, inner, ending),
    }
}

fn opening(words: &Words, plan: &Plan, inner: Inner) -> String {
    match inner {
        Inner::CountLong => format!(
            "{}({}({}.count()).select_from(",
            plan.method, words.select, words.func
        ),
        _ => format!("{}(", plan.method),
    }
}

/// Writes around the chain where it stands.
fn run_in_place(
    cx: &Context<'_, '_>,
    chain: &Chain<'_>,
    root: &Root,
    words: &Words,
    plan: &Plan,
    inner: Inner,
    ending: Ending,
) -> Vec<Edit> {
    let statement = cx.file.nodes.get(chain.last).span();
    let last = statement.end;
    // `(a.b()).c()` starts with its parenthesis, before the root.
    let start = if inner == Inner::CountLong {
        cx.file.nodes.get(chain.whole).span().start
    } else {
        statement.start
    };
    let close = |at: u32, text: String| Edit {
        anchor: Anchor::Closes { since: start },
        ..Edit::insert(at, text)
    };
    let opening = opening(words, plan, inner);
    let mut edits = Vec::new();
    if start < root.span().start || matches!(root, Root::Name(_)) {
        edits.push(Edit {
            anchor: Anchor::Opens { until: last },
            ..Edit::insert(start, format!("{}.{opening}", words.session))
        });
        if !matches!(root, Root::Name(_)) {
            edits.push(Edit::replace(root.span(), root_text(root, words, inner)));
        }
    } else {
        edits.push(match root {
            Root::Query(_, name) => {
                Edit::replace(*name, format!("{opening}{}", root_text(root, words, inner)))
            }
            root => Edit::replace(
                root.span(),
                format!(
                    "{}.{opening}{}",
                    words.session,
                    root_text(root, words, inner)
                ),
            ),
        });
    }
    let link = match chain.end {
        End::Terminal(link) => Some(link),
        _ => None,
    };
    if inner == Inner::CountLong {
        if let Some(link) = link {
            edits.push(Edit::replace(link.name_span(), "subquery"));
            edits.push(close(span(link.call).end, "))".into()));
        }
        return edits;
    }
    let added = match ending {
        Ending::Added(text) => text,
        _ => "",
    };
    edits.extend(without_brackets(cx, chain));
    edits.push(close(
        last,
        format!("{}){}{added}", plan.builder, plan.unique),
    ));
    if let Some(link) = link {
        match ending {
            Ending::Method(name) => edits.push(Edit::replace(link.name_span(), name)),
            Ending::Gone => edits.push(Edit::delete(link.tail_span(cx.file.tree))),
            _ => {}
        }
    }
    edits
}

/// The edit that removes `[...]` after a query.
fn without_brackets(cx: &Context<'_, '_>, chain: &Chain<'_>) -> Option<Edit> {
    let End::Subscript(subscript) = chain.end else {
        return None;
    };
    let whole = span(subscript);
    let bounds = Span::new(whole.start, span(subscript.slice.as_ref()).start);
    let value = span(subscript.value.as_ref());
    let value = cx.file.tree.tokens().parenthesised(value, bounds);
    Some(Edit::delete(Span::new(value.end, whole.end)))
}

/// The parentheses around the whole chain, if it stands in lines of its own in them:
/// ```text
/// x = (
///     session.query(User)
///     .filter(...)
///     .all()
/// )
/// ```
fn own_parentheses(cx: &Context<'_, '_>, chain: &Chain<'_>) -> Option<Span> {
    let whole = cx.file.nodes.get(chain.whole).span();
    let last = cx.file.nodes.get(chain.last).span().end;
    // `(a.b()).all()`: the receiver has parentheses of its own.
    if let End::Terminal(link) = chain.end {
        if cx
            .slice(Span::new(last, link.name_span().start))
            .contains(')')
        {
            return None;
        }
    }
    let tokens = cx.file.tree.tokens();
    let open = tokens.before(whole.start)?;
    let close = tokens.at_or_after(whole.end)?;
    if open.kind != TokenKind::LeftParen || close.kind != TokenKind::RightParen {
        return None;
    }
    if !cx
        .slice(Span::new(open.span.end, whole.start))
        .contains('\n')
    {
        return None;
    }
    let around = Span::new(open.span.start, close.span.end);
    belongs_to_chain(cx, chain.whole, around).then_some(around)
}

/// Whether the parentheses are the expression's own, and not those of a call or a tuple around it.
fn belongs_to_chain(cx: &Context<'_, '_>, whole: NodeId, around: Span) -> bool {
    let Some(parent) = cx.file.nodes.parent(whole) else {
        return false;
    };
    match cx.file.nodes.get(parent) {
        Node::Expr(ast::Expr::Call(call)) => {
            let inside = inside_parentheses(cx.file.tree, call);
            inside.is_some_and(|inside| inside.contains(around)) || span(call).start == around.start
        }
        Node::Keyword(_) | Node::WithItem(_) => false,
        Node::Expr(ast::Expr::Starred(_)) => false,
        Node::Stmt(ast::Stmt::ClassDef(_) | ast::Stmt::With(_) | ast::Stmt::AsyncWith(_)) => false,
        _ => true,
    }
}

/// Uses the parentheses around the chain for the session's method.
#[allow(clippy::too_many_arguments)]
fn run_in_parentheses(
    cx: &Context<'_, '_>,
    chain: &Chain<'_>,
    root: &Root,
    words: &Words,
    plan: &Plan,
    inner: Inner,
    ending: Ending,
    around: Span,
) -> Vec<Edit> {
    let gap = gap_before(cx, around.start);
    let opening = opening(words, plan, inner);
    // The bracket that is there is the last one that the opening would write.
    let opening = opening.strip_suffix('(').unwrap_or(&opening);
    let mut edits = vec![Edit::insert(
        around.start,
        format!("{gap}{}.{opening}", words.session),
    )];
    if !matches!(root, Root::Name(_)) {
        edits.push(Edit::replace(root.span(), root_text(root, words, inner)));
    }
    let mut after = plan.unique.to_owned();
    if let End::Terminal(link) = chain.end {
        let method = span(link.call);
        let dot =
            dot_span(cx.file.tree, link.attribute).map_or(link.name_span().start, |dot| dot.start);
        let call = cx
            .slice(Span::new(link.name_span().end, method.end))
            .to_owned();
        match ending {
            Ending::Same => after.push_str(&format!(".{}{call}", link.name())),
            Ending::Method(name) if inner != Inner::CountLong => {
                after.push_str(&format!(".{name}{call}"))
            }
            _ => {}
        }
        if inner == Inner::CountLong {
            edits.push(Edit::replace(link.name_span(), "subquery"));
            after = ")".to_owned();
        } else if !plan.builder.is_empty() {
            edits.push(Edit::replace(
                Span::new(dot, method.end),
                plan.builder.as_str(),
            ));
        } else {
            edits.push(Edit::delete(removable(cx, chain, dot, method.end)));
        }
    }
    if let Ending::Added(text) = ending {
        edits.push(Edit::insert(
            cx.file.nodes.get(chain.last).span().end,
            plan.builder.as_str(),
        ));
        after.push_str(text);
    }
    edits.extend(without_brackets(cx, chain));
    edits.push(Edit::insert(around.end, after));
    edits.retain(|edit| !edit.is_noop());
    edits
}

/// The parentheses around what the last method is called of, if that stands in lines of its own in them:
/// ```text
/// x = (
///     session.query(User)
///     .filter(...)
/// ).all()
/// ```
fn receiver_parentheses(cx: &Context<'_, '_>, chain: &Chain<'_>) -> Option<Span> {
    let End::Terminal(link) = chain.end else {
        return None;
    };
    let receiver = cx.file.nodes.get(chain.last).span();
    let tokens = cx.file.tree.tokens();
    let open = tokens.before(receiver.start)?;
    let close = tokens.at_or_after(receiver.end)?;
    let is_own = open.kind == TokenKind::LeftParen
        && close.kind == TokenKind::RightParen
        && close.span.end < link.name_span().start
        && open.span.start >= cx.file.nodes.get(chain.whole).span().start;
    let has_lines = cx
        .slice(Span::new(open.span.end, receiver.start))
        .contains('\n');
    (is_own && has_lines).then(|| Span::new(open.span.start, close.span.end))
}

/// Uses the parentheses around the receiver for the session's method.
#[allow(clippy::too_many_arguments)]
fn run_receiver(
    cx: &Context<'_, '_>,
    chain: &Chain<'_>,
    root: &Root,
    words: &Words,
    plan: &Plan,
    inner: Inner,
    ending: Ending,
    around: Span,
) -> Vec<Edit> {
    let last = cx.file.nodes.get(chain.last).span().end;
    let opening = opening(words, plan, inner);
    let opening = opening.strip_suffix('(').unwrap_or(&opening);
    let gap = gap_before(cx, around.start);
    let mut edits = vec![
        Edit::insert(around.start, format!("{gap}{}.{opening}", words.session)),
        Edit::insert(last, plan.builder.as_str()),
        Edit::insert(around.end, plan.unique),
    ];
    if !matches!(root, Root::Name(_)) {
        edits.push(Edit::replace(root.span(), root_text(root, words, inner)));
    }
    if let End::Terminal(link) = chain.end {
        match ending {
            Ending::Method(name) => edits.push(Edit::replace(link.name_span(), name)),
            Ending::Gone => edits.push(Edit::delete(Span::new(around.end, span(link.call).end))),
            _ => {}
        }
    }
    edits.retain(|edit| !edit.is_noop());
    edits
}

/// A blank, if a word stands right before `offset`.
fn gap_before(cx: &Context<'_, '_>, offset: u32) -> &'static str {
    let before = Span::new(offset.saturating_sub(1), offset);
    match cx.slice(before).chars().next() {
        Some(c) if c.is_alphanumeric() || c == '_' => " ",
        _ => "",
    }
}

/// The bytes that go with `.all()`: its whole line where it has one, unless a comment stands between.
fn removable(cx: &Context<'_, '_>, chain: &Chain<'_>, dot: u32, end: u32) -> Span {
    let from = cx.file.nodes.get(chain.last).span().end;
    let between = cx.slice(Span::new(from, dot));
    if !between.contains('#') {
        return Span::new(from, end);
    }
    let is_alone = cx
        .slice(Span::new(end, cx.text().len() as u32))
        .trim_start_matches([' ', '\t'])
        .starts_with(['\n', '\r']);
    match between.rfind('\n') {
        Some(at) if is_alone => {
            let newline = from + at as u32;
            let newline = if cx.slice(Span::new(newline.saturating_sub(1), newline)) == "\r" {
                newline - 1
            } else {
                newline
            };
            Span::new(newline, end)
        }
        // A comment after it takes its place.
        _ => {
            let rest = cx.slice(Span::new(end, cx.text().len() as u32));
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            Span::new(dot, end + blanks as u32)
        }
    }
}
