//! Forward: the only way out at the sending end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{coin, coins, CosmosMsg, Decimal, IbcMsg, IbcTimeout, ReplyOn, Response};
use proptest::prelude::*;
use seawall_interfaces::courier::ExecuteMsg;

fn sent(response: &Response) -> u128 {
    match messages(response).as_slice() {
        [] => 0,
        [CosmosMsg::Ibc(IbcMsg::Transfer { amount, .. })] => {
            amount.amount.to_string().parse().unwrap()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_there_is_goes_to_the_other_end_without_memo_and_without_reply() {
    let mut c = sender(None);
    c.holds(&[coin(500, DENOM), coin(3, "uspam")]);
    let response = c.by_anyone(ExecuteMsg::Forward {}).unwrap();
    let timeout = c.env.block.time.plus_seconds(TIMEOUT);
    let expected = IbcMsg::Transfer {
        channel_id: "channel-7".into(),
        to_address: "noble1receiver".into(),
        amount: coin(500, DENOM),
        timeout: IbcTimeout::with_timestamp(timeout),
        memo: None,
    };
    assert_eq!(messages(&response), [CosmosMsg::from(expected)]);
    assert_eq!(response.messages[0].reply_on, ReplyOn::Never);
    assert_eq!(kind(&response), "forwarded");
    assert_eq!(c.status().passed.u128(), 500);
}

#[test]
fn nothing_to_forward_is_a_no_op_that_says_so() {
    let mut c = sender(None);
    let response = c.by_anyone(ExecuteMsg::Forward {}).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(kind(&response), "idle");
    assert_eq!(c.status().passed.u128(), 0);
}

#[test]
fn money_that_came_back_goes_out_again() {
    // A refund simply raises the balance: no process waits for it (INV-8).
    let mut c = sender(None);
    for _ in 0..3 {
        c.holds_units(500);
        assert_eq!(sent(&c.by_anyone(ExecuteMsg::Forward {}).unwrap()), 500);
    }
    assert_eq!(c.status().passed.u128(), 1_500);
}

#[test]
fn no_more_than_the_quota_leaves_in_a_window() {
    let mut c = sender(quota(100, 3_600));
    let steps = [
        // waited, balance, sent
        (0, 70, 70),
        (10, 70, 30),
        (10, 40, 0),
        (3_579, 40, 0),
        (1, 40, 40),
        (1, 100, 60),
        (3_600, 100, 100),
    ];
    for (waited, balance, expected) in steps {
        c.wait(waited);
        c.holds_units(balance);
        assert_eq!(c.status().sendable.u128(), expected, "after {waited}");
        assert_eq!(
            sent(&c.by_anyone(ExecuteMsg::Forward {}).unwrap()),
            expected
        );
    }
}

#[test]
fn the_status_shows_how_much_of_the_quota_is_used() {
    let mut c = sender(quota(200, 3_600));
    assert_eq!(c.status().quota_used, Some(Decimal::zero()));
    c.holds_units(50);
    c.by_anyone(ExecuteMsg::Forward {}).unwrap();
    assert_eq!(c.status().quota_used, Some(Decimal::percent(25)));
    c.wait(3_600);
    assert_eq!(c.status().quota_used, Some(Decimal::zero()));
    assert_eq!(sender(None).status().quota_used, None);
}

#[test]
fn a_smaller_quota_counts_what_has_left_already() {
    let mut c = sender(quota(100, 3_600));
    c.holds_units(80);
    c.by_anyone(ExecuteMsg::Forward {}).unwrap();
    let quota = quota(60, 3_600);
    c.by_owner(ExecuteMsg::SetQuota { quota }).unwrap();
    assert_eq!(c.status().sendable.u128(), 0);
    c.by_owner(ExecuteMsg::SetQuota { quota: None }).unwrap();
    assert_eq!(c.status().sendable.u128(), 80);
}

#[test]
fn stray_coins_and_the_wrong_end_are_refused() {
    let mut c = sender(None);
    let anyone = c.anyone.clone();
    let result = c.by(&anyone, &coins(5, DENOM), ExecuteMsg::Forward {});
    assert!(why(result).contains("expected no coins"));
    let error = why(receiver().by_anyone(ExecuteMsg::Forward {}));
    assert_eq!(error, "expected the role `sender`, this is `receiver`");
    let error = why(bare().by_anyone(ExecuteMsg::Forward {}));
    assert_eq!(error, "expected the role `sender`, this is `not set`");
}

proptest! {
    #[test]
    fn whatever_is_tried_no_window_sends_more_than_the_quota(
        limit in 1..1_000u128,
        window in 60..5_000u64,
        steps in prop::collection::vec((0..3_000u64, 0..2_000u128), 1..60),
    ) {
        let mut c = sender(quota(limit, window));
        let mut began = 0u64;
        let mut used = 0u128;
        for (waited, balance) in steps {
            c.wait(waited);
            c.holds_units(balance);
            let now = c.env.block.time.seconds();
            let amount = sent(&c.by_anyone(ExecuteMsg::Forward {}).unwrap());
            prop_assert!(amount <= balance);
            if amount > 0 && now - began >= window {
                began = now;
                used = 0;
            }
            used += amount;
            prop_assert!(used <= limit);
            prop_assert!(amount == balance || used == limit, "money was kept without need");
        }
    }
}
