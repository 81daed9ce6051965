//! A folder to run the binary in.

#![allow(dead_code)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A file that every build rewrites: the import moved in 1.4.
pub const OLD: &str =
    "from sqlalchemy.ext.declarative import declarative_base\n\nBase = declarative_base()\n";

/// Whether a text in the manner of [`OLD`] was rewritten.
pub fn is_rewritten(text: &[u8]) -> bool {
    !String::from_utf8_lossy(text).contains("sqlalchemy.ext.declarative")
}

/// A user without rights, for what root may do anyway.
const NOBODY: u32 = 65534;

pub struct Sandbox {
    folder: TempDir,
}

pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The lines on standard error that speak of `path` as a problem.
    pub fn problems(&self, path: &str) -> Vec<&str> {
        let named =
            |line: &&str| line.starts_with(&format!("{path}:")) && line.contains(" error: ");
        self.err.lines().filter(named).collect()
    }

    /// All lines of problems.
    pub fn all_problems(&self) -> Vec<&str> {
        self.err
            .lines()
            .filter(|line| line.contains("error: "))
            .collect()
    }
}

impl Sandbox {
    pub fn new() -> Self {
        Sandbox {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub fn with(files: &[(&str, &str)]) -> Self {
        let sandbox = Sandbox::new();
        for (path, text) in files {
            sandbox.write(path, text.as_bytes());
        }
        sandbox
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, bytes).expect("written");
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).expect("readable")
    }

    pub fn is_rewritten(&self, path: &str) -> bool {
        is_rewritten(&self.read(path))
    }

    /// All files below, sorted, without git's own.
    pub fn files(&self) -> Vec<String> {
        fn visit(folder: &Path, root: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).expect("readable") {
                let path = entry.expect("entry").path();
                if path.ends_with(".git") {
                    continue;
                }
                if path.is_dir() && !path.is_symlink() {
                    visit(&path, root, found);
                } else {
                    let below = path.strip_prefix(root).expect("below");
                    found.push(below.to_string_lossy().into_owned());
                }
            }
        }
        let mut found = Vec::new();
        visit(self.folder.path(), self.folder.path(), &mut found);
        found.sort();
        found
    }

    fn command(&self, program: impl AsRef<OsStr>, folder: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path(folder));
        command
            .env("NO_COLOR", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for name in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "CLICOLOR_FORCE",
        ] {
            command.env_remove(name);
        }
        command
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let output = self
            .command("git", "")
            .args(identity)
            .args(arguments)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "git {arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Makes the folder a repository with everything committed.
    pub fn commit(&self) {
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "all"]);
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        let output = self.raw_in(folder, arguments);
        finished(output)
    }

    pub fn raw_in(&self, folder: &str, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_alchemod"), folder);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .expect("alchemod runs")
    }

    pub fn run_with_stdin(&self, arguments: &[&str], text: &[u8]) -> Run {
        let mut command = self.command(env!("CARGO_BIN_EXE_alchemod"), "");
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("alchemod runs");
        // Small texts only: the pipe takes them whole.
        child
            .stdin
            .take()
            .expect("piped")
            .write_all(text)
            .expect("written");
        let output = child.wait_with_output().expect("alchemod ends");
        finished(output)
    }

    /// Runs the binary through a shell: `script` ends in `exec "$@"`.
    pub fn run_in_shell(&self, script: &str, arguments: &[&str]) -> Run {
        let mut command = self.command("sh", "");
        command
            .args(["-c", script, "sh", env!("CARGO_BIN_EXE_alchemod")])
            .args(arguments);
        finished(command.stdin(Stdio::null()).output().expect("sh runs"))
    }

    /// Runs the binary as somebody whom permissions hold back: the user of the tests, or if that is root a
    /// user without rights, to whom all files here are given first.
    #[cfg(unix)]
    pub fn run_without_rights(&self, arguments: &[&str]) -> Run {
        use std::os::unix::fs::{chown, MetadataExt, PermissionsExt};
        use std::os::unix::process::CommandExt;
        let is_root = fs::metadata(self.folder.path()).expect("data").uid() == 0;
        if !is_root {
            return self.run(arguments);
        }
        // The build's own folder may be closed to others. Another process copies: a file that this one has open for
        // writing while another test starts a program is busy.
        let tools = tempfile::tempdir().expect("a temporary folder");
        let binary = tools.path().join("alchemod");
        let copied = Command::new("cp")
            .arg(env!("CARGO_BIN_EXE_alchemod"))
            .arg(&binary)
            .status();
        assert!(copied.expect("cp runs").success(), "not copied");
        for path in [tools.path(), &binary] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("mode");
        }
        chown(self.folder.path(), Some(NOBODY), Some(NOBODY)).expect("given away");
        give_away(self.folder.path());
        let mut command = self.command(&binary, "");
        command
            .uid(NOBODY)
            .gid(NOBODY)
            .args(arguments)
            .stdin(Stdio::null());
        finished(command.output().expect("alchemod runs"))
    }
}

#[cfg(unix)]
fn give_away(folder: &Path) {
    use std::os::unix::fs::lchown;
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("entry").path();
        lchown(&path, Some(NOBODY), Some(NOBODY)).expect("given away");
        if path.is_dir() && !path.is_symlink() {
            give_away(&path);
        }
    }
}

fn finished(output: Output) -> Run {
    Run {
        code: output.status.code().expect("not killed by a signal"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
