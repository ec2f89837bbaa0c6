//! A few planted mistakes, one of each layer: the simulator catches each in the run of the table, and the
//! right code in none. All of them: `scripts/mutants planted`.
#![allow(missing_docs, clippy::unwrap_used)]

use seawall_mutants::hunt::play;
use seawall_mutants::table;

/// Steps that a test build plays in a few seconds.
const SHORT: u64 = 400;
/// So many are played.
const SOME: usize = 8;

#[test]
fn the_mistakes_that_are_caught_soonest_are_caught_and_the_right_code_is_not() {
    let mut known = table::read(table::FILE).unwrap();
    known.sort_by_key(|(_, track)| track.steps);
    let soon = known.iter().filter(|(_, track)| track.steps <= SHORT);
    let soon: Vec<_> = soon.take(SOME).collect();
    assert_eq!(soon.len(), SOME, "too few are caught soon");
    for (mistake, track) in &soon {
        let caught = play(Some(*mistake), *track);
        assert!(caught.fits(), "{}: {caught:?}", mistake.name());
    }
    let (_, last) = soon.last().unwrap();
    let right = play(None, *last);
    assert!(right.fits(), "{right:?}");
}

#[test]
fn the_table_has_a_line_for_every_mistake_and_is_read_as_it_is_written() {
    assert!(table::read("").is_err());
    assert!(table::read(&format!("{}Nothing 1 2 3\n", table::FILE)).is_err());
    let known = table::read(table::FILE).unwrap();
    let all: Vec<_> = known
        .iter()
        .map(|(mistake, track)| seawall_mutants::hunt::Catch {
            mistake: Some(*mistake),
            track: *track,
            by: Some(seawall_mutants::hunt::Objection {
                invariant: "INV-1".into(),
                what: String::new(),
            }),
            reached: 1,
        })
        .collect();
    let again = table::read(&table::write(&all)).unwrap();
    assert_eq!(known, again);
}
