//! The transforms' own words.

use std::io::{self, Write};

use alchemod_engine::{Rule, Stage};

use crate::output::style::{self, Paint};

/// Writes one line for each rule, by stage.
///
/// # Errors
/// When `out` cannot be written.
pub fn list(out: &mut dyn Write, rules: &[&'static Rule], paint: Paint) -> io::Result<()> {
    if rules.is_empty() {
        return writeln!(out, "no rules in this build");
    }
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for stage in Stage::ALL {
        let of_stage: Vec<_> = rules.iter().filter(|rule| rule.stage == stage).collect();
        if of_stage.is_empty() {
            continue;
        }
        writeln!(out, "{}", paint.with(style::BOLD, stage.name()))?;
        for rule in of_stage {
            let code = paint.with(style::ACCENT, rule.code);
            writeln!(out, "  {code}  {:<width$}  {}", rule.name, rule.summary)?;
        }
    }
    Ok(())
}

/// Writes all that a rule says of itself.
///
/// # Errors
/// When `out` cannot be written.
pub fn explain(out: &mut dyn Write, rule: &Rule, paint: Paint) -> io::Result<()> {
    let (title, url) = rule.guide;
    let target = serde_json::to_value(rule.since)?;
    writeln!(
        out,
        "{} {}\n{}\n",
        paint.with(style::ACCENT, rule.code),
        paint.with(style::BOLD, rule.name),
        rule.summary
    )?;
    writeln!(out, "stage   {}", rule.stage.name())?;
    writeln!(
        out,
        "target  {} and later",
        target.as_str().unwrap_or("2.0")
    )?;
    writeln!(
        out,
        "guide   {title}\n        {}\n",
        paint.with(style::DIM, url)
    )?;
    for line in rule.doc.trim().lines() {
        let styled = match line.starts_with('#') {
            true => paint.with(style::BOLD, line),
            false => line.to_owned(),
        };
        writeln!(out, "{styled}")?;
    }
    Ok(())
}
