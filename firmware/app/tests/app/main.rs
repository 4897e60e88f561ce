//! The application on the host, over a line in memory.

mod end;
mod fuzz;
mod line;
mod sensor;
mod task;
