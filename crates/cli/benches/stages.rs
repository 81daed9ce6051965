//! How long the stages of a run take: decoding, parsing, facts, the whole engine.
//!
//! The corpus is the folder in `ALCHEMOD_BENCH_CORPUS`, by default the examples, which say little.

use std::path::{Path, PathBuf};

use alchemod_engine::{run, Input, Settings};
use alchemod_facts::Project;
use criterion::{BatchSize, Criterion, Throughput};

fn corpus() -> Vec<Input> {
    let folder = std::env::var_os("ALCHEMOD_BENCH_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples"),
        PathBuf::from,
    );
    let mut open = vec![folder.clone()];
    let mut inputs = Vec::new();
    while let Some(current) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&current) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "py") {
                if let Ok(text) = std::fs::read_to_string(&path) {
                    let relative = path.strip_prefix(&folder).unwrap_or(&path);
                    inputs.push(Input::new(relative, text));
                }
            }
        }
    }
    inputs
}

fn stages(criterion: &mut Criterion) {
    let inputs = corpus();
    let bytes: usize = inputs.iter().map(|input| input.text.len()).sum();
    let mut group = criterion.benchmark_group("stages");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(bytes as u64));

    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            inputs
                .iter()
                .filter(|input| alchemod_python::parse(input.text.clone()).is_ok())
                .count()
        });
    });

    let trees: Vec<_> = inputs
        .iter()
        .filter_map(|input| {
            let path = input.path.to_string_lossy().replace('\\', "/");
            Some((path, alchemod_python::parse(input.text.clone()).ok()?))
        })
        .collect();
    let files: Vec<_> = trees
        .iter()
        .map(|(path, tree)| (path.as_str(), tree))
        .collect();
    group.bench_function("facts", |bencher| {
        bencher.iter(|| Project::new(&files).files.len())
    });

    group.bench_function("run", |bencher| {
        bencher.iter_batched(
            || inputs.clone(),
            |inputs| run(inputs, alchemod_transforms::all(), &Settings::default()),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    stages(&mut criterion);
    criterion.final_summary();
}
