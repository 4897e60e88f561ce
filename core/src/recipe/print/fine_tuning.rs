//! What is trained and how the start is kept, as Python.

use super::python::{Gaps, Number};
use crate::recipe::{Recipe, Trained};
use core::fmt::{self, Formatter};

/// Notes of what is trained what a library leaves to the training loop.
pub(super) fn note_gaps<R, S, const G: usize>(recipe: &Recipe<R, S, G>, gaps: &mut Gaps) {
    gaps.note(recipe.replay > 0, "replay", "add so many samples of before to each batch");
}

/// Notes all of it for a library whose parameters have no names or layers that are known here.
pub(super) fn note_all<R, S, const G: usize>(
    recipe: &Recipe<R, S, G>,
    gaps: &mut Gaps,
    frozen: &'static str,
) {
    let Recipe { trained, unfreezing, lora, .. } = recipe;
    gaps.note(*trained != Trained::All, "trained", frozen);
    gaps.note(unfreezing.is_some(), "unfreezing", "make the optimizer anew for each layer more");
    gaps.note(lora.is_some(), "lora", "add (alpha / rank) B A x to each frozen layer");
}

/// Notes what PyTorch, or peft, does not freeze or thaw by itself.
pub(super) fn note_pytorch<R, S, const G: usize>(recipe: &Recipe<R, S, G>, gaps: &mut Gaps) {
    let of_channels = matches!(recipe.trained, Trained::Channels { .. });
    let rows = "PyTorch freezes tensors; put the other rows back after a step";
    gaps.note(of_channels, "trained", rows);
    let thaws = recipe.unfreezing.is_some() && (of_channels || recipe.lora.is_some());
    gaps.note(thaws, "unfreezing", "begin to train each layer then");
}

/// The functions of PyTorch.
pub(super) fn write_pytorch<R, S, const G: usize>(
    f: &mut Formatter<'_>,
    recipe: &Recipe<R, S, G>,
) -> fmt::Result {
    write_layers(f, recipe)?;
    if let Some(l2_sp) = recipe.l2_sp {
        write!(
            f,
            "\n\ndef l2_sp(params, start):\n    \
             return {} / 2 * sum(((p - s) ** 2).sum() for p, s in zip(params, start))\n",
            Number(l2_sp.alpha)
        )?;
    }
    if let Some(wise) = recipe.wise {
        write!(
            f,
            "\n\n@torch.no_grad()\ndef wise(params, start):\n    \
             for p, s in zip(params, start):\n        p.copy_(torch.lerp(s, p, {}))\n",
            Number(wise.share)
        )?;
    }
    let Some(lora) = recipe.lora else { return Ok(()) };
    f.write_str("\n\n# layers: the names of ")?;
    match recipe.trained {
        Trained::LastLayers { layers } => write!(f, "the last {layers}")?,
        _ => f.write_str("all")?,
    }
    write!(
        f,
        "\ndef lora(model, layers):\n    import peft\n\n    \
         config = peft.LoraConfig(r={}, lora_alpha={}, target_modules=layers)\n    \
         return peft.get_peft_model(model, config)\n",
        lora.rank,
        Number(lora.alpha)
    )
}

/// Which parameters are trained at a step.
fn write_layers<R, S, const G: usize>(
    f: &mut Formatter<'_>,
    recipe: &Recipe<R, S, G>,
) -> fmt::Result {
    let (layers, biases) = match recipe.trained {
        Trained::All => (None, false),
        Trained::LastLayers { layers } => (Some(layers), false),
        Trained::Biases { layers } => (layers, true),
        Trained::Channels { .. } => return Ok(()),
    };
    let all = recipe.trained == Trained::All && recipe.unfreezing.is_none();
    if all || recipe.lora.is_some() {
        return Ok(());
    }
    f.write_str("\n\ndef train(model, t):\n")?;
    f.write_str(
        "    layers = [m for m in model.modules() if list(m.parameters(recurse=False))]\n",
    )?;
    f.write_str("    last = len(layers)\n")?;
    if let Some(layers) = layers {
        writeln!(f, "    last = min(last, {layers})")?;
    }
    if let Some(unfreezing) = recipe.unfreezing {
        let (first, every) = (unfreezing.layers, unfreezing.every);
        writeln!(f, "    last = min(last, {first} + t // {every})")?;
    }
    f.write_str("    for place, layer in enumerate(layers):\n")?;
    f.write_str("        for name, p in layer.named_parameters(recurse=False):\n")?;
    f.write_str("            p.requires_grad_(len(layers) - place <= last")?;
    f.write_str(if biases { " and name == \"bias\")\n" } else { ")\n" })
}

/// The functions of Optax.
pub(super) fn write_optax<R, S, const G: usize>(
    f: &mut Formatter<'_>,
    recipe: &Recipe<R, S, G>,
) -> fmt::Result {
    if let Some(l2_sp) = recipe.l2_sp {
        write!(
            f,
            "\n\ndef l2_sp(params, start):\n    \
             way = optax.tree_utils.tree_sub(params, start)\n    \
             return {} / 2 * optax.tree_utils.tree_l2_norm(way, squared=True)\n",
            Number(l2_sp.alpha)
        )?;
    }
    let Some(wise) = recipe.wise else { return Ok(()) };
    write!(
        f,
        "\n\ndef wise(params, start):\n    \
         return optax.incremental_update(params, start, {})\n",
        Number(wise.share)
    )
}
