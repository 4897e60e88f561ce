// thalweg: gradient descent for microcontrollers. Licence: MIT or Apache-2.0.
// Made by cbindgen from bindings/c/src; not edited by hand.

#ifndef THALWEG_H
#define THALWEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What memory that is lent has to be aligned to, in bytes.
#define THALWEG_ALIGNMENT 16

// What became of a call. Below 0: nothing was changed, and a `thalweg_error` says what is wrong.
enum thalweg_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // Done; of a step: every parameter was updated.
  THALWEG_STATUS_OK = 0,
  // A transformation waits for more gradients; nothing has moved.
  THALWEG_STATUS_WAITING = 1,
  // The gradient has a number that is not finite: nothing has moved, and the skipped step is counted.
  THALWEG_STATUS_SKIPPED = 2,
  // The step was taken, and a parameter or the state is not finite any more: go back to what was saved.
  THALWEG_STATUS_DIVERGED = 3,
  // A step in parts that is not done yet.
  THALWEG_STATUS_UNFINISHED = 4,
  // A pointer is null, or leads to something else.
  THALWEG_STATUS_NULL = -1,
  // A pointer is not aligned.
  THALWEG_STATUS_ALIGNMENT = -2,
  // The memory is too small.
  THALWEG_STATUS_MEMORY = -3,
  // A buffer has another length than it must have.
  THALWEG_STATUS_LENGTH = -4,
  // A number lies outside of what its field allows.
  THALWEG_STATUS_RANGE = -5,
  // Two settings, or calls, exclude each other.
  THALWEG_STATUS_CONFLICT = -6,
  // Bytes that are no recipe, or ask for what is not linked.
  THALWEG_STATUS_RECIPE = -7,
  // Bytes that are no checkpoint of this training, or are damaged.
  THALWEG_STATUS_SAVED = -8,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum thalweg_status thalweg_status;
#else
typedef int32_t thalweg_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// An optimizer in memory that was lent to it. Made by `thalweg_adam_init` and its like; there is nothing to free.
typedef struct thalweg_optimizer thalweg_optimizer;

// A training that a recipe describes, in memory that was lent to it. There is nothing to free.
typedef struct thalweg_training thalweg_training;

// Text that lasts for ever; it does not end in 0.
typedef struct {
  // Where it begins.
  const char *start;
  // How many bytes it has.
  size_t length;
} thalweg_text;

// What is wrong, where, and what is allowed; `thalweg_message` puts it in words.
typedef struct {
  // The code that was returned.
  thalweg_status status;
  // The field or buffer.
  thalweg_text field;
  // What may be given.
  thalweg_text allowed;
  // What was given, where that is a number with a fraction; else 0.
  float value;
  // What was given, where that is a count; else 0.
  size_t count;
} thalweg_error;

// What happens to a gradient before the rule sees it. Always first: a gradient that is not finite skips the step.
typedef struct {
  // A gradient whose Euclidean norm is larger is scaled to this one, above 0; 0 for no clipping.
  float max_norm;
} thalweg_options;

// Momentum, as PyTorch has it: m ← α m + g; w ← w − η m. 4 bytes of state a parameter.
typedef struct {
  // α in [0, 1).
  float momentum;
} thalweg_momentum;

// Nesterov's momentum: m ← α m + g; w ← w − η (g + α m). 4 bytes of state a parameter.
typedef struct {
  // α in [0, 1).
  float momentum;
} thalweg_nesterov;

// AdaGrad (Duchi, Hazan and Singer 2011). 4 bytes of state a parameter.
typedef struct {
  // Added to the root of the sum, above 0.
  float epsilon;
  // What the sum of squares begins with, at least 0.
  float initial;
  // The rate is divided by 1 + this · (t − 1), at least 0.
  float learning_rate_decay;
} thalweg_adagrad;

// RMSProp (Tieleman and Hinton 2012). 4 bytes of state a parameter.
typedef struct {
  // α in [0, 1): decay of the average of squares.
  float decay;
  // Added to the root, above 0.
  float epsilon;
  // What the average begins with, at least 0.
  float initial;
  // Whether the average is corrected for its beginning.
  bool bias_correction;
} thalweg_rmsprop;

// Adam (Kingma and Ba 2015, algorithm 1). 8 bytes of state a parameter.
typedef struct {
  // β₁ in [0, 1): decay of the average of gradients.
  float beta1;
  // β₂ in [0, 1): decay of the average of squares.
  float beta2;
  // ε, added to the root, above 0.
  float epsilon;
} thalweg_adam;

// AdamW (Loshchilov and Hutter 2019): Adam with decoupled weight decay. 8 bytes of state a parameter.
typedef struct {
  // β₁ in [0, 1): decay of the average of gradients.
  float beta1;
  // β₂ in [0, 1): decay of the average of squares.
  float beta2;
  // ε, added to the root, above 0.
  float epsilon;
  // λ, at least 0; a step multiplies parameters by 1 − η λ.
  float weight_decay;
} thalweg_adamw;

// Lion (Chen et al. 2023). 4 bytes of state a parameter.
typedef struct {
  // β₁ in [0, 1): how much of the direction is memory.
  float beta1;
  // β₂ in [0, 1): decay of the memory.
  float beta2;
} thalweg_lion;

// A straight line from `begin` to the first value of a schedule, which begins when the warmup ends.
typedef struct {
  // How many steps; 0 for no warmup.
  uint32_t steps;
  // The rate at step 0, at least 0.
  float begin;
} thalweg_warmup;

// Half a cosine from `base_lr` to `final_lr`, then held (Loshchilov and Hutter 2017).
typedef struct {
  // The rate at step 0, at least 0.
  float base_lr;
  // The rate from step `steps` on, at least 0.
  float final_lr;
  // How many steps it falls, at least 1.
  uint32_t steps;
  // What comes in front.
  thalweg_warmup warmup;
} thalweg_cosine;

// A straight line from `start_lr` to `end_lr`, then held.
typedef struct {
  // The rate at step 0, at least 0.
  float start_lr;
  // The rate from step `steps` on, at least 0.
  float end_lr;
  // How many steps, at least 1.
  uint32_t steps;
  // What comes in front.
  thalweg_warmup warmup;
} thalweg_linear;

// base · factor^⌊t / period⌋, and not below a floor.
typedef struct {
  // The rate at step 0, at least 0.
  float base_lr;
  // What it is multiplied by, above 0 and at most 1.
  float factor;
  // Every how many steps, at least 1.
  uint32_t period;
  // The least rate, at least 0.
  float floor;
  // What comes in front.
  thalweg_warmup warmup;
} thalweg_step_decay;

// base · rate^(t / steps).
typedef struct {
  // The rate at step 0, at least 0.
  float base_lr;
  // What it is multiplied by in `steps` steps, above 0.
  float rate;
  // How many steps, at least 1.
  uint32_t steps;
  // What comes in front.
  thalweg_warmup warmup;
} thalweg_exponential;

// What a recipe leaves to the program that computes gradients.
typedef struct {
  // How many samples a batch has.
  uint32_t batch;
  // How many times each sample is seen.
  uint32_t epochs;
  // Of the order of samples.
  uint64_t seed;
  // ε of the labels' smoothing: the loss is cross-entropy behind softmax.
  float label_smoothing;
} thalweg_settings;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Puts an error in words, `beta1 is out of range; allowed: at least 0 and below 1`, in `text`, of which
// `capacity` bytes may be written; the last one written is 0.
//
// Returns how many bytes the whole message has without that 0, as `snprintf` does.
size_t thalweg_message(const thalweg_error *error, char *text, size_t capacity);

// One step: moves `n` parameters against their gradient.
//
// `n` is that of the `_init`; `learning_rate` at least 0.
//
// Returns `OK`, `WAITING`, `SKIPPED` or `DIVERGED`; below 0 nothing has changed. `error` may be null.
thalweg_status thalweg_step(thalweg_optimizer *optimizer,
                            float *parameters,
                            const float *gradient,
                            size_t n,
                            float learning_rate,
                            thalweg_error *error);

// Begins a step in parts, between which other tasks may run: call `thalweg_advance` until it is done.
//
// Its bits are those of one whole step. Parameters and gradient are kept until its end: neither may change, move or
// vanish. Returns `OK`, or below 0 and nothing has begun.
thalweg_status thalweg_begin(thalweg_optimizer *optimizer,
                             float *parameters,
                             const float *gradient,
                             size_t n,
                             float learning_rate,
                             thalweg_error *error);

// Moves about `n` parameters (up to seven more): `UNFINISHED`, or what became of the step.
thalweg_status thalweg_advance(thalweg_optimizer *optimizer, size_t n, thalweg_error *error);

// Back to before the first step; the rule stays.
thalweg_status thalweg_reset(thalweg_optimizer *optimizer, thalweg_error *error);

// How many steps were applied and how many skipped; either pointer may be null.
thalweg_status thalweg_counters(thalweg_optimizer *optimizer, uint32_t *steps, uint32_t *skipped, thalweg_error *error);

// What tells start weights from others: of `n` parameters; 0 where they are null.
uint32_t thalweg_fingerprint(const float *parameters, size_t n);

// How many bytes of memory SGD for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_sgd_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_sgd_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// SGD: w ← w − η g. No settings, no state.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_sgd_init(thalweg_optimizer **optimizer,
                                const thalweg_options *options,
                                void *memory,
                                size_t bytes,
                                size_t n,
                                thalweg_error *error);

// The defaults of `thalweg_momentum`.
thalweg_momentum thalweg_momentum_default(void);

// How many bytes of memory Momentum for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_momentum_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_momentum_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_momentum_init(thalweg_optimizer **optimizer,
                                     thalweg_momentum rule,
                                     const thalweg_options *options,
                                     void *memory,
                                     size_t bytes,
                                     size_t n,
                                     thalweg_error *error);

// The defaults of `thalweg_nesterov`.
thalweg_nesterov thalweg_nesterov_default(void);

// How many bytes of memory Nesterov's momentum for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_nesterov_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_nesterov_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_nesterov_init(thalweg_optimizer **optimizer,
                                     thalweg_nesterov rule,
                                     const thalweg_options *options,
                                     void *memory,
                                     size_t bytes,
                                     size_t n,
                                     thalweg_error *error);

// The defaults of `thalweg_adagrad`.
thalweg_adagrad thalweg_adagrad_default(void);

// How many bytes of memory AdaGrad for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_adagrad_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_adagrad_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_adagrad_init(thalweg_optimizer **optimizer,
                                    thalweg_adagrad rule,
                                    const thalweg_options *options,
                                    void *memory,
                                    size_t bytes,
                                    size_t n,
                                    thalweg_error *error);

// The defaults of `thalweg_rmsprop`.
thalweg_rmsprop thalweg_rmsprop_default(void);

// How many bytes of memory RMSProp for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_rmsprop_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_rmsprop_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_rmsprop_init(thalweg_optimizer **optimizer,
                                    thalweg_rmsprop rule,
                                    const thalweg_options *options,
                                    void *memory,
                                    size_t bytes,
                                    size_t n,
                                    thalweg_error *error);

// The defaults of `thalweg_adam`.
thalweg_adam thalweg_adam_default(void);

// How many bytes of memory Adam for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_adam_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_adam_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_adam_init(thalweg_optimizer **optimizer,
                                 thalweg_adam rule,
                                 const thalweg_options *options,
                                 void *memory,
                                 size_t bytes,
                                 size_t n,
                                 thalweg_error *error);

// The defaults of `thalweg_adamw`.
thalweg_adamw thalweg_adamw_default(void);

// How many bytes of memory AdamW for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_adamw_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_adamw_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_adamw_init(thalweg_optimizer **optimizer,
                                  thalweg_adamw rule,
                                  const thalweg_options *options,
                                  void *memory,
                                  size_t bytes,
                                  size_t n,
                                  thalweg_error *error);

// The defaults of `thalweg_lion`.
thalweg_lion thalweg_lion_default(void);

// How many bytes of memory Lion for `n` parameters takes; `SIZE_MAX` where there cannot be so many.
size_t thalweg_lion_state_bytes(size_t n);

// Makes an optimizer for `n` parameters in `memory`, aligned to `THALWEG_ALIGNMENT`, of `bytes` bytes, at least
// `thalweg_lion_state_bytes(n)`. The memory is cleared, and has to stay where it is.
//
// `options` and `error` may be null. On `OK`, `*optimizer` is what the other functions take.
thalweg_status thalweg_lion_init(thalweg_optimizer **optimizer,
                                 thalweg_lion rule,
                                 const thalweg_options *options,
                                 void *memory,
                                 size_t bytes,
                                 size_t n,
                                 thalweg_error *error);

// How many bytes `thalweg_sgd_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_sgd_saved_bytes(thalweg_optimizer *optimizer,
                               float *parameters,
                               size_t n);

// Writes `n` parameters and the counts and state of an optimizer of SGD to `length` bytes, at least
// `thalweg_sgd_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_sgd_save(thalweg_optimizer *optimizer,
                                float *parameters,
                                size_t n,
                                uint32_t model,
                                uint8_t *bytes,
                                size_t length,
                                thalweg_error *error);

// Goes on where the optimizer of SGD that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_sgd_load(thalweg_optimizer *optimizer,
                                float *parameters,
                                size_t n,
                                uint32_t model,
                                const uint8_t *bytes,
                                size_t length,
                                thalweg_error *error);

// How many bytes `thalweg_momentum_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_momentum_saved_bytes(thalweg_optimizer *optimizer,
                                    float *parameters,
                                    size_t n);

// Writes `n` parameters and the counts and state of an optimizer of Momentum to `length` bytes, at least
// `thalweg_momentum_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_momentum_save(thalweg_optimizer *optimizer,
                                     float *parameters,
                                     size_t n,
                                     uint32_t model,
                                     uint8_t *bytes,
                                     size_t length,
                                     thalweg_error *error);

// Goes on where the optimizer of Momentum that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_momentum_load(thalweg_optimizer *optimizer,
                                     float *parameters,
                                     size_t n,
                                     uint32_t model,
                                     const uint8_t *bytes,
                                     size_t length,
                                     thalweg_error *error);

// How many bytes `thalweg_nesterov_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_nesterov_saved_bytes(thalweg_optimizer *optimizer,
                                    float *parameters,
                                    size_t n);

// Writes `n` parameters and the counts and state of an optimizer of Nesterov's momentum to `length` bytes, at least
// `thalweg_nesterov_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_nesterov_save(thalweg_optimizer *optimizer,
                                     float *parameters,
                                     size_t n,
                                     uint32_t model,
                                     uint8_t *bytes,
                                     size_t length,
                                     thalweg_error *error);

// Goes on where the optimizer of Nesterov's momentum that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_nesterov_load(thalweg_optimizer *optimizer,
                                     float *parameters,
                                     size_t n,
                                     uint32_t model,
                                     const uint8_t *bytes,
                                     size_t length,
                                     thalweg_error *error);

// How many bytes `thalweg_adagrad_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_adagrad_saved_bytes(thalweg_optimizer *optimizer,
                                   float *parameters,
                                   size_t n);

// Writes `n` parameters and the counts and state of an optimizer of AdaGrad to `length` bytes, at least
// `thalweg_adagrad_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_adagrad_save(thalweg_optimizer *optimizer,
                                    float *parameters,
                                    size_t n,
                                    uint32_t model,
                                    uint8_t *bytes,
                                    size_t length,
                                    thalweg_error *error);

// Goes on where the optimizer of AdaGrad that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_adagrad_load(thalweg_optimizer *optimizer,
                                    float *parameters,
                                    size_t n,
                                    uint32_t model,
                                    const uint8_t *bytes,
                                    size_t length,
                                    thalweg_error *error);

// How many bytes `thalweg_rmsprop_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_rmsprop_saved_bytes(thalweg_optimizer *optimizer,
                                   float *parameters,
                                   size_t n);

// Writes `n` parameters and the counts and state of an optimizer of RMSProp to `length` bytes, at least
// `thalweg_rmsprop_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_rmsprop_save(thalweg_optimizer *optimizer,
                                    float *parameters,
                                    size_t n,
                                    uint32_t model,
                                    uint8_t *bytes,
                                    size_t length,
                                    thalweg_error *error);

// Goes on where the optimizer of RMSProp that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_rmsprop_load(thalweg_optimizer *optimizer,
                                    float *parameters,
                                    size_t n,
                                    uint32_t model,
                                    const uint8_t *bytes,
                                    size_t length,
                                    thalweg_error *error);

// How many bytes `thalweg_adam_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_adam_saved_bytes(thalweg_optimizer *optimizer,
                                float *parameters,
                                size_t n);

// Writes `n` parameters and the counts and state of an optimizer of Adam to `length` bytes, at least
// `thalweg_adam_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_adam_save(thalweg_optimizer *optimizer,
                                 float *parameters,
                                 size_t n,
                                 uint32_t model,
                                 uint8_t *bytes,
                                 size_t length,
                                 thalweg_error *error);

// Goes on where the optimizer of Adam that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_adam_load(thalweg_optimizer *optimizer,
                                 float *parameters,
                                 size_t n,
                                 uint32_t model,
                                 const uint8_t *bytes,
                                 size_t length,
                                 thalweg_error *error);

// How many bytes `thalweg_adamw_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_adamw_saved_bytes(thalweg_optimizer *optimizer,
                                 float *parameters,
                                 size_t n);

// Writes `n` parameters and the counts and state of an optimizer of AdamW to `length` bytes, at least
// `thalweg_adamw_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_adamw_save(thalweg_optimizer *optimizer,
                                  float *parameters,
                                  size_t n,
                                  uint32_t model,
                                  uint8_t *bytes,
                                  size_t length,
                                  thalweg_error *error);

// Goes on where the optimizer of AdamW that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_adamw_load(thalweg_optimizer *optimizer,
                                  float *parameters,
                                  size_t n,
                                  uint32_t model,
                                  const uint8_t *bytes,
                                  size_t length,
                                  thalweg_error *error);

// How many bytes `thalweg_lion_save` writes for an optimizer and its `n` parameters; 0 where there is none, it is of another
// rule or length, or a step in parts has it.
size_t thalweg_lion_saved_bytes(thalweg_optimizer *optimizer,
                                float *parameters,
                                size_t n);

// Writes `n` parameters and the counts and state of an optimizer of Lion to `length` bytes, at least
// `thalweg_lion_saved_bytes`: a checkpoint, the same bytes on every target, with a CRC-32C at its end. The parameters are not
// changed. `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_lion_save(thalweg_optimizer *optimizer,
                                 float *parameters,
                                 size_t n,
                                 uint32_t model,
                                 uint8_t *bytes,
                                 size_t length,
                                 thalweg_error *error);

// Goes on where the optimizer of Lion that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. Settings, options and
// rates are not in it. `error` may be null.
thalweg_status thalweg_lion_load(thalweg_optimizer *optimizer,
                                 float *parameters,
                                 size_t n,
                                 uint32_t model,
                                 const uint8_t *bytes,
                                 size_t length,
                                 thalweg_error *error);

// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
thalweg_status thalweg_cosine_at(thalweg_cosine schedule, uint32_t step, float *learning_rate, thalweg_error *error);

// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
thalweg_status thalweg_linear_at(thalweg_linear schedule, uint32_t step, float *learning_rate, thalweg_error *error);

// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
thalweg_status thalweg_step_decay_at(thalweg_step_decay schedule,
                                     uint32_t step,
                                     float *learning_rate,
                                     thalweg_error *error);

// The rate at `step`, from 0, to `*learning_rate`. `error` may be null.
thalweg_status thalweg_exponential_at(thalweg_exponential schedule,
                                      uint32_t step,
                                      float *learning_rate,
                                      thalweg_error *error);

// How many bytes of memory a training of `n` parameters by this recipe takes, to `*needed`. `error` may be null.
thalweg_status thalweg_training_bytes(const uint8_t *recipe,
                                      size_t length,
                                      size_t n,
                                      size_t *needed,
                                      thalweg_error *error);

// Makes a training of `n` parameters, as the bytes of a recipe say it, in `memory`, aligned to
// `THALWEG_ALIGNMENT`, of `bytes` bytes, at least what `thalweg_training_bytes` says. The bytes of the recipe are not
// needed any more then; the memory has to stay where it is.
//
// A recipe that asks for what this library does not link or do is refused by name: rules and schedules that are not
// in this header, clipping other than by the global norm, accumulation, decay beside the rule's, precisions, groups,
// averages, early stopping, losses other than cross-entropy. `error` may be null.
thalweg_status thalweg_training_init(thalweg_training **training,
                                     const uint8_t *recipe,
                                     size_t length,
                                     void *memory,
                                     size_t bytes,
                                     size_t n,
                                     thalweg_error *error);

// One step at the rate that the recipe's schedule gives for as many steps as were applied; else as `thalweg_step`.
thalweg_status thalweg_training_step(thalweg_training *training,
                                     float *parameters,
                                     const float *gradient,
                                     size_t n,
                                     thalweg_error *error);

// The recipe's rate at `step`, from 0, to `*learning_rate`. `error` may be null.
thalweg_status thalweg_training_learning_rate(thalweg_training *training,
                                              uint32_t step,
                                              float *learning_rate,
                                              thalweg_error *error);

// What the recipe leaves to the program that computes gradients, to `*settings`. `error` may be null.
thalweg_status thalweg_training_settings(thalweg_training *training, thalweg_settings *settings, thalweg_error *error);

// The training's optimizer, for steps in parts and what is saved; null where there is none.
thalweg_optimizer *thalweg_training_optimizer(thalweg_training *training);

// How many bytes `thalweg_training_save` writes for a training and its `n` parameters; 0 where there is none, it is of
// another length, or a step in parts has its optimizer.
size_t thalweg_training_saved_bytes(thalweg_training *training, float *parameters, size_t n);

// Writes `n` parameters and the counts and state of a training's optimizer to `length` bytes, at least
// `thalweg_training_saved_bytes`: the checkpoint that its rule's own function writes. The parameters are not changed.
// `n` is that of the `_init`.
//
// `model` is the fingerprint of the weights that the training started from; `error` may be null.
thalweg_status thalweg_training_save(thalweg_training *training,
                                     float *parameters,
                                     size_t n,
                                     uint32_t model,
                                     uint8_t *bytes,
                                     size_t length,
                                     thalweg_error *error);

// Goes on where the training that was saved stopped, to the same bits: `length` is that of the checkpoint.
//
// A checkpoint of another rule, length or model, or a damaged one, is refused, and nothing changes. The recipe is not in it:
// it is that of the `_init`. `error` may be null.
thalweg_status thalweg_training_load(thalweg_training *training,
                                     float *parameters,
                                     size_t n,
                                     uint32_t model,
                                     const uint8_t *bytes,
                                     size_t length,
                                     thalweg_error *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* THALWEG_H */
