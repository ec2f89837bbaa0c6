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

#[test]
fn what_is_wrong_is_named() {
    let stage = |stage, field, expected, actual: &str| WaterfallError::Stage {
        stage,
        field,
        expected,
        actual: dec(actual),
    };
    type Change = fn(&mut Waterfall);
    let table: Vec<(Change, WaterfallError)> = vec![
        (
            |w| w.standing.as_mut().unwrap().max_discount = dec("0.505"),
            stage(Stage::Standing, "max_discount", "at most 0.5", "0.505"),
        ),
        (
            |w| w.standing.as_mut().unwrap().max_discount = dec("0.012"),
            stage(
                Stage::Standing,
                "max_discount",
                "a multiple of 0.005",
                "0.012",
            ),
        ),
        (
            |w| w.venue.as_mut().unwrap().venues = vec![],
            WaterfallError::Venues {
                actual: 0,
                max: VENUES_MAX,
            },
        ),
        (
            |w| w.venue.as_mut().unwrap().venues = (0..9).collect(),
            WaterfallError::Venues {
                actual: 9,
                max: VENUES_MAX,
            },
        ),
        (
            |w| w.venue.as_mut().unwrap().venues = vec![1, 2, 1],
            WaterfallError::VenueTwice { venue: 1 },
        ),
        (
            |w| w.venue.as_mut().unwrap().venues = vec![1, 12],
            WaterfallError::UnknownVenue { venue: 12 },
        ),
        (
            |w| w.venue.as_mut().unwrap().max_impact = dec("0"),
            stage(Stage::Venue, "max_impact", "above 0", "0"),
        ),
        (
            |w| w.venue.as_mut().unwrap().max_impact = dec("1"),
            stage(Stage::Venue, "max_impact", "below 1", "1"),
        ),
        (
            |w| w.venue.as_mut().unwrap().max_discount = dec("1"),
            stage(Stage::Venue, "max_discount", "below 1", "1"),
        ),
        (
            |w| w.venue.as_mut().unwrap().max_share = dec("1.1"),
            stage(Stage::Venue, "max_share", "at most 1", "1.1"),
        ),
        (
            |w| w.last_resort.as_mut().unwrap().max_share = dec("0"),
            stage(Stage::LastResort, "max_share", "above 0", "0"),
        ),
        (
            |w| (w.sale, w.last_resort) = (None, None),
            WaterfallError::NoSale {
                stage: Stage::Venue,
            },
        ),
        (
            |w| {
                w.sale = None;
                w.last_resort.as_mut().unwrap().max_share = dec("0.9");
            },
            WaterfallError::NoSale {
                stage: Stage::LastResort,
            },
        ),
        (
            |w| (w.standing, w.venue, w.sale, w.last_resort) = (None, None, None, None),
            WaterfallError::NobodyBuys,
        ),
    ];
    for (change, expected) in table {
        let mut bad = all();
        assert_eq!(bad.validate(known), Ok(()));
        change(&mut bad);
        assert_eq!(bad.validate(known), Err(expected));
    }
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
