//! What the tests of this crate share: a folder of their own that goes away.

use std::path::{Path, PathBuf};

/// A folder that is removed at the end of the test.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one, named after the test.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("seawall-{name}-{}", std::process::id()));
        std::fs::remove_dir_all(&path).ok();
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}
