//! Prints what is believed of the Python files given on the command line.

fn main() {
    let trees: Vec<_> = std::env::args()
        .skip(1)
        .filter_map(|path| {
            let text = std::fs::read_to_string(&path).ok()?;
            Some((path, alchemod_python::parse(text).ok()?))
        })
        .collect();
    let files: Vec<_> = trees.iter().map(|(p, t)| (p.as_str(), t)).collect();
    print!(
        "{}",
        alchemod_facts::dump(&alchemod_facts::Project::new(&files))
    );
}
