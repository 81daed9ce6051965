//! What a text says of modules otherwise than by imports.

use memchr::{memchr2_iter, memmem};

use super::is_name_byte;

/// What loads modules whose names or paths a program makes up.
const LOADERS: &[&str] = &[
    "__import__",
    "entry_points",
    "exec(",
    "execfile(",
    "exec_module",
    "find_modules",
    "import_module",
    "import_string",
    "iter_modules",
    "load_source",
    "run_module",
    "run_path",
    "spec_from_file_location",
    "walk_packages",
];

/// Whether a program may load here what no text names.
pub(crate) fn loads_by_made_names(text: &str) -> bool {
    LOADERS
        .iter()
        .any(|loader| memmem::find(text.as_bytes(), loader.as_bytes()).is_some())
}

/// The dotted names right after quotes, and each of their beginnings, the shortest of two parts:
/// `"app.db.engine"` gives `app.db` and `app.db.engine`.
pub(crate) fn dotted_names(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    memchr2_iter(b'"', b'\'', bytes).flat_map(move |quote| {
        let start = quote + 1;
        let length = bytes[start..]
            .iter()
            .take_while(|&&byte| is_name_byte(byte) || byte == b'.')
            .count();
        // Bytes of other characters are name bytes, so both ends are borders of characters.
        let name = text[start..start + length].trim_end_matches('.');
        let is_one = !name.contains("..") && !name.starts_with('.');
        let ends = name
            .match_indices('.')
            .map(|(at, _)| at)
            .skip(1)
            .chain(std::iter::once(name.len()));
        ends.map(|end| &name[..end])
            .filter(move |part| is_one && part.contains('.'))
            .collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_strings() {
        let names = |text| dotted_names(text).collect::<Vec<_>>();
        assert_eq!(
            names("patch('app.db.engine') + \"app\" + 'é.b: c'"),
            ["app.db", "app.db.engine", "é.b"]
        );
        assert_eq!(
            names("f'plugins.{x}' '..a.b' '.c' '1.5' 'a.b.'"),
            ["1.5", "a.b"]
        );
        assert_eq!(names("'"), [""; 0]);
    }

    #[test]
    fn loaders() {
        assert!(loads_by_made_names("importlib.import_module(name)"));
        assert!(!loads_by_made_names("import importlib"));
    }
}
