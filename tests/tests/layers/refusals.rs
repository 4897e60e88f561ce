//! Shapes and buffers that are refused.

use crate::against::PASS;
use thalweg::nn::{
    Axis, Conv1d, Dense, Dropout, GroupNorm, Layer, MaxPool1d, Relu, Residual, Sequential, Trace,
};

#[test]
fn what_does_not_fit_is_refused_in_one_line() {
    let refused = |layer: &dyn Layer| layer.shape().unwrap_err().to_string();
    let axis = Axis::new(5, 3);
    let conv = Conv1d::new(3, 4, axis);
    assert_eq!(
        refused(&Conv1d { groups: 2, ..conv }),
        "in_channels is 3; allowed: a multiple of groups"
    );
    assert_eq!(
        refused(&Conv1d { axis: Axis { kernel: 6, ..axis }, ..conv }),
        "kernel is 6; allowed: at most the size with its padding, dilated"
    );
    assert_eq!(
        refused(&Conv1d { axis: Axis { stride: 0, ..axis }, ..conv }),
        "stride is 0; allowed: at least 1"
    );
    assert_eq!(
        refused(&MaxPool1d { channels: 1, axis: Axis { padding: 2, ..axis } }),
        "padding is 2; allowed: at most half of the kernel"
    );
    assert_eq!(refused(&GroupNorm::new(2, 3, 1)), "channels is 3; allowed: a multiple of groups");
    assert_eq!(
        refused(&Dropout { size: 1, rate: 1.0, seed: 0 }),
        "rate is 1; allowed: at least 0 and below 1"
    );
    let block = Residual::new(Sequential::new((Dense::new(2, 3),)).unwrap());
    assert_eq!(
        refused(&block),
        "outputs is 3; allowed: as many as go in, around which a residual adds"
    );
    let network = Sequential::new((Dense::new(2, 2), Relu::new(2))).unwrap();
    let (mut memory, mut dx) = (vec![0.0; network.memory()], [7.0; 2]);
    let trace = Trace { x: &[1.0; 2], y: &[], dy: &[1.0; 2], memory: &mut memory, pass: PASS };
    let error = network.backward(&[1.0; 6], trace, None, Some(&mut dx)).unwrap_err().to_string();
    assert!(error.starts_with("dx cannot be set: the network was not planned for it"), "{error}");
    assert_eq!(dx, [7.0; 2]);
    let conv = Conv1d::new(1, 1, axis);
    let error = conv.forward(&[0.0; 4], &[0.0; 4], &mut [0.0; 3], &mut [], PASS).unwrap_err();
    assert_eq!(error.to_string(), "x has 4 elements; allowed: exactly 5");
}
