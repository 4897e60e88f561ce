//! L = T² Σ q ln(q/p), p = softmax(z/T) of the student, q = softmax(u/T) of the teacher;
//! ∂L/∂z = T (p − q).
//!
//! G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network" (2015): a small
//! network learns what a large one, or an average of many, gives. The temperature T makes the
//! small probabilities of the wrong classes count; T² keeps the gradient's size as T grows
//! (section 2), 2 to 10 is usual. With labels: α of that and 1 − α of the cross-entropy at T = 1.

use crate::{
    Error,
    config::config,
    error,
    math::{exp, ln},
};

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

impl Distillation {
    const fn validate(&self) -> Result<(), Error> {
        error::positive("temperature", self.temperature)
    }

    /// The loss; the `student`'s logits become its gradient with respect to them.
    ///
    /// # Errors
    /// `temperature` out of range, another number of logits of the `teacher`, a logit not finite;
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
        let mut sum = 0.0;
        for (class, (z, &u)) in student.iter_mut().zip(teacher).enumerate() {
            let (pc, qc) = (p.probability(*z), q.probability(u));
            // q ln q is 0 in the limit, and where q underflows.
            if qc > 0.0 {
                sum += qc * (q.log(u) - p.log(*z));
            }
            *z = gradient(class, *z, temperature * (pc - qc));
        }
        Ok(temperature * temperature * sum)
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

impl DistillationWithLabels {
    const fn validate(&self) -> Result<(), Error> {
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
        let Some(&of_target) = student.get(target) else {
            let value = u32::try_from(target).unwrap_or(u32::MAX);
            let allowed = "below the number of classes";
            return Err(Error::Count { field: "target", value, allowed });
        };
        let p = Softmax::of(student, 1.0);
        let soft = Distillation { temperature }.descend(student, teacher, |class, z, soft| {
            let hit = if class == target { 1.0 } else { 0.0 };
            alpha * soft + (1.0 - alpha) * (p.probability(z) - hit)
        })?;
        Ok(alpha * soft - (1.0 - alpha) * p.log(of_target))
    }
}

/// Softmax at a temperature, without a buffer: the largest logit and the sum are all it keeps.
#[derive(Clone, Copy)]
struct Softmax {
    temperature: f32,
    largest: f32,
    sum: f32,
}

impl Softmax {
    fn of(logits: &[f32], temperature: f32) -> Self {
        let largest = logits.iter().fold(f32::NEG_INFINITY, |largest, &z| largest.max(z));
        let sum = logits.iter().map(|z| exp((z - largest) / temperature)).sum();
        Self { temperature, largest, sum }
    }

    fn probability(&self, z: f32) -> f32 {
        exp((z - self.largest) / self.temperature) / self.sum
    }

    fn log(&self, z: f32) -> f32 {
        (z - self.largest) / self.temperature - ln(self.sum)
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
        assert_eq!(loss, Ok(f32::INFINITY));
        assert_eq!(student, [-0.5, 0.5]);
        let mut student = [900.0, -900.0];
        let loss = Distillation { temperature: 0.5 }.value_and_grad(&mut student, &[900.0, -900.0]);
        assert_eq!((loss, student), (Ok(0.0), [0.0, 0.0]));
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
