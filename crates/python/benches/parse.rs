//! How fast files are parsed: the folder in `ALCHEMOD_BENCH_CORPUS`, else the standard library of
//! the `python3` on the path.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use alchemod_python::{parse, Nodes, STACK_SIZE};
use alchemod_text::Source;
use criterion::{Criterion, Throughput};

fn corpus() -> PathBuf {
    if let Ok(folder) = std::env::var("ALCHEMOD_BENCH_CORPUS") {
        return folder.into();
    }
    let output = Command::new("python3")
        .args(["-c", "import os; print(os.path.dirname(os.__file__))"])
        .output()
        .expect("python3 is on the path, or ALCHEMOD_BENCH_CORPUS names a folder");
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .trim_end()
        .into()
}

fn texts(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("site-packages") {
            texts(&path, found);
        } else if path.extension().is_some_and(|e| e == "py") {
            let source = std::fs::read(&path)
                .ok()
                .and_then(|b| Source::decode(b).ok());
            found.extend(source.map(|source| source.text().to_owned()));
        }
    }
}

fn main() {
    let work = || {
        let mut files = Vec::new();
        texts(&corpus(), &mut files);
        let bytes: usize = files.iter().map(String::len).sum();
        let mut criterion = Criterion::default().configure_from_args();
        let mut group = criterion.benchmark_group("corpus");
        group.throughput(Throughput::Bytes(bytes as u64));
        group
            .sample_size(10)
            .measurement_time(Duration::from_secs(20));
        group.bench_function("parse", |b| {
            b.iter(|| {
                files
                    .iter()
                    .filter(|text| parse((*text).clone()).is_ok())
                    .count()
            });
        });
        let trees: Vec<_> = files
            .iter()
            .filter_map(|text| parse(text.clone()).ok())
            .collect();
        group.bench_function("index", |b| {
            b.iter(|| {
                trees
                    .iter()
                    .map(|tree| Nodes::new(tree).len())
                    .sum::<usize>()
            });
        });
        group.finish();
        criterion.final_summary();
    };
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
    thread
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("no panic");
}
