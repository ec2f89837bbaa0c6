//! Random schedules over several simulated chains; everything is in `tests/random`.
