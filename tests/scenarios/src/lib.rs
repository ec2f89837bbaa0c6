//! Stories live in `stories/`; there is no library.
