//! Which program is used: the right version and prefix from the PATH, else the cache's.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use common::Folder;
use seawall_localnet::tools::{find, Cache, Tool};

/// A program that says what the real one would.
fn program(path: &Path, version: &str, prefix: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!(
        "#!/bin/sh\ncase \"$1\" in\nkeys) echo \"- {prefix}1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn\";;\n\
         *) echo {version};;\nesac\n"
    );
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_program_on_the_path_is_taken_if_version_and_prefix_fit_else_the_cached_one() {
    let folder = Folder::new("tools");
    let (bin, cache) = (
        folder.path().join("bin"),
        Cache::new(folder.path().join("cache")),
    );
    let path = Some(bin.as_os_str());
    let tool = Tool::Wasmd("sea");
    assert_eq!(find(&tool, &cache, path), None);
    program(&cache.tool(&tool), "0.61.14", "sea");
    assert_eq!(find(&tool, &cache, path), Some(cache.tool(&tool)));
    for (version, prefix, taken) in [
        ("0.61.14", "wasm", false),
        ("0.54.9", "sea", false),
        ("0.61.20", "sea", true),
    ] {
        program(&bin.join("wasmd"), version, prefix);
        let expected = if taken {
            bin.join("wasmd")
        } else {
            cache.tool(&tool)
        };
        assert_eq!(
            find(&tool, &cache, path),
            Some(expected),
            "{version} {prefix}"
        );
    }
}

#[test]
fn a_cached_program_that_does_not_run_is_as_good_as_none() {
    let folder = Folder::new("broken");
    let cache = Cache::new(folder.path());
    program(&cache.tool(&Tool::Hermes), "hermes 1.10.5", "");
    assert!(find(&Tool::Hermes, &cache, None).is_some());
    std::fs::write(cache.tool(&Tool::Hermes), "half a file").unwrap();
    assert_eq!(find(&Tool::Hermes, &cache, None), None);
}
