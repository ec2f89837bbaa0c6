//! Messages, queries and events of every contract.
