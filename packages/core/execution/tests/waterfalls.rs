//! The waterfall of buyers: its order, and what is refused.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use cosmwasm_std::{from_json, to_json_string};
use seawall_execution::*;

fn all() -> Waterfall {
    Waterfall {
        standing: Some(StandingStage {
            max_discount: dec("0.1"),
            seconds: 12,
        }),
        venue: Some(VenueStage {
            venues: vec![3, 1],
            max_impact: dec("0.01"),
            max_discount: dec("0.05"),
            max_share: dec("0.5"),
        }),
        sale: Some(SaleKind::Dutch),
        last_resort: Some(LastResortStage {
            max_share: dec("1"),
        }),
    }
}

fn known(venue: u32) -> bool {
    venue < 10
}

#[test]
fn buyers_are_asked_in_one_order_and_those_that_are_missing_are_left_out() {
    let whole = all();
    let order = [
        Stage::Standing,
        Stage::Venue,
        Stage::Sale,
        Stage::LastResort,
    ];
    assert_eq!(whole.stages().collect::<Vec<_>>(), order);
    let mut done = None;
    for stage in order {
        assert_eq!(whole.next(done), Some(stage));
        done = Some(stage);
    }
    assert_eq!(whole.next(done), None);
    let mut less = all();
    (less.venue, less.last_resort) = (None, None);
    assert_eq!(less.next(Some(Stage::Standing)), Some(Stage::Sale));
    assert_eq!(less.next(Some(Stage::Sale)), None);
    assert_eq!(less.validate(known), Ok(()));
}

type Change = fn(&mut Waterfall);

fn refused(change: Change, expected: WaterfallError) {
    let mut bad = all();
    assert_eq!(bad.validate(known), Ok(()));
    change(&mut bad);
    assert_eq!(bad.validate(known), Err(expected));
}

#[test]
fn a_number_that_makes_no_sense_is_named_with_its_stage() {
    let table: [(Change, Stage, &str, &str, &str); 8] = [
        (
            |w| discount(w, "0.505"),
            Stage::Standing,
            "max_discount",
            "at most 0.5",
            "0.505",
        ),
        (
            |w| discount(w, "0.012"),
            Stage::Standing,
            "max_discount",
            "a multiple of 0.005",
            "0.012",
        ),
        (
            |w| venue(w).max_impact = dec("0"),
            Stage::Venue,
            "max_impact",
            "above 0",
            "0",
        ),
        (
            |w| venue(w).max_impact = dec("1"),
            Stage::Venue,
            "max_impact",
            "below 1",
            "1",
        ),
        (
            |w| venue(w).max_discount = dec("1"),
            Stage::Venue,
            "max_discount",
            "below 1",
            "1",
        ),
        (
            |w| venue(w).max_share = dec("1.1"),
            Stage::Venue,
            "max_share",
            "at most 1",
            "1.1",
        ),
        (
            |w| last_share(w, "0"),
            Stage::LastResort,
            "max_share",
            "above 0",
            "0",
        ),
        (
            |w| last_share(w, "2"),
            Stage::LastResort,
            "max_share",
            "at most 1",
            "2",
        ),
    ];
    for (change, stage, field, expected, actual) in table {
        let error = WaterfallError::Stage {
            stage,
            field,
            expected,
            actual: dec(actual),
        };
        refused(change, error);
    }
}

#[test]
fn venues_that_are_none_too_many_doubled_or_unknown_are_named() {
    let max = VENUES_MAX;
    let table: [(Change, WaterfallError); 4] = [
        (
            |w| venue(w).venues = vec![],
            WaterfallError::Venues { actual: 0, max },
        ),
        (
            |w| venue(w).venues = (0..9).collect(),
            WaterfallError::Venues { actual: 9, max },
        ),
        (
            |w| venue(w).venues = vec![1, 2, 1],
            WaterfallError::VenueTwice { venue: 1 },
        ),
        (
            |w| venue(w).venues = vec![1, 12],
            WaterfallError::UnknownVenue { venue: 12 },
        ),
    ];
    for (change, error) in table {
        refused(change, error);
    }
}

#[test]
fn a_rest_that_nobody_is_asked_for_is_refused() {
    let no_sale = |stage| WaterfallError::NoSale { stage };
    let table: [(Change, WaterfallError); 3] = [
        (
            |w| (w.sale, w.last_resort) = (None, None),
            no_sale(Stage::Venue),
        ),
        (
            |w| {
                w.sale = None;
                last_share(w, "0.9");
            },
            no_sale(Stage::LastResort),
        ),
        (
            |w| (w.standing, w.venue, w.sale, w.last_resort) = (None, None, None, None),
            WaterfallError::NobodyBuys,
        ),
    ];
    for (change, error) in table {
        refused(change, error);
    }
}

fn venue(waterfall: &mut Waterfall) -> &mut VenueStage {
    waterfall.venue.as_mut().unwrap()
}

fn discount(waterfall: &mut Waterfall, of: &str) {
    waterfall.standing.as_mut().unwrap().max_discount = dec(of);
}

fn last_share(waterfall: &mut Waterfall, of: &str) {
    waterfall.last_resort.as_mut().unwrap().max_share = dec(of);
}

#[test]
fn the_last_resort_alone_may_take_what_is_there() {
    let mut alone = all();
    (alone.standing, alone.venue, alone.sale) = (None, None, None);
    assert_eq!(alone.validate(known), Ok(()));
}

#[test]
fn a_venue_is_held_to_the_worse_of_its_discount_and_the_lots_floor() {
    let stage = all().venue.unwrap();
    let limits = |floor| stage.limits(pair("2"), pair(floor)).unwrap().floor;
    assert_eq!(limits("1.8"), pair("1.9"));
    assert_eq!(limits("1.95"), pair("1.95"));
}

#[test]
fn a_waterfall_is_read_back_as_it_was_written() {
    let text = to_json_string(&all()).unwrap();
    assert!(text.contains(r#""sale":"dutch""#), "{text}");
    assert_eq!(from_json::<Waterfall>(&text).unwrap(), all());
}
