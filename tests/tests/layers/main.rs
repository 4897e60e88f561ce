//! Every layer at random shapes against its formula in f64: what it gives, and its gradients against central
//! differences.

mod against;
mod batches;
mod configurations;
mod formulas;
mod frozen;
mod networks;
mod refusals;
mod single;
mod starts;
