//! Files to disk, whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::trouble::Trouble;

/// A file and the bytes that take the place of its own.
#[derive(Debug)]
pub struct Replacement {
    /// The file; links are followed to the real one.
    pub path: PathBuf,
    /// The file as the user sees it.
    pub shown: PathBuf,
    /// What it held when it was read.
    pub old: Vec<u8>,
    /// What it is to hold.
    pub new: Vec<u8>,
}

/// Replaces a set of files that belong together: all of them, or none. The new bytes are first written to
/// files beside the real ones, with their modes and owners, and take their places by renaming, so that every
/// file always has either its old or its new content.
///
/// # Errors
/// One line for each file that is in the way.
pub fn replace_set(set: &[Replacement]) -> Result<(), Vec<Trouble>> {
    let mut troubles = Vec::new();
    let mut staged = Vec::new();
    for replacement in set {
        match stage(replacement) {
            Ok(one) => staged.push(one),
            Err(trouble) => troubles.push(trouble),
        }
    }
    for (one, replacement) in staged.iter().zip(set) {
        troubles.extend(changed_meanwhile(&one.real, replacement));
    }
    if !troubles.is_empty() {
        return Err(with_the_others(set, troubles));
    }
    for (index, one) in staged.into_iter().enumerate() {
        if let Err(error) = one.temporary.persist(&one.real) {
            let trouble = Trouble::io(&set[index].shown, "write", &error.error);
            let mut troubles = vec![trouble];
            troubles.extend(set[..index].iter().filter_map(restore));
            return Err(with_the_others(set, troubles));
        }
    }
    Ok(())
}

/// Adds a line for every file of the set that is left alone because of another one.
fn with_the_others(set: &[Replacement], mut troubles: Vec<Trouble>) -> Vec<Trouble> {
    let Some(first) = troubles.first().map(|trouble| trouble.shown_path()) else {
        return troubles;
    };
    for replacement in set {
        if troubles
            .iter()
            .all(|trouble| trouble.path != replacement.shown)
        {
            let message = format!(
                "not rewritten: its changes belong to those of {first}, which cannot be made"
            );
            troubles.push(Trouble::new(&replacement.shown, message));
        }
    }
    troubles
}

struct Staged {
    real: PathBuf,
    temporary: NamedTempFile,
}

fn stage(replacement: &Replacement) -> Result<Staged, Trouble> {
    let failed = |error: io::Error| Trouble::io(&replacement.shown, "write", &error);
    let real = replacement.path.canonicalize().map_err(failed)?;
    let data = fs::metadata(&real).map_err(failed)?;
    if data.permissions().readonly() {
        // A rename would go past the file's own permissions.
        let message =
            "not rewritten: the file is read-only; make it writable or leave it out with --exclude";
        return Err(Trouble::new(&replacement.shown, message));
    }
    let temporary = write_beside(&real, &replacement.new, &data).map_err(failed)?;
    Ok(Staged { real, temporary })
}

fn write_beside(real: &Path, bytes: &[u8], data: &Metadata) -> io::Result<NamedTempFile> {
    let folder = real.parent().unwrap_or(Path::new("/"));
    let mut temporary = tempfile::Builder::new()
        .prefix(".alchemod-")
        .suffix(".tmp")
        .tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    keep_owner(temporary.as_file(), data)?;
    temporary.as_file().set_permissions(data.permissions())?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

#[cfg(unix)]
fn keep_owner(file: &File, data: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{fchown, MetadataExt};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (data.uid(), data.gid()) {
        return Ok(());
    }
    // Only root may give files away; others keep the group where they may, as editors do.
    match fchown(file, Some(data.uid()), Some(data.gid())) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let _ = fchown(file, None, Some(data.gid()));
            Ok(())
        }
        other => other,
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

fn changed_meanwhile(real: &Path, replacement: &Replacement) -> Option<Trouble> {
    match fs::read(real) {
        Ok(now) if now == replacement.old => None,
        Ok(_) => Some(Trouble::new(
            &replacement.shown,
            "not rewritten: it changed since it was read; run again",
        )),
        Err(error) => Some(Trouble::io(&replacement.shown, "read again", &error)),
    }
}

/// Puts back what a file held.
fn restore(replacement: &Replacement) -> Option<Trouble> {
    let back = || {
        let real = replacement.path.canonicalize()?;
        let data = fs::metadata(&real)?;
        let temporary = write_beside(&real, &replacement.old, &data)?;
        temporary.persist(&real).map_err(|error| error.error)?;
        Ok(())
    };
    let error: io::Error = back().err()?;
    Some(Trouble::new(
        &replacement.shown,
        format!("was rewritten and cannot be put back ({error}), but the files it belongs to were not; undo it with git"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(path: &Path, old: &str, new: &str) -> Replacement {
        Replacement {
            path: path.to_path_buf(),
            shown: PathBuf::from(path.file_name().expect("a file")),
            old: old.into(),
            new: new.into(),
        }
    }

    fn lines(result: Result<(), Vec<Trouble>>) -> Vec<String> {
        let troubles = result.expect_err("must fail");
        troubles.iter().map(Trouble::to_string).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("readable")
            .map(|entry| {
                entry
                    .expect("entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_stale_file_is_left_and_its_set_with_it() {
        let folder = tempfile::tempdir().expect("tempdir");
        let (a, b) = (folder.path().join("a.py"), folder.path().join("b.py"));
        fs::write(&a, "a1").expect("write");
        fs::write(&b, "someone else was here").expect("write");
        let result = replace_set(&[replacement(&a, "a1", "a2"), replacement(&b, "b1", "b2")]);
        assert_eq!(
            lines(result),
            [
                "b.py: error: not rewritten: it changed since it was read; run again",
                "a.py: error: not rewritten: its changes belong to those of b.py, which cannot be made",
            ]
        );
        assert_eq!(fs::read_to_string(&a).expect("read"), "a1");
        assert_eq!(
            fs::read_to_string(&b).expect("read"),
            "someone else was here"
        );
        assert_eq!(names(folder.path()), ["a.py", "b.py"]);
    }

    #[test]
    fn a_file_that_went_is_not_made_again() {
        let folder = tempfile::tempdir().expect("tempdir");
        let gone = folder.path().join("gone.py");
        let result = replace_set(&[replacement(&gone, "a1", "a2")]);
        assert_eq!(
            lines(result),
            ["gone.py: error: cannot write: no such file or folder; check the path"]
        );
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn read_only_files_stay() {
        let folder = tempfile::tempdir().expect("tempdir");
        let path = folder.path().join("a.py");
        fs::write(&path, "a1").expect("write");
        let mut permissions = fs::metadata(&path).expect("data").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("permissions");
        let result = lines(replace_set(&[replacement(&path, "a1", "a2")]));
        assert!(result[0].contains("the file is read-only"), "{result:?}");
        assert_eq!(fs::read_to_string(&path).expect("read"), "a1");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay() {
        use std::os::unix::fs::{symlink, PermissionsExt};
        let folder = tempfile::tempdir().expect("tempdir");
        let (real, link) = (folder.path().join("real.py"), folder.path().join("link.py"));
        fs::write(&real, "a1").expect("write");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o754)).expect("mode");
        symlink("real.py", &link).expect("link");
        replace_set(&[replacement(&link, "a1", "a2")]).expect("replaced");
        assert_eq!(fs::read_to_string(&real).expect("read"), "a2");
        assert!(link.is_symlink());
        let mode = fs::metadata(&real).expect("data").permissions().mode();
        assert_eq!(mode & 0o7777, 0o754);
        assert_eq!(names(folder.path()), ["link.py", "real.py"]);
    }
}
