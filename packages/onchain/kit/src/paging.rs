//! How much one query may return.

/// Entries per page when the caller does not say.
pub const DEFAULT_PAGE: u32 = 30;
/// Most entries per page, whatever the caller says.
pub const MAX_PAGE: u32 = 100;

/// The number of entries to return: the caller's wish, never more than [`MAX_PAGE`].
pub fn page_limit(limit: Option<u32>) -> usize {
    limit.unwrap_or(DEFAULT_PAGE).min(MAX_PAGE) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_never_longer_than_the_maximum() {
        let cases = [
            (None, 30),
            (Some(0), 0),
            (Some(1), 1),
            (Some(100), 100),
            (Some(101), 100),
            (Some(u32::MAX), 100),
        ];
        for (asked, given) in cases {
            assert_eq!(page_limit(asked), given, "asked for {asked:?}");
        }
    }
}
