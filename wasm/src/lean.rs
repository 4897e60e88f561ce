//! JSON read for small WebAssembly: a structure is an object and nothing else, so that of each type only that reader is
//! linked, and not the one of sequences beside it, as `serde_json` would for its own trees.

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected, VariantAccess,
        Visitor, value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Value, map};
use std::slice;

/// What a tree says.
///
/// # Errors
/// What is not of the form.
pub(crate) fn read<'de, T: Deserialize<'de>>(tree: &'de Value) -> Result<T, Error> {
    T::deserialize(Lean(tree))
}

#[derive(Clone, Copy)]
struct Lean<'de>(&'de Value);

impl<'de> Lean<'de> {
    #[inline(never)] // the same for each type
    fn refused(self, wanted: &str) -> Error {
        let found = match self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(value) => Unexpected::Float(value.as_f64().unwrap_or(f64::NAN)),
            Value::String(value) => Unexpected::Str(value),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        };
        Error::invalid_type(found, &wanted)
    }

    fn float(self) -> Result<f64, Error> {
        self.0.as_f64().ok_or_else(|| self.refused("a number"))
    }

    fn whole(self) -> Result<u64, Error> {
        self.0.as_u64().ok_or_else(|| self.refused("a whole number from 0 on"))
    }

    fn list(self) -> Result<slice::Iter<'de, Value>, Error> {
        let Value::Array(items) = self.0 else { return Err(self.refused("a list")) };
        Ok(items.iter())
    }

    /// The name of a variant, and what it holds.
    fn variant(self) -> Result<(&'de str, Option<Lean<'de>>), Error> {
        match self.0 {
            Value::String(name) => Ok((name, None)),
            Value::Object(one) if one.len() == 1 => {
                let found = one.iter().next().map(|(name, held)| (name.as_str(), Some(Lean(held))));
                found.ok_or_else(|| self.refused("a variant"))
            }
            _ => Err(self.refused("a variant's name, or an object of it alone")),
        }
    }
}

impl<'de> Deserializer<'de> for Lean<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(self.refused("something that is named"))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(self.0.as_bool().ok_or_else(|| self.refused("true or false"))?)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            _ => Err(self.refused("null")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut items = Items(self.list()?);
        let value = visitor.visit_seq(&mut items)?;
        if items.0.len() > 0 {
            return Err(self.refused("a list that is not longer"));
        }
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let fields = self.0.as_object().ok_or_else(|| self.refused("an object"))?;
        visitor.visit_map(Fields { fields: fields.iter(), value: None })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (name, held) = self.variant()?;
        visitor.visit_enum(Variant { name, held })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u16 u128 f64 char str string bytes byte_buf map identifier
    }
}

/// The elements of a list.
struct Items<'de>(slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0.next().map(|item| seed.deserialize(Lean(item))).transpose()
    }
}

/// The fields of an object.
struct Fields<'de> {
    fields: map::Iter<'de>,
    value: Option<&'de Value>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.fields.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(Lean(self.value.take().unwrap_or(&Value::Null)))
    }
}

/// A variant by its name.
struct Variant<'de> {
    name: &'de str,
    held: Option<Lean<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Held<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Held<'de>), Error> {
        let value = seed.deserialize(BorrowedStrDeserializer::<Error>::new(self.name))?;
        Ok((value, Held(self.held)))
    }
}

/// What it holds.
struct Held<'de>(Option<Lean<'de>>);

impl<'de> Held<'de> {
    fn something(self) -> Result<Lean<'de>, Error> {
        self.0.ok_or_else(|| Error::invalid_type(Unexpected::UnitVariant, &"a variant's fields"))
    }
}

impl<'de> VariantAccess<'de> for Held<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            None => Ok(()),
            Some(held) => <()>::deserialize(held),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.something()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.something()?.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.something()?.deserialize_struct("", &[], visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::{recipe::Recipe, schedule::AnySchedule};

    /// What both readers make of a text.
    fn both<T: for<'de> Deserialize<'de>>(text: &str) -> [Option<T>; 2] {
        let tree: Value = serde_json::from_str(text).unwrap();
        [read(&tree).ok(), serde_json::from_value(tree.clone()).ok()]
    }

    #[test]
    fn recipes_are_read_as_serde_json_reads_them() {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden/recipes");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let [lean, whole] = both::<Recipe>(&std::fs::read_to_string(path).unwrap());
                assert!(lean.is_some() && lean == whole);
                seen += 1;
            }
        }
        assert_eq!(seen, 13);
    }

    #[test]
    fn what_is_not_of_the_form_is_refused_by_both() {
        for text in [
            "7",
            "[7]",
            r#"[{"Family": 7}]"#,
            r#"[{"Family": {"Constant": {"value": "0.1"}}}]"#,
            r#"[{"Family": {"Constant": {}}}]"#,
            r#"[{"Family": {"Constant": {"value": 0.1}, "Cosine": {}}}]"#,
            r#"[{"Family": {"Linear": {"start_lr": 1, "end_lr": 0, "steps": 1.5}}}]"#,
            r#"[{"Family": {"Linear": {"start_lr": 1, "end_lr": 0, "steps": 4294967296}}}]"#,
            r#"["Family"]"#,
        ] {
            assert_eq!(both::<AnySchedule>(text), [None, None], "{text}");
        }
    }
}
