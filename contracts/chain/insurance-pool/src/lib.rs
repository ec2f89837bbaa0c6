//! Capital on one chain that absorbs deficits.
