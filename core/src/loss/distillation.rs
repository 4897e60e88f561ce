//! L = T² Σ [q ln(q/p) + p − q], p = softmax(z/T) of the student, q = softmax(u/T) of the teacher;
//! ∂L/∂z = T (p − q).
//!
//! G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network" (2015): a small
//! network learns what a large one, or an average of many, gives. The temperature T makes the
//! small probabilities of the wrong classes count; T² keeps the gradient's size as T grows
//! (section 2), 2 to 10 is usual. With labels: α of that and 1 − α of the cross-entropy at T = 1.

use super::softmax::{Softmax, saturated};
use super::softmax_cross_entropy::check_target;
use crate::words::words;
use crate::{Error, config::config, error, math::exp, numbered::numbered};

config! {
    /// Distillation of one sample, in nats · T².
    ///
    /// ```
    /// use thalweg::loss::Distillation;
    /// let distillation = Distillation { temperature: 2.0 };
    /// let mut student = [3.0, -1.0];
    /// let loss = distillation.value_and_grad(&mut student, &[5.0, 1.0]).unwrap(); // the same odds
    /// assert!(loss.abs() < 1e-6);
    /// assert_eq!(student, [0.0, 0.0]);
    /// ```
    pub struct Distillation {
        /// T, above 0.
        pub temperature: f32,
    }
}

words! { struct Distillation { temperature } }

impl Distillation {
    pub(crate) const fn validate(self) -> Result<(), Error> {
        error::positive("temperature", self.temperature)
    }

    /// The loss; the `student`'s logits become its gradient with respect to them.
    ///
    /// # Errors
    /// `temperature` out of range, no logit, another number of them of the `teacher`, one that is not finite;
    /// `student` is unchanged then.
    pub fn value_and_grad(&self, student: &mut [f32], teacher: &[f32]) -> Result<f32, Error> {
        self.descend(student, teacher, |_, _, soft| soft)
    }

    /// The loss; `gradient` sees class, logit and ∂L/∂z and returns what is put in the logit's place.
    fn descend(
        self,
        student: &mut [f32],
        teacher: &[f32],
        gradient: impl Fn(usize, f32, f32) -> f32,
    ) -> Result<f32, Error> {
        self.validate()?;
        let temperature = self.temperature;
        error::same_length("teacher", student.len(), teacher.len())?;
        error::finite("student", student)?;
        error::finite("teacher", teacher)?;
        let (p, q) = (Softmax::of(student, temperature), Softmax::of(teacher, temperature));
        let Some((&z, &u)) = student.iter().zip(teacher).reduce(more_probable) else {
            return Err(Error::Count { field: "student", value: 0, allowed: "at least 1" });
        };
        // ln(q/p) of the teacher's class; of every other by how much its logits differ from there.
        let reference = difference(u, z);
        let log_ratio = clamped(p.surprise(z) - q.surprise(u));
        let mut sum = 0.0;
        for (class, (z, &u)) in numbered(student.iter_mut().zip(teacher)) {
            let (pc, qc) = (p.probability(*z), q.probability(u));
            let (whole, rounding) = difference(u, *z);
            let way = (whole - reference.0) + (rounding - reference.1);
            sum += divergence(pc, qc, log_ratio + clamped(way / temperature));
            *z = gradient(class, *z, temperature * (pc - qc));
        }
        Ok(saturated(temperature * (temperature * sum)))
    }
}

/// The pair whose second number, of the teacher, is larger; the first of equals.
fn more_probable<'a>(best: (&'a f32, &'a f32), other: (&'a f32, &'a f32)) -> (&'a f32, &'a f32) {
    if other.1 > best.1 { other } else { best }
}

/// a − b, and what rounding took from it. D. E. Knuth, "The Art of Computer Programming", volume 2, 4.2.2.
fn difference(a: f32, b: f32) -> (f32, f32) {
    let whole = a - b;
    let part = whole + b;
    let rounding = (a - part) + (part - whole - b);
    if rounding.is_finite() { (whole, rounding) } else { (clamped(whole), 0.0) }
}

/// A logarithm so far from 0 that its sign alone counts, as a number that can be added to another.
fn clamped(x: f32) -> f32 {
    const FAR: f32 = f32::MAX / 8.0;
    if x < -FAR {
        -FAR
    } else if x < FAR {
        x
    } else {
        FAR
    }
}

/// q ln(q/p) + p − q = q (e⁻ᵈ − 1 + d) for d = ln(q/p): from 0 up, so that no class takes from another.
///
/// The terms p − q sum to 0 over all classes. An error common to every d then counts by its square only.
fn divergence(p: f32, q: f32, d: f32) -> f32 {
    /// 1/2!, −1/3!, 1/4! … 1/13!
    const SERIES: [f32; 12] = [
        1.0 / 2.0,
        -1.0 / 6.0,
        1.0 / 24.0,
        -1.0 / 120.0,
        1.0 / 720.0,
        -1.0 / 5040.0,
        1.0 / 40_320.0,
        -1.0 / 362_880.0,
        1.0 / 3_628_800.0,
        -1.0 / 39_916_800.0,
        1.0 / 479_001_600.0,
        -1.0 / 6_227_020_800.0,
    ];
    if d.abs() < 1.0 {
        q * (d * d * SERIES.iter().rev().fold(0.0, |sum, term| sum * d + term))
    } else if d > -80.0 && q > 0.0 {
        q * (exp(-d) - 1.0 + d)
    } else {
        // e⁻ᵈ is beyond the largest number, p is not, and beside it q and q d are nothing.
        if p > q { p - q } else { 0.0 }
    }
}

config! {
    /// α of [`Distillation`], 1 − α of the cross-entropy with the true class.
    ///
    /// ```
    /// use thalweg::loss::DistillationWithLabels;
    /// let loss = DistillationWithLabels { temperature: 2.0, alpha: 0.75 };
    /// let mut student = [0.0, 0.0];
    /// loss.value_and_grad(&mut student, &[0.0, 0.0], 1).unwrap();
    /// assert_eq!(student, [0.125, -0.125]); // a quarter of the label's pull, none of the teacher's
    /// ```
    pub struct DistillationWithLabels {
        /// T, above 0, of the part that follows the teacher.
        pub temperature: f32,
        /// α in [0, 1]: how much the teacher counts.
        pub alpha: f32,
    }
}

words! { struct DistillationWithLabels { temperature, alpha } }

impl DistillationWithLabels {
    pub(crate) const fn validate(self) -> Result<(), Error> {
        error::check!(error::positive("temperature", self.temperature));
        error::share("alpha", self.alpha)
    }

    /// The loss; the `student`'s logits become its gradient with respect to them.
    ///
    /// # Errors
    /// As [`Distillation::value_and_grad`]; `alpha` outside [0, 1], `target` not a class.
    pub fn value_and_grad(
        &self,
        student: &mut [f32],
        teacher: &[f32],
        target: usize,
    ) -> Result<f32, Error> {
        self.validate()?;
        let Self { temperature, alpha } = *self;
        check_target(target, student.len())?;
        let of_target = student.get(target).copied().unwrap_or_default();
        let p = Softmax::of(student, 1.0);
        let soft = Distillation { temperature }.descend(student, teacher, |class, z, soft| {
            let hit = if class == target { 1.0 } else { 0.0 };
            alpha * soft + (1.0 - alpha) * (p.probability(z) - hit)
        })?;
        Ok(saturated(alpha * soft + (1.0 - alpha) * p.surprise(of_target)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::SoftmaxCrossEntropy;
    extern crate std;
    use std::string::ToString;

    const TEACHER: [f32; 3] = [1.0, 4.0, -2.0];

    #[test]
    fn alpha_mixes_the_two_losses() {
        let (mut soft, mut hard) = ([0.5, -1.0, 2.0], [0.5, -1.0, 2.0]);
        let distilled =
            Distillation { temperature: 3.0 }.value_and_grad(&mut soft, &TEACHER).unwrap();
        let labelled = SoftmaxCrossEntropy::DEFAULT.value_and_grad(&mut hard, 0).unwrap();
        for alpha in [0.0, 0.25, 1.0] {
            let loss = DistillationWithLabels { temperature: 3.0, alpha };
            let mut z = [0.5, -1.0, 2.0];
            let value = loss.value_and_grad(&mut z, &TEACHER, 0).unwrap();
            assert!((value - (alpha * distilled + (1.0 - alpha) * labelled)).abs() < 1e-6);
            for ((z, soft), hard) in z.iter().zip(soft).zip(hard) {
                assert!((z - (alpha * soft + (1.0 - alpha) * hard)).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn probabilities_that_underflow_give_no_nan() {
        let mut student = [-f32::MAX, f32::MAX];
        let loss = Distillation { temperature: 0.5 }.value_and_grad(&mut student, &[900.0, -900.0]);
        assert_eq!(loss, Ok(0.25 * clamped(f32::MAX)));
        assert_eq!(student, [-0.5, 0.5]);
        let mut student = [900.0, -900.0];
        let loss = Distillation { temperature: 0.5 }.value_and_grad(&mut student, &[900.0, -900.0]);
        assert_eq!((loss, student), (Ok(0.0), [0.0, 0.0]));
    }

    #[test]
    fn a_loss_near_its_minimum_keeps_its_digits() {
        let exact = |z: [f32; 4], u: [f32; 4], t: f64| {
            let softmax = |z: [f32; 4]| {
                let e = z.map(|z| (f64::from(z) / t).exp());
                e.map(|x| x / e.iter().sum::<f64>())
            };
            let terms = softmax(z).into_iter().zip(softmax(u));
            t * t * terms.map(|(p, q)| q * (q / p).ln() + (p - q)).sum::<f64>()
        };
        let teacher = [1.7, -1.7, 0.3, 0.9];
        let near = teacher.map(|u| u * 1.01 + 40.0);
        let cases = [([0.25; 4], teacher), (near, teacher), ([1.6, -1.7, 0.31, 0.9], teacher)];
        for (student, teacher) in cases {
            for temperature in [1.0_f32, 3.0, 10.0] {
                let wanted = exact(student, teacher, f64::from(temperature));
                let loss = Distillation { temperature };
                let found = f64::from(loss.value_and_grad(&mut student.clone(), &teacher).unwrap());
                assert!(
                    (found / wanted - 1.0).abs() < 1e-6,
                    "{found} for {wanted} at {temperature}"
                );
            }
        }
        let mut same = teacher;
        assert_eq!(Distillation { temperature: 3.0 }.value_and_grad(&mut same, &teacher), Ok(0.0));
    }

    #[test]
    fn bad_values_are_named_and_nothing_changes() {
        let mut z = [0.5, -1.0, 2.0];
        let error = Distillation { temperature: 0.0 }.value_and_grad(&mut z, &TEACHER).unwrap_err();
        assert_eq!(error.to_string(), "temperature is 0; allowed: finite and above 0");
        let error = Distillation { temperature: 1.0 }.value_and_grad(&mut z, &[0.0]).unwrap_err();
        assert_eq!(error.to_string(), "teacher has 1 elements; allowed: exactly 3");
        let loss = DistillationWithLabels { temperature: 1.0, alpha: 1.5 };
        let error = loss.value_and_grad(&mut z, &TEACHER, 0).unwrap_err();
        assert_eq!(error.to_string(), "alpha is 1.5; allowed: from 0 to 1");
        let loss = DistillationWithLabels { temperature: 1.0, alpha: 0.5 };
        let error = loss.value_and_grad(&mut z, &TEACHER, 3).unwrap_err();
        assert_eq!(error.to_string(), "target is 3; allowed: below the number of classes");
        assert_eq!(z, [0.5, -1.0, 2.0]);
    }
}
