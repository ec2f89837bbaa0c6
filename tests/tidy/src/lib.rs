//! Reading the tree for the tests of the house rules.
//!
//! What must always hold: a rule names file, line and what would be right; a rule that finds no file
//! to look at fails, so that a rule cannot go blind. Called by the tests of this crate only.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::visit::Visit;

/// One tracked file of the project.
pub struct Source {
    /// Its path from the root.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The root of the project.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// All text files that belong to the project, as git sees them: tracked, or new and not ignored.
pub fn sources() -> Result<Vec<Source>> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .context("git lists the project's files")?;
    let names = String::from_utf8(listed.stdout)?;
    let mut found = vec![];
    for path in names.lines() {
        if let Ok(text) = std::fs::read_to_string(root().join(path)) {
            found.push(Source {
                path: path.to_string(),
                text,
            });
        }
    }
    anyhow::ensure!(
        found.len() > 20,
        "only {} files found: is this a checkout?",
        found.len()
    );
    Ok(found)
}

/// The Rust files among them.
pub fn rust() -> Result<Vec<Source>> {
    let mut all = sources()?;
    all.retain(|s| s.path.ends_with(".rs"));
    Ok(all)
}

impl Source {
    /// Is it test code only?
    pub fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.starts_with("tests/")
    }

    /// Lines that are neither blank nor comment.
    pub fn code_lines(&self) -> usize {
        let code = |line: &&str| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with("//")
        };
        self.text.lines().filter(code).count()
    }

    /// Every function with its first line and its length in lines.
    pub fn functions(&self) -> Result<Vec<Function>> {
        let file = syn::parse_file(&self.text).with_context(|| self.path.clone())?;
        let mut finder = Finder { found: vec![] };
        finder.visit_file(&file);
        Ok(finder.found)
    }
}

/// A function's place and length.
pub struct Function {
    /// Its name.
    pub name: String,
    /// Where it begins.
    pub line: usize,
    /// How many lines from signature to closing brace.
    pub lines: usize,
}

struct Finder {
    found: Vec<Function>,
}

impl Finder {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.span().start().line;
        let last = block.span().end().line;
        self.found.push(Function {
            name: signature.ident.to_string(),
            line: first,
            lines: last.saturating_sub(first).saturating_add(1),
        });
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.add(&item.sig, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }
}
