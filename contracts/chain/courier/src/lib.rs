//! Holds one route's money at one end, and sends or collects it.
