//! An LSM6DSV16X over I²C, ST's accelerometer and gyroscope, by ST's driver: it keeps two seconds of samples by itself.

use embassy_time::Delay;
use embedded_hal_async::i2c::I2c;
use lsm6dsv16x_rs::asynchronous::{
    I2CAddress, ID, Lsm6dsv16x,
    prelude::{FifoBatch, FifoMode, GyFullScale, GyMode, MainBank, Odr, Tag, XlFullScale, XlMode},
};
use st_mems_bus::asynchronous::i2c::I2cBus;
use thalweg_app::{Reading, Sample, Source};

/// Acceleration within 4 g and rotation within 2000 °/s, 50 times a second.
pub struct Imu<P: I2c> {
    chip: Lsm6dsv16x<I2cBus<P>, Delay, MainBank>,
    /// Of the next sample what has come: thousandths of g and of rad/s.
    acceleration: Option<[i16; 3]>,
    rotation: Option<[i16; 3]>,
}

impl<P: I2c> Imu<P> {
    /// At the address that it has if its pin SA0 is high, as on ST's boards.
    pub fn new(bus: P) -> Self {
        let chip = Lsm6dsv16x::new_i2c(bus, I2CAddress::I2cAddH, Delay);
        Self { chip, acceleration: None, rotation: None }
    }

    /// Whether it is there and does what it is told.
    async fn set_up(&mut self) -> Option<()> {
        let chip = &mut self.chip;
        if chip.device_id_get().await.ok()? != ID {
            return None;
        }
        chip.fifo_mode_set(FifoMode::BypassMode).await.ok()?; // which empties it
        chip.block_data_update_set(1).await.ok()?;
        chip.xl_full_scale_set(XlFullScale::_4g).await.ok()?;
        chip.gy_full_scale_set(GyFullScale::_2000dps).await.ok()?;
        chip.xl_mode_set(XlMode::HighAccuracyOdrMd).await.ok()?;
        chip.gy_mode_set(GyMode::HighAccuracyOdrMd).await.ok()?;
        chip.xl_data_rate_set(Odr::Ha02_50hz).await.ok()?;
        chip.gy_data_rate_set(Odr::Ha02_50hz).await.ok()?;
        // The same number as of the rate: every measurement is kept.
        chip.fifo_xl_batch_set(FifoBatch::_60hz).await.ok()?;
        chip.fifo_gy_batch_set(FifoBatch::_60hz).await.ok()?;
        chip.fifo_mode_set(FifoMode::StreamMode).await.ok()
    }

    /// The next sample, once both halves of it have come.
    async fn reading(&mut self) -> Option<Option<Reading>> {
        loop {
            let status = self.chip.fifo_status_get().await.ok()?;
            if status.fifo_ovr != 0 {
                // What was overwritten nobody counts; what is kept is of two entries each, and thrown away with it.
                self.set_up().await?;
                (self.acceleration, self.rotation) = (None, None);
                return Some(Some(Reading::Lost(u32::from(status.fifo_level / 2) + 1)));
            }
            if status.fifo_level == 0 {
                return Some(None);
            }
            let entry = self.chip.fifo_out_raw_get().await.ok()?;
            let [x0, x1, y0, y1, z0, z1] = entry.data;
            let raw = [[x0, x1], [y0, y1], [z0, z1]].map(i16::from_le_bytes);
            match entry.tag {
                // 0.122 thousandths of g a count.
                Tag::XlNcTag => self.acceleration = Some(raw.map(|raw| scaled(raw, 122, 1000))),
                // 0.07 °/s a count: π/180 of it in rad/s.
                Tag::GyNcTag => self.rotation = Some(raw.map(|raw| scaled(raw, 122_173, 100_000))),
                _ => {}
            }
            if let (Some([ax, ay, az]), Some([wx, wy, wz])) = (self.acceleration, self.rotation) {
                (self.acceleration, self.rotation) = (None, None);
                let sample: Sample = [ax, ay, az, wx, wy, wz];
                return Some(Some(Reading::Sample(sample)));
            }
        }
    }
}

/// A count times a fraction, rounded to the nearest; held at the ends of what a sample can say.
fn scaled(raw: i16, numerator: i64, denominator: i64) -> i16 {
    let twice = 2 * i64::from(raw) * numerator + denominator;
    let nearest = twice.div_euclid(2 * denominator);
    nearest.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

impl<P: I2c> Source for Imu<P> {
    async fn start(&mut self) -> bool {
        (self.acceleration, self.rotation) = (None, None);
        self.set_up().await.is_some()
    }

    async fn next(&mut self) -> Option<Reading> {
        self.reading().await.unwrap_or(Some(Reading::Gone))
    }
}

impl<P: I2c> core::fmt::Debug for Imu<P> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Imu").field("acceleration", &self.acceleration).finish_non_exhaustive()
    }
}
