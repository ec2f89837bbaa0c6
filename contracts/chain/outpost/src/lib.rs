//! The one contract per connected chain that speaks with the coordinator.
