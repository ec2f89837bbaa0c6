//! Accounts, mirror, plans and liquidations, on the hub.
