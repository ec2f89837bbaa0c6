//! The stories, each in a file of its own.

mod bots;
mod deploy;
mod people;
mod vote;

use crate::Story;

/// All of them.
pub fn all() -> Vec<Story> {
    vec![deploy::STORY, vote::STORY, people::STORY, bots::STORY]
}
