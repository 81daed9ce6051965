//! The few lines at the end that say what was done, what is left and why, and what to type next.

use std::collections::BTreeMap;
use std::io::{self, Write};

use alchemod_engine::{Outcome, Reported, Rule};
use rustc_hash::FxHashSet;

use crate::analysis::Analysis;
use crate::args::ProjectArgs;
use crate::output::reason;
use crate::output::style::{self, Paint};
use crate::trouble::one_line;

/// What the command did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// `diff`
    Previewed,
    /// `apply`
    Applied,
    /// `check`
    Checked,
}

/// How many reasons are told of each rule without `--verbose`.
const REASONS: usize = 3;

/// Findings of one rule with one kind of outcome.
#[derive(Default)]
struct Group {
    count: usize,
    files: FxHashSet<usize>,
    reasons: BTreeMap<String, usize>,
}

/// The numbers of a run.
#[derive(Default)]
pub struct Summary {
    rewritten: BTreeMap<&'static str, (Option<&'static Rule>, Group)>,
    offered: BTreeMap<&'static str, (Option<&'static Rule>, Group)>,
    manual: BTreeMap<&'static str, (Option<&'static Rule>, Group)>,
    suppressed: usize,
    /// Files that change.
    pub changed: usize,
    /// Files that the user asked for.
    pub read: usize,
    /// Files read for facts only.
    pub context: usize,
    /// Lines of trouble.
    pub troubles: usize,
}

impl Summary {
    /// Counts. `left` are the engine's paths of files that are not written in spite of a new text.
    pub fn new(analysis: &Analysis, changed: usize, left: &FxHashSet<std::path::PathBuf>) -> Self {
        let read = analysis.project.asked().count();
        let mut summary = Summary {
            changed,
            read,
            context: analysis.project.sources().count() - read,
            ..Summary::default()
        };
        for (index, (file, report)) in analysis.files().enumerate() {
            for finding in &report.findings {
                summary.count(finding, index, left.contains(&file.key));
            }
        }
        summary
    }

    fn count(&mut self, finding: &Reported, file: usize, left: bool) {
        let groups = match finding.outcome {
            Outcome::Suppressed => {
                self.suppressed += 1;
                return;
            }
            // Told as the file's trouble.
            Outcome::Rewritten if left => return,
            Outcome::Rewritten => &mut self.rewritten,
            Outcome::Offered => &mut self.offered,
            Outcome::Manual | Outcome::Undone => &mut self.manual,
        };
        let (rule, group) = groups.entry(finding.rule.code).or_default();
        *rule = Some(finding.rule);
        group.count += 1;
        group.files.insert(file);
        let why = reason(finding);
        if !why.is_empty() {
            *group.reasons.entry(one_line(why)).or_default() += 1;
        }
    }

    /// Findings that are not suppressed.
    pub fn findings(&self) -> usize {
        [&self.rewritten, &self.offered, &self.manual]
            .iter()
            .map(|groups| total(groups))
            .sum()
    }

    /// Writes the summary.
    ///
    /// # Errors
    /// When `err` cannot be written.
    pub fn write(
        &self,
        err: &mut dyn Write,
        deed: Deed,
        args: &ProjectArgs,
        verbose: bool,
        paint: Paint,
    ) -> io::Result<()> {
        writeln!(err, "{}", paint.with(style::BOLD, self.headline(deed)))?;
        let made = match deed {
            Deed::Applied => "Rewritten",
            _ => "Rewrites",
        };
        let blocks = [
            (made, style::GOOD, &self.rewritten),
            ("Only with --unsafe", style::WARN, &self.offered),
            ("By hand", style::WARN, &self.manual),
        ];
        for (title, color, groups) in blocks {
            if groups.is_empty() {
                continue;
            }
            writeln!(
                err,
                "\n{} {}",
                paint.with(color.bold(), title),
                total(groups)
            )?;
            for (rule, group) in groups.values() {
                let Some(rule) = rule else { continue };
                write_group(err, rule, group, verbose, paint)?;
            }
        }
        if self.suppressed > 0 {
            writeln!(err, "\nSuppressed by comments: {}", self.suppressed)?;
        }
        let next = self.next(deed, args);
        if !next.is_empty() {
            writeln!(err)?;
        }
        let width = next
            .iter()
            .map(|(command, _)| command.len())
            .max()
            .unwrap_or(0);
        for (command, purpose) in next {
            let padding = " ".repeat(width - command.len());
            writeln!(
                err,
                "  {}{padding}   {purpose}",
                paint.with(style::ACCENT, command)
            )?;
        }
        Ok(())
    }

    fn headline(&self, deed: Deed) -> String {
        let read = format!("{} read", plural(self.read, "file"));
        let context = match self.context {
            0 => String::new(),
            more => format!(" (and {more} more of the project, for what they say of names)"),
        };
        let changed = match (deed, self.changed) {
            (Deed::Applied, 0) => "nothing rewritten".to_owned(),
            (Deed::Applied, count) => format!("{} rewritten", plural(count, "file")),
            (Deed::Previewed, 0) => "nothing to change".to_owned(),
            (Deed::Previewed, count) => format!("{} would change", plural(count, "file")),
            (Deed::Checked, _) => plural(self.findings(), "finding"),
        };
        let troubles = match self.troubles {
            0 => String::new(),
            count => format!(", {} (above)", plural(count, "problem")),
        };
        format!("{read}{context}, {changed}{troubles}")
    }

    /// Commands to type next, with what they do.
    fn next(&self, deed: Deed, args: &ProjectArgs) -> Vec<(String, String)> {
        if args.paths.iter().any(|path| path.as_os_str() == "-") {
            return Vec::new();
        }
        let command = |name: &str, unsafe_too: bool| {
            let mut words = vec!["alchemod".to_owned(), name.to_owned()];
            words.extend(repeated(args, unsafe_too));
            words.join(" ")
        };
        let (offered, manual) = (total(&self.offered), total(&self.manual));
        let mut next = Vec::new();
        if deed != Deed::Applied && total(&self.rewritten) > 0 {
            next.push((command("apply", false), "make these changes".to_owned()));
        }
        if deed == Deed::Checked && total(&self.rewritten) > 0 {
            next.insert(
                0,
                (command("diff", false), "see what would change".to_owned()),
            );
        }
        if deed != Deed::Checked && offered > 0 {
            let purpose = format!(
                "look at {} more, each safe only if its reason does not hold",
                offered
            );
            next.push((command("diff", true), purpose));
        }
        if deed != Deed::Checked && offered + manual > 0 {
            next.push((
                command("check", false),
                "list what is left, with places and reasons".to_owned(),
            ));
        }
        if let Some((rule, _)) = self.manual.values().chain(self.offered.values()).next() {
            if let (Deed::Checked, Some(rule)) = (deed, rule) {
                next.push((
                    format!("alchemod explain {}", rule.code),
                    "what a rule accepts and refuses".to_owned(),
                ));
            }
        }
        next
    }
}

fn total(groups: &BTreeMap<&'static str, (Option<&'static Rule>, Group)>) -> usize {
    groups.values().map(|(_, group)| group.count).sum()
}

fn write_group(
    err: &mut dyn Write,
    rule: &Rule,
    group: &Group,
    verbose: bool,
    paint: Paint,
) -> io::Result<()> {
    let files = plural(group.files.len(), "file");
    writeln!(
        err,
        "  {} {:<28} {:>5} in {files}",
        paint.with(style::ACCENT, rule.code),
        rule.name,
        group.count
    )?;
    let mut reasons: Vec<(&String, &usize)> = group.reasons.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let shown = match verbose {
        true => reasons.len(),
        false => REASONS.min(reasons.len()),
    };
    for (reason, count) in &reasons[..shown] {
        writeln!(
            err,
            "{}",
            paint.with(style::DIM, format!("      {count:>5}  {reason}"))
        )?;
    }
    if shown < reasons.len() {
        let more = reasons.len() - shown;
        let line = format!(
            "             and {} (-v shows all)",
            plural(more, "more reason")
        );
        writeln!(err, "{}", paint.with(style::DIM, line))?;
    }
    Ok(())
}

/// `1 file`, `2 files`
fn plural(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// The user's own arguments, to be typed again.
fn repeated(args: &ProjectArgs, unsafe_too: bool) -> Vec<String> {
    let mut words = Vec::new();
    if !args.select.is_empty() {
        words.push(format!("--select {}", args.select.join(",")));
    }
    if !args.ignore.is_empty() {
        words.push(format!("--ignore {}", args.ignore.join(",")));
    }
    if args.unsafe_rewrites || unsafe_too {
        words.push("--unsafe".to_owned());
    }
    if let Some(target) = args.target {
        let name = serde_json::to_value(target).ok();
        let name = name
            .as_ref()
            .and_then(|name| name.as_str())
            .unwrap_or_default();
        words.push(format!("--target {name}"));
    }
    if let Some(version) = args.python_version {
        words.push(format!("--python-version {version}"));
    }
    words.extend(
        args.exclude
            .iter()
            .map(|glob| format!("--exclude {}", quoted(glob))),
    );
    if args.no_ignore {
        words.push("--no-ignore".to_owned());
    }
    match args.paths.is_empty() {
        true => words.push(".".to_owned()),
        false => words.extend(
            args.paths
                .iter()
                .map(|path| quoted(&path.to_string_lossy())),
        ),
    }
    words
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+=:,@%".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
