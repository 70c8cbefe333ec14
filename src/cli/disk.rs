//! The calls that change the disk, so that a test can make each of them fail.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// Threads that remove folders.
const REMOVERS: usize = 16;

/// The disk.
pub(super) struct Disk {
    #[cfg(test)]
    failing: Option<Failing>,
}

/// Which call fails.
#[cfg(test)]
struct Failing {
    nth: usize,
    exchange: bool,
    calls: std::sync::atomic::AtomicUsize,
}

impl Disk {
    /// The disk as it is.
    pub(super) fn real() -> Self {
        Self {
            #[cfg(test)]
            failing: None,
        }
    }

    /// Makes a folder; that it is there already is no error.
    pub(super) fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.call()?;
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    /// Writes a file.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.call()?;
        fs::write(path, bytes)
    }

    /// Writes a file beside its place and moves it there, so that nobody finds half of it.
    pub(super) fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let new = beside(path, "new");
        new.parent().map_or(Ok(()), |folder| self.create_dirs(folder))?;
        let put = || {
            self.stage(&new, path, bytes)?;
            self.rename(&new, path)
        };
        put().inspect_err(|_| drop(fs::remove_file(&new)))
    }

    /// Writes several files, all of them or none: each beside its place, and then each to its place in this order. Their
    /// folders are there.
    ///
    /// # Errors
    /// The file that cannot be written, and why.
    pub(super) fn put_all<'p>(
        &self,
        files: &[(&'p Path, &[u8])],
    ) -> Result<(), (&'p Path, io::Error)> {
        let stage = |(path, bytes): &(&'p Path, &[u8])| {
            let new = beside(path, "new");
            let staged = self.stage(&new, path, bytes);
            // What is moved is whole also when the power fails.
            staged.and_then(|()| File::open(&new)?.sync_all()).map_err(|error| (*path, error))
        };
        let result = files.iter().try_for_each(stage).and_then(|()| self.settle(files));
        for (path, _) in files {
            let _ = fs::remove_file(beside(path, "new"));
            let _ = fs::remove_file(beside(path, "old"));
        }
        result
    }

    /// Moves staged files to their places; if one cannot be moved, those before it go back.
    fn settle<'p>(&self, files: &[(&'p Path, &[u8])]) -> Result<(), (&'p Path, io::Error)> {
        let mut moved: Vec<(&Path, bool)> = Vec::new();
        for (path, _) in files {
            let old = beside(path, "old");
            let _ = fs::remove_file(&old);
            let was_there = fs::symlink_metadata(path).is_ok();
            // Where a file system has no second names, the new file stays.
            let _ = fs::hard_link(path, &old);
            if let Err(error) = self.rename(&beside(path, "new"), path) {
                for (path, was_there) in moved.iter().rev() {
                    let _ = if *was_there {
                        fs::rename(beside(path, "old"), path)
                    } else {
                        fs::remove_file(path)
                    };
                }
                return Err((path, error));
            }
            moved.push((path, was_there));
        }
        Ok(())
    }

    /// Writes a file beside its place, with the permissions of what stands there.
    fn stage(&self, new: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // What an interrupted run or somebody else has left there, a link too, is not written through.
        let _ = fs::remove_file(new);
        self.write(new, bytes)?;
        match fs::metadata(path) {
            Ok(metadata) => fs::set_permissions(new, metadata.permissions()),
            Err(_) => Ok(()),
        }
    }

    /// Makes a folder and those above it, where they are missing.
    pub(super) fn create_dirs(&self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|folder| !folder.exists()).collect();
        let missing = missing.into_iter().rev().filter(|own| !own.as_os_str().is_empty());
        missing.into_iter().try_for_each(|folder| self.create_dir(folder))
    }

    /// Gives a file a second name.
    pub(super) fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call()?;
        fs::hard_link(from, to)
    }

    /// Moves a folder.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call()?;
        fs::rename(from, to)
    }

    /// Lets two folders change places as one step, where the system can.
    #[cfg(target_os = "linux")]
    pub(super) fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        self.call()?;
        #[cfg(test)]
        if self.failing.as_ref().is_some_and(|failing| !failing.exchange) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
    }

    /// Lets two folders change places as one step, where the system can.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn exchange(&self, _one: &Path, _other: &Path) -> io::Result<()> {
        self.call()?;
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Brings a folder's file system to the disk, so that a loss of power
    /// after the swap finds whole files.
    #[cfg(target_os = "linux")]
    pub(super) fn sync(&self, folder: &Path) -> io::Result<()> {
        self.call()?;
        rustix::fs::syncfs(File::open(folder)?).map_err(io::Error::from)
    }

    /// Brings a folder to the disk.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn sync(&self, folder: &Path) -> io::Result<()> {
        self.call()?;
        File::open(folder)?.sync_all()
    }

    /// Brings the names in a folder to the disk; what cannot be brought now
    /// will be by the system.
    pub(super) fn sync_folder(folder: &Path) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }

    /// Removes a folder with all that is in it, as far as that is possible;
    /// what is left, the next run removes.
    ///
    /// Many at a time: where the file system tells the device of each block
    /// it frees, removing a folder is mostly waiting.
    pub(super) fn remove_tree(folder: &Path) {
        let walk = walkdir::WalkDir::new(folder).min_depth(2).max_depth(2).into_iter().flatten();
        let inner: Vec<_> = walk.filter(|entry| entry.file_type().is_dir()).collect();
        if let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(REMOVERS).build() {
            pool.install(|| {
                inner.par_iter().for_each(|entry| drop(fs::remove_dir_all(entry.path())));
            });
        }
        let _ = fs::remove_dir_all(folder);
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "tests make calls fail")]
    fn call(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The hidden name of a file beside its place.
fn beside(path: &Path, what: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.trust-{what}"))
}

#[cfg(test)]
impl Disk {
    /// A disk whose `nth` call (from 0) and all later ones fail, with or without an exchange of folders.
    pub(super) fn failing_at(nth: usize, exchange: bool) -> Self {
        Self {
            failing: Some(Failing { nth, exchange, calls: std::sync::atomic::AtomicUsize::new(0) }),
        }
    }

    /// Whether a call has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.failing.as_ref().is_some_and(|failing| {
            failing.calls.load(std::sync::atomic::Ordering::SeqCst) > failing.nth
        })
    }

    fn call(&self) -> io::Result<()> {
        let Some(failing) = &self.failing else { return Ok(()) };
        let number = failing.calls.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        if number >= failing.nth { Err(io::Error::other("no space left")) } else { Ok(()) }
    }
}
