//! Where parameters start.

use thalweg::nn::{Distribution, Kaiming, Xavier};

#[test]
fn random_starts_have_the_deviation_of_their_papers() {
    const FAN_IN: usize = 50;
    let deviation = |parameters: &[f32]| {
        assert!(parameters.chunks(FAN_IN + 1).all(|row| row[FAN_IN] == 0.0), "a bias is not 0");
        let weights = parameters.chunks(FAN_IN + 1).flat_map(|row| &row[..FAN_IN]);
        let squares: f64 = weights.clone().map(|w| f64::from(*w).powi(2)).sum();
        (squares / weights.count() as f64).sqrt()
    };
    for distribution in [Distribution::Uniform, Distribution::Normal] {
        let (mut kaiming, mut xavier) = (vec![9.0; 200 * 51], vec![9.0; 200 * 51]);
        Kaiming { distribution, ..Kaiming::DEFAULT }.fill(FAN_IN, &mut kaiming, 1).unwrap();
        Xavier { distribution, gain: 1.5 }.fill(FAN_IN, 200, &mut xavier, 2).unwrap();
        for (found, wanted) in [
            (deviation(&kaiming), (2.0_f64 / 50.0).sqrt()),
            (deviation(&xavier), 1.5 * (2.0_f64 / 250.0).sqrt()),
        ] {
            assert!((found / wanted - 1.0).abs() < 0.03, "{distribution:?}: {found} for {wanted}");
        }
        let mut again = vec![0.0; 200 * 51];
        Kaiming { distribution, ..Kaiming::DEFAULT }.fill(FAN_IN, &mut again, 1).unwrap();
        assert_eq!(again, kaiming);
        let mut other = again.clone();
        Kaiming { distribution, ..Kaiming::DEFAULT }.fill(FAN_IN, &mut other, 3).unwrap();
        assert_ne!(other, kaiming);
    }
    let error = Kaiming::DEFAULT.fill(FAN_IN, &mut [7.0; 52], 1).unwrap_err().to_string();
    assert_eq!(error, "parameters has 52 elements; allowed: exactly 51");
}
