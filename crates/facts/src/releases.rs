//! Conditions that ask which SQLAlchemy is installed: `SQLALCHEMY_VERSION >= (1, 4)`.
//!
//! The releases that a program must run on are known, so most of these conditions have one answer.

use std::cmp::Ordering;

use alchemod_python::{ast, Node};
use rustc_hash::FxHashSet;

use crate::functions::last_name;
use crate::project::string;
use crate::{FileId, Project};

/// Major and minor number of a release of SQLAlchemy.
pub type Release = (u32, u32);

/// The first major number that is not thought of: who asks for 3.0 or later gets no answer.
const AFTER: u32 = 3;

/// How many steps from name to name, and from part to part, are followed.
const DEPTH: u32 = 12;

/// Callables that make a version that compares by its numbers.
const PARSERS: &[&str] = &[
    "LooseVersion",
    "StrictVersion",
    "Version",
    "parse",
    "parse_version",
];

/// What an expression says of the installed release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// `"2.0.58"`, or the start of it.
    Text,
    /// A version object, or all its numbers.
    Numbers,
    /// So many of its numbers, from the first on.
    First(usize),
    /// `["2", "0", "58"]`.
    Parts,
    /// So many of these, from the first on.
    FirstParts(usize),
    /// What is known without asking for the release: true or false.
    Answer(bool),
}

impl<'t> Project<'t> {
    /// What a condition answers on all releases from `oldest` on, if it asks for the release of SQLAlchemy and
    /// that has one answer.
    pub fn release_answer(
        &self,
        file: FileId,
        condition: &'t ast::Expr,
        oldest: Release,
    ) -> Option<bool> {
        let asked = Asked {
            project: self,
            oldest,
        };
        match asked.said(file, condition, DEPTH)? {
            Said::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Whether any file of the project reads the release of SQLAlchemy, so that conditions may depend on it.
    pub fn reads_release(&self) -> bool {
        struct Reads(bool);
        let names = ["__version__", "get_distribution", "version("];
        self.memo(|project| {
            Reads(project.files.iter().any(|file| {
                let text = file.tree.text();
                text.contains("sqlalchemy") && names.iter().any(|name| text.contains(name))
            }))
        })
        .0
    }
}

/// The names that something sets from outside: attributes that are assigned, and strings that calls are given
/// (`monkeypatch.setattr(compat, "IS_OLD", True)`, `patch("app.compat.IS_OLD", True)`), and those of `global`.
struct Replaced(FxHashSet<String>);

impl Project<'_> {
    fn is_replaced(&self, name: &str) -> bool {
        self.memo(replaced).0.contains(name)
    }
}

fn replaced(project: &Project<'_>) -> Replaced {
    let mut names = FxHashSet::default();
    for file in &project.files {
        for (_, node) in file.nodes.iter() {
            match node {
                Node::Expr(ast::Expr::Attribute(n)) if n.ctx != ast::ExprContext::Load => {
                    names.insert(n.attr.to_string());
                }
                Node::Expr(ast::Expr::Call(call)) => {
                    for text in call.args.iter().filter_map(string) {
                        let last = text.rsplit('.').next().unwrap_or(text);
                        names.insert(last.to_owned());
                    }
                }
                Node::Stmt(ast::Stmt::Global(n)) => {
                    names.extend(n.names.iter().map(ToString::to_string));
                }
                _ => {}
            }
        }
    }
    Replaced(names)
}

struct Asked<'p, 't> {
    project: &'p Project<'t>,
    oldest: Release,
}

impl<'t> Asked<'_, 't> {
    fn said(&self, file: FileId, expr: &'t ast::Expr, depth: u32) -> Option<Said> {
        let depth = depth.checked_sub(1)?;
        match expr {
            ast::Expr::Name(_) => self.named(file, expr, depth),
            ast::Expr::Attribute(n) => match n.attr.as_str() {
                "__version__" | "version" | "release" | "major" => {
                    self.attribute(file, expr, n, depth)
                }
                _ => self.named(file, expr, depth),
            },
            ast::Expr::Call(n) => self.called(file, n, depth),
            ast::Expr::Subscript(n) => part(self.said(file, &n.value, depth)?, &n.slice),
            ast::Expr::GeneratorExp(n) => self.numbers(file, &n.elt, &n.generators, depth),
            ast::Expr::ListComp(n) => self.numbers(file, &n.elt, &n.generators, depth),
            ast::Expr::Compare(n) => self.compared(file, n, depth).map(Said::Answer),
            ast::Expr::UnaryOp(n) if matches!(n.op, ast::UnaryOp::Not) => {
                match self.said(file, &n.operand, depth)? {
                    Said::Answer(answer) => Some(Said::Answer(!answer)),
                    _ => None,
                }
            }
            ast::Expr::BoolOp(n) => {
                let deciding = matches!(n.op, ast::BoolOp::Or);
                let answers: Vec<Option<bool>> = n
                    .values
                    .iter()
                    .map(|value| match self.said(file, value, depth) {
                        Some(Said::Answer(answer)) => Some(answer),
                        _ => None,
                    })
                    .collect();
                // What stands before the deciding part may be something that is called.
                if answers.first() == Some(&Some(deciding)) {
                    return Some(Said::Answer(deciding));
                }
                let all = answers.iter().all(|answer| *answer == Some(!deciding));
                all.then_some(Said::Answer(!deciding))
            }
            _ => None,
        }
    }

    fn named(&self, file: FileId, expr: &'t ast::Expr, depth: u32) -> Option<Said> {
        if self.is_version(file, expr) {
            return Some(Said::Text);
        }
        if last_name(expr).is_some_and(|name| self.project.is_replaced(name)) {
            return None;
        }
        let (file, value) = self.project.assigned_value(file, expr)?;
        match value {
            ast::Expr::Name(_) => self.is_version(file, value).then_some(Said::Text),
            value => self.said(file, value, depth),
        }
    }

    fn is_version(&self, file: FileId, expr: &'t ast::Expr) -> bool {
        self.project.external(file, expr).as_deref() == Some("sqlalchemy.__version__")
    }

    fn attribute(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        attribute: &'t ast::ExprAttribute,
        depth: u32,
    ) -> Option<Said> {
        if self.is_version(file, expr) {
            return Some(Said::Text);
        }
        match (
            self.said(file, &attribute.value, depth),
            attribute.attr.as_str(),
        ) {
            (Some(Said::Numbers), "version" | "release") => Some(Said::Numbers),
            (Some(Said::Numbers), "major") => Some(Said::First(1)),
            // `get_distribution("sqlalchemy").version`
            (Some(Said::Text), "version") => Some(Said::Text),
            _ => None,
        }
    }

    fn called(&self, file: FileId, call: &'t ast::ExprCall, depth: u32) -> Option<Said> {
        if !call.keywords.is_empty() {
            return None;
        }
        if let ast::Expr::Attribute(method) = call.func.as_ref() {
            match (method.attr.as_str(), call.args.as_slice()) {
                ("split", [by]) if string(by) == Some(".") => {
                    let of = self.said(file, &method.value, depth)?;
                    return (of == Said::Text).then_some(Said::Parts);
                }
                ("startswith", [start]) => {
                    let of = self.said(file, &method.value, depth)?;
                    let start = digits(string(start)?)?;
                    return (of == Said::Text)
                        .then(|| self.starts_with(&start))
                        .flatten()
                        .map(Said::Answer);
                }
                _ => {}
            }
        }
        let name = last_name(&call.func)?;
        match (name, call.args.as_slice()) {
            ("version" | "get_distribution", [package]) => string(package)
                .is_some_and(|name| name.eq_ignore_ascii_case("sqlalchemy"))
                .then_some(Said::Text),
            ("map", [function, parts]) if last_name(function) == Some("int") => {
                numbers_of(self.said(file, parts, depth)?)
            }
            ("tuple" | "list", [of]) => self.said(file, of, depth),
            ("int", [of]) => match self.said(file, of, depth)? {
                Said::FirstParts(1) => Some(Said::First(1)),
                _ => None,
            },
            (name, [text]) if PARSERS.contains(&name) => {
                (self.said(file, text, depth)? == Said::Text).then_some(Said::Numbers)
            }
            _ => None,
        }
    }

    /// `int(part) for part in version.split(".")`
    fn numbers(
        &self,
        file: FileId,
        element: &'t ast::Expr,
        loops: &'t [ast::Comprehension],
        depth: u32,
    ) -> Option<Said> {
        let ([only], ast::Expr::Call(call)) = (loops, element) else {
            return None;
        };
        (last_name(&call.func) == Some("int"))
            .then(|| self.said(file, &only.iter, depth))
            .flatten()
            .and_then(numbers_of)
    }

    fn compared(&self, file: FileId, compare: &'t ast::ExprCompare, depth: u32) -> Option<bool> {
        let ([op], [right]) = (compare.ops.as_slice(), compare.comparators.as_slice()) else {
            return None;
        };
        let (said, literal, op) = match self.said(file, &compare.left, depth) {
            Some(said) => (said, right, *op),
            None => (
                self.said(file, right, depth)?,
                compare.left.as_ref(),
                flipped(*op)?,
            ),
        };
        let wanted = self.release_written(file, literal)?;
        let is_text = matches!(said, Said::Text | Said::Parts | Said::FirstParts(_));
        // Texts compare letter by letter: as numbers do, while each has one digit.
        if is_text && (is_number(literal) || wanted.iter().take(2).any(|number| *number > 9)) {
            return None;
        }
        let order = match said {
            Said::Answer(_) => return None,
            Said::First(length) | Said::FirstParts(length) => self.order(&wanted, Some(length)),
            Said::Text | Said::Numbers | Said::Parts => self.order(&wanted, None),
        };
        order?.answer(op)
    }

    /// The numbers that a condition compares with: `(1, 4)`, `"1.4"`, `parse("1.4")`, `1`.
    fn release_written(&self, file: FileId, expr: &'t ast::Expr) -> Option<Vec<u32>> {
        match expr {
            ast::Expr::Constant(n) => match &n.value {
                ast::Constant::Int(number) => Some(vec![number.try_into().ok()?]),
                _ => digits(string(expr)?),
            },
            ast::Expr::Tuple(n) => self.all_written(file, &n.elts),
            ast::Expr::List(n) => self.all_written(file, &n.elts),
            ast::Expr::Call(n) => match (last_name(&n.func), n.args.as_slice()) {
                (Some(name), [text]) if PARSERS.contains(&name) => digits(string(text)?),
                _ => None,
            },
            ast::Expr::Name(_) | ast::Expr::Attribute(_) => {
                match self.project.assigned_value(file, expr)? {
                    (_, ast::Expr::Name(_) | ast::Expr::Attribute(_)) => None,
                    (file, value) => self.release_written(file, value),
                }
            }
            _ => None,
        }
    }

    fn all_written(&self, file: FileId, elements: &'t [ast::Expr]) -> Option<Vec<u32>> {
        elements
            .iter()
            .map(
                |element| match self.release_written(file, element)?.as_slice() {
                    [only] => Some(*only),
                    _ => None,
                },
            )
            .collect()
    }

    /// How the installed release, or so many of its numbers, stands to the numbers that are wanted.
    fn order(&self, wanted: &[u32], length: Option<usize>) -> Option<Order> {
        let (major, minor) = self.oldest;
        let oldest = [major, minor];
        if length == Some(1) && wanted.len() == 1 && major + 1 == AFTER {
            return Some(Order::Is(major.cmp(&wanted[0])));
        }
        let shown = &oldest[..length.unwrap_or(2).min(2)];
        // The release has a third number: 1.4.0 asks for no more than 1.4.
        let zeros = wanted
            .iter()
            .skip(2)
            .rev()
            .take_while(|number| **number == 0);
        let wanted = match length {
            None => &wanted[..wanted.len() - zeros.count()],
            Some(_) => wanted,
        };
        let start = &wanted[..wanted.len().min(2)];
        if start.is_empty() || start.len() > shown.len() {
            return None;
        }
        match padded(shown).cmp(&padded(start)) {
            Ordering::Greater => Some(Order::Is(Ordering::Greater)),
            Ordering::Equal if wanted.len() <= shown.len() => Some(Order::AtLeast),
            _ => None,
        }
    }

    fn starts_with(&self, start: &[u32]) -> Option<bool> {
        let (major, minor) = self.oldest;
        match start {
            [first] if *first < major => Some(false),
            [first] if *first == major && major + 1 == AFTER => Some(true),
            [first, second, ..] if (*first, *second) < (major, minor) => Some(false),
            _ => None,
        }
    }
}

/// How the installed release stands to another.
enum Order {
    /// So on all releases.
    Is(Ordering),
    /// Greater on most, equal on some.
    AtLeast,
}

impl Order {
    fn answer(&self, op: ast::CmpOp) -> Option<bool> {
        let may_be: &[Ordering] = match self {
            Order::Is(order) => std::slice::from_ref(order),
            Order::AtLeast => &[Ordering::Greater, Ordering::Equal],
        };
        let holds = |order: &Ordering| match op {
            ast::CmpOp::Eq => Some(order.is_eq()),
            ast::CmpOp::NotEq => Some(order.is_ne()),
            ast::CmpOp::Lt => Some(order.is_lt()),
            ast::CmpOp::LtE => Some(order.is_le()),
            ast::CmpOp::Gt => Some(order.is_gt()),
            ast::CmpOp::GtE => Some(order.is_ge()),
            _ => None,
        };
        let first = holds(may_be.first()?)?;
        may_be
            .iter()
            .all(|order| holds(order) == Some(first))
            .then_some(first)
    }
}

fn is_number(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if matches!(n.value, ast::Constant::Int(_)))
}

fn flipped(op: ast::CmpOp) -> Option<ast::CmpOp> {
    match op {
        ast::CmpOp::Eq | ast::CmpOp::NotEq => Some(op),
        ast::CmpOp::Lt => Some(ast::CmpOp::Gt),
        ast::CmpOp::LtE => Some(ast::CmpOp::GtE),
        ast::CmpOp::Gt => Some(ast::CmpOp::Lt),
        ast::CmpOp::GtE => Some(ast::CmpOp::LtE),
        _ => None,
    }
}

fn numbers_of(parts: Said) -> Option<Said> {
    match parts {
        Said::Parts => Some(Said::Numbers),
        Said::FirstParts(length) => Some(Said::First(length)),
        _ => None,
    }
}

/// What `of[index]` or `of[:length]` says.
fn part(of: Said, index: &ast::Expr) -> Option<Said> {
    let number = |expr: &ast::Expr| match expr {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::Int(number) => usize::try_from(number).ok(),
            _ => None,
        },
        _ => None,
    };
    if let ast::Expr::Slice(slice) = index {
        if slice.lower.is_some() || slice.step.is_some() {
            return None;
        }
        let length = number(slice.upper.as_deref()?).filter(|length| *length > 0)?;
        return match of {
            Said::Text => Some(Said::Text),
            Said::Numbers => Some(Said::First(length)),
            Said::Parts => Some(Said::FirstParts(length)),
            _ => None,
        };
    }
    if number(index)? != 0 {
        return None;
    }
    match of {
        Said::Text | Said::Parts | Said::FirstParts(_) => Some(Said::FirstParts(1)),
        Said::Numbers | Said::First(_) => Some(Said::First(1)),
        _ => None,
    }
}

/// The numbers of `"1.4.0b1"`, up to the first part that is none. `None` if it does not start with one.
fn digits(text: &str) -> Option<Vec<u32>> {
    let numbers: Vec<u32> = text
        .trim_end_matches('.')
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect();
    (!numbers.is_empty()).then_some(numbers)
}

fn padded(numbers: &[u32]) -> [u32; 2] {
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
    [at(0), at(1)]
}
