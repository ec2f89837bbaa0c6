//! Price curves, takes, dust, floor and end of a lot: pure auction maths.
