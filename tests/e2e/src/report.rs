//! What was checked and measured, for people and for programs.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::Story;

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// Of what.
    pub what: String,
    /// The figure.
    pub value: String,
    /// Its unit.
    pub unit: &'static str,
}

/// How a story ended.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// Its name.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Why it failed.
    pub failed: Option<String>,
    /// How long it took with its localnet, milliseconds.
    pub ms: u128,
    /// What held.
    pub checked: Vec<String>,
    /// What was measured.
    pub measured: Vec<Measured>,
    /// Where its logs are.
    pub logs: Option<PathBuf>,
}

impl Outcome {
    /// It went well.
    pub fn told(story: &Story, begun: Instant) -> Self {
        Self {
            name: story.name,
            about: story.about,
            failed: None,
            ms: begun.elapsed().as_millis(),
            checked: vec![],
            measured: vec![],
            logs: None,
        }
    }

    /// It failed.
    pub fn failed(story: &Story, begun: Instant, error: &anyhow::Error) -> Self {
        Self {
            failed: Some(format!("{error:#}")),
            ..Self::told(story, begun)
        }
    }

    /// Says it at once.
    pub fn say(&self) {
        match &self.failed {
            None => eprintln!("   {} held ({} s)", self.checked.len(), self.ms / 1000),
            Some(why) => eprintln!("   FAILED: {why}"),
        }
    }
}

/// All stories.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// In the order in which they were told.
    pub stories: Vec<Outcome>,
}

impl Report {
    /// Did all go well, and was there any?
    pub fn all_well(&self) -> bool {
        !self.stories.is_empty() && self.stories.iter().all(|story| story.failed.is_none())
    }

    /// Writes it as JSON.
    pub fn write(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(self)?;
        std::fs::write(path, text).with_context(|| path.display().to_string())
    }

    /// The table.
    pub fn table(&self) -> String {
        let mut text = String::from("| story | result | checks | seconds |\n|---|---|---|---|\n");
        for story in &self.stories {
            let result = if story.failed.is_some() {
                "FAILED"
            } else {
                "ok"
            };
            let (checks, secs) = (story.checked.len(), story.ms / 1000);
            let _ = writeln!(text, "| {} | {result} | {checks} | {secs} |", story.name);
        }
        text.push_str("\n| measured | value |\n|---|---|\n");
        for (story, m) in self
            .stories
            .iter()
            .flat_map(|s| s.measured.iter().map(move |m| (s, m)))
        {
            let _ = writeln!(
                text,
                "| {}: {} | {} {} |",
                story.name, m.what, m.value, m.unit
            );
        }
        text
    }

    /// What failed and why, for the very end of the output; nothing if all went well.
    pub fn failures(&self) -> String {
        let mut text = String::new();
        for story in &self.stories {
            if let Some(why) = &story.failed {
                let _ = writeln!(text, "\n{} failed: {why}", story.name);
            }
            if let Some(logs) = &story.logs {
                let _ = writeln!(text, "its logs are in {}", logs.display());
            }
        }
        text
    }
}
