//! The stories, each in a file of its own.

mod bots;
mod people;

use crate::Story;

/// All of them.
pub fn all() -> Vec<Story> {
    vec![people::STORY, bots::STORY]
}
