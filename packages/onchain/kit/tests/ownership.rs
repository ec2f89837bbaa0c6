//! Two-step ownership.
#![allow(clippy::unwrap_used)]

use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::Addr;
use seawall_kit::{KitError, Ownership, OwnershipAction};

const OWNERSHIP: Ownership = Ownership::new("owner");

fn who(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn owned_by_alice() -> MockStorage {
    let mut storage = MockStorage::new();
    OWNERSHIP.initialize(&mut storage, who("alice")).unwrap();
    storage
}

fn ask(
    storage: &mut MockStorage,
    sender: &str,
    action: OwnershipAction,
) -> Result<seawall_kit::OwnershipView, KitError> {
    OWNERSHIP.update(storage, &MockApi::default(), &who(sender), action)
}

fn propose(name: &str) -> OwnershipAction {
    OwnershipAction::Propose {
        to: who(name).into(),
    }
}

#[test]
fn ownership_passes_only_when_the_proposed_address_accepts() {
    let mut storage = owned_by_alice();
    let view = ask(&mut storage, "alice", propose("bob")).unwrap();
    assert_eq!((view.owner, view.pending), (who("alice"), Some(who("bob"))));
    let refused = ask(&mut storage, "carol", OwnershipAction::Accept {}).unwrap_err();
    assert!(matches!(refused, KitError::Unauthorized { .. }));
    OWNERSHIP.assert_owner(&storage, &who("alice")).unwrap();
    let view = ask(&mut storage, "bob", OwnershipAction::Accept {}).unwrap();
    assert_eq!((view.owner, view.pending), (who("bob"), None));
    assert!(!OWNERSHIP.is_owner(&storage, &who("alice")).unwrap());
}

#[test]
fn only_the_owner_proposes_and_cancels() {
    let mut storage = owned_by_alice();
    ask(&mut storage, "alice", propose("bob")).unwrap();
    for action in [propose("bob"), OwnershipAction::Cancel {}] {
        let refused = ask(&mut storage, "bob", action).unwrap_err();
        let text = format!(
            "unauthorized: expected {}, got {}",
            who("alice"),
            who("bob")
        );
        assert_eq!(refused.to_string(), text);
    }
    assert_eq!(OWNERSHIP.get(&storage).unwrap().pending, Some(who("bob")));
    ask(&mut storage, "alice", OwnershipAction::Cancel {}).unwrap();
    let refused = ask(&mut storage, "bob", OwnershipAction::Accept {}).unwrap_err();
    assert!(matches!(refused, KitError::NoPendingOwner));
}

#[test]
fn a_later_proposal_replaces_the_earlier() {
    let mut storage = owned_by_alice();
    ask(&mut storage, "alice", propose("bob")).unwrap();
    ask(&mut storage, "alice", propose("carol")).unwrap();
    assert!(ask(&mut storage, "bob", OwnershipAction::Accept {}).is_err());
    ask(&mut storage, "carol", OwnershipAction::Accept {}).unwrap();
}

#[test]
fn an_address_of_another_chain_cannot_be_proposed_and_nothing_can_be_cancelled_twice() {
    let mut storage = owned_by_alice();
    let to = "osmo1qqqq".to_string();
    assert!(ask(&mut storage, "alice", OwnershipAction::Propose { to }).is_err());
    let refused = ask(&mut storage, "alice", OwnershipAction::Cancel {}).unwrap_err();
    assert!(matches!(refused, KitError::NoPendingOwner));
}
