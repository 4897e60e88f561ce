// Every function of thalweg.h, for whatever runs it: prints lines of name and bits, which have to be those of
// test/expected.txt, and "refused" lines for what must not work.
#include "recipe.h"
#include "thalweg.h"
#include <stdio.h>
#include <string.h>

#define N 5
#define STEPS 50

static _Alignas(THALWEG_ALIGNMENT) unsigned char memory[1024], second[1024];
static float w[N], g[N];

static void start(void) {
  for (int i = 0; i < N; i++) w[i] = 1.0f / (float)(i + 1);
}

// The gradient of a valley whose sides are the steeper the higher the index.
static void slope(void) {
  for (int i = 0; i < N; i++) g[i] = (float)(i + 1) * w[i];
}

static uint32_t hash(void) { // FNV-1a of the bytes
  uint32_t bits, h = 0x811c9dc5u;
  for (int i = 0; i < N; i++) {
    memcpy(&bits, &w[i], 4);
    for (int byte = 0; byte < 4; byte++, bits >>= 8) h = (h ^ (bits & 255)) * 0x01000193u;
  }
  return h;
}

static void refused(const char *what, thalweg_status status, const thalweg_error *error) {
  char text[160];
  if (status >= 0) strcpy(text, "NOT REFUSED");
  else thalweg_message(error, text, sizeof text);
  printf("refused %s %d: %s\n", what, (int)status, text);
}

static void run(const char *name, thalweg_optimizer *it, thalweg_status made) {
  start();
  for (int step = 0; step < STEPS && made == THALWEG_STATUS_OK; step++) {
    slope();
    made = thalweg_step(it, w, g, N, 0.01f, NULL);
  }
  printf("%s %d %08lx\n", name, (int)made, (unsigned long)hash());
}

static void every_rule(void) {
  thalweg_optimizer *it = NULL;
  thalweg_status made = thalweg_sgd_init(&it, NULL, memory, thalweg_sgd_state_bytes(N), N, NULL);
  run("sgd", it, made);
#define RULE(rule)                                                                                            \
  made = thalweg_##rule##_init(&it, thalweg_##rule##_default(), NULL, memory,                                  \
                               thalweg_##rule##_state_bytes(N), N, NULL);                                     \
  run(#rule, it, made)
  RULE(momentum);
  RULE(nesterov);
  RULE(adagrad);
  RULE(rmsprop);
  RULE(adam);
  RULE(adamw);
  RULE(lion);
  thalweg_options options = {.max_norm = 0.5f};
  made = thalweg_adam_init(&it, thalweg_adam_default(), &options, memory, sizeof memory, N, NULL);
  run("adam, clipped", it, made);
}

static void in_parts(void) {
  thalweg_optimizer *it = NULL;
  thalweg_error error;
  thalweg_status status = thalweg_adam_init(&it, thalweg_adam_default(), NULL, memory, sizeof memory, N, NULL);
  int calls = 0;
  start();
  for (int step = 0; step < STEPS && status == THALWEG_STATUS_OK; step++) {
    slope();
    status = thalweg_begin(it, w, g, N, 0.01f, NULL);
    if (step == 0) refused("step within a step", thalweg_step(it, w, g, N, 0.01f, &error), &error);
    do status = thalweg_advance(it, 1, NULL), calls++;
    while (status == THALWEG_STATUS_UNFINISHED);
  }
  printf("adam, in parts %d %08lx\n", (int)status, (unsigned long)hash());
  if (calls <= STEPS) printf("not in parts: %d calls\n", calls);
  refused("advance without begin", thalweg_advance(it, 1, &error), &error);

  uint32_t steps = 0, skipped = 0;
  g[2] = 0.0f / 0.0f;
  printf("not finite %d\n", (int)thalweg_step(it, w, g, N, 0.01f, NULL));
  thalweg_counters(it, &steps, &skipped, NULL);
  printf("counted %lu %lu\n", (unsigned long)steps, (unsigned long)skipped);
  run("adam, reset", it, thalweg_reset(it, NULL));
}

static void stopped_and_resumed(void) {
  thalweg_optimizer *it = NULL, *other = NULL;
  thalweg_error error;
  static unsigned char kept[512];
  thalweg_adam_init(&it, thalweg_adam_default(), NULL, memory, sizeof memory, N, NULL);
  thalweg_adam_init(&other, thalweg_adam_default(), NULL, second, sizeof second, N, NULL);
  start();
  const uint32_t model = thalweg_fingerprint(w, N);
  const size_t length = thalweg_adam_saved_bytes(it, w, N);
  thalweg_status status = THALWEG_STATUS_OK;
  for (int step = 0; step < STEPS && status == THALWEG_STATUS_OK; step++) {
    if (step == 17 && length > sizeof kept) status = THALWEG_STATUS_MEMORY;
    else if (step == 17) { // a reset
      status = thalweg_adam_save(it, w, N, model, kept, length, NULL);
      memset(w, 0, sizeof w);
      if (status == THALWEG_STATUS_OK) status = thalweg_adam_load(other, w, N, model, kept, length, NULL);
      it = other;
    }
    slope();
    if (status == THALWEG_STATUS_OK) status = thalweg_step(it, w, g, N, 0.01f, NULL);
  }
  printf("adam, resumed %d %08lx\n", (int)status, (unsigned long)hash());

  refused("another model", thalweg_adam_load(it, w, N, model + 1, kept, length, &error), &error);
  refused("cut checkpoint", thalweg_adam_load(it, w, N, model, kept, length - 1, &error), &error);
  refused("small room", thalweg_adam_save(it, w, N, model, kept, length - 1, &error), &error);
  thalweg_adam_load(it, w, N, model, kept, length, NULL);
  thalweg_adam_save(it, w, N, model, kept, length, NULL);
  kept[40] ^= 1;
  refused("damaged checkpoint", thalweg_adam_load(it, w, N, model, kept, length, &error), &error);
  kept[40] ^= 1;
  thalweg_momentum_init(&other, thalweg_momentum_default(), NULL, memory, sizeof memory, N, NULL);
  refused("another rule's checkpoint", thalweg_momentum_load(other, w, N, model, kept, length, &error), &error);
  refused("another rule's optimizer", thalweg_adam_load(other, w, N, model, kept, length, &error), &error);
  printf("another rule's bytes %lu\n", (unsigned long)thalweg_adam_saved_bytes(other, w, N));
  refused("save of another length", thalweg_adam_save(it, w, N - 1, model, kept, length, &error), &error);
  printf("another length's bytes %lu\n", (unsigned long)thalweg_adam_saved_bytes(it, w, N - 1));
  thalweg_begin(it, w, g, N, 0.01f, NULL);
  refused("save within a step", thalweg_adam_save(it, w, N, model, kept, length, &error), &error);
  while (thalweg_advance(it, 8, NULL) == THALWEG_STATUS_UNFINISHED) {}
}

// Each rule: stopped after step 17, its memory used by another, and resumed.
static void every_rule_resumed(void) {
  thalweg_optimizer *it = NULL;
  static unsigned char kept[512];
#define RESUMED(rule, INIT)                                                                                    \
  start();                                                                                                     \
  const uint32_t model_##rule = thalweg_fingerprint(w, N);                                                     \
  thalweg_status status_##rule = INIT;                                                                         \
  for (int step = 0; step < STEPS && status_##rule == THALWEG_STATUS_OK; step++) {                             \
    const size_t length = thalweg_##rule##_saved_bytes(it, w, N);                                              \
    if (step == 17 && length > sizeof kept) status_##rule = THALWEG_STATUS_MEMORY;                             \
    else if (step == 17) {                                                                                     \
      status_##rule = thalweg_##rule##_save(it, w, N, model_##rule, kept, length, NULL);                       \
      memset(w, 0, sizeof w);                                                                                  \
      if (status_##rule == THALWEG_STATUS_OK) status_##rule = INIT;                                            \
      if (status_##rule == THALWEG_STATUS_OK)                                                                  \
        status_##rule = thalweg_##rule##_load(it, w, N, model_##rule, kept, length, NULL);                     \
    }                                                                                                          \
    slope();                                                                                                   \
    if (status_##rule == THALWEG_STATUS_OK) status_##rule = thalweg_step(it, w, g, N, 0.01f, NULL);            \
  }                                                                                                            \
  printf("%s, resumed %d %08lx\n", #rule, (int)status_##rule, (unsigned long)hash())
#define OF_ITS_OWN(rule)                                                                                       \
  RESUMED(rule, thalweg_##rule##_init(&it, thalweg_##rule##_default(), NULL, memory, sizeof memory, N, NULL))
  RESUMED(sgd, thalweg_sgd_init(&it, NULL, memory, sizeof memory, N, NULL));
  OF_ITS_OWN(momentum);
  OF_ITS_OWN(nesterov);
  OF_ITS_OWN(adagrad);
  OF_ITS_OWN(rmsprop);
  OF_ITS_OWN(adamw);
  OF_ITS_OWN(lion);
}

static void every_schedule(void) {
  thalweg_warmup warmup = {.steps = 10, .begin = 0.001f};
  thalweg_cosine cosine = {0.1f, 0.01f, 30, warmup};
  thalweg_linear linear = {0.1f, 0.01f, 30, warmup};
  thalweg_step_decay decay = {0.1f, 0.5f, 7, 0.02f, warmup};
  thalweg_exponential exponential = {0.1f, 0.9f, 5, warmup};
  for (int i = 0; i < N; i++) thalweg_cosine_at(cosine, (uint32_t)(9 * i), &w[i], NULL);
  printf("cosine 0 %08lx\n", (unsigned long)hash());
  for (int i = 0; i < N; i++) thalweg_linear_at(linear, (uint32_t)(9 * i), &w[i], NULL);
  printf("linear 0 %08lx\n", (unsigned long)hash());
  for (int i = 0; i < N; i++) thalweg_step_decay_at(decay, (uint32_t)(9 * i), &w[i], NULL);
  printf("step decay 0 %08lx\n", (unsigned long)hash());
  for (int i = 0; i < N; i++) thalweg_exponential_at(exponential, (uint32_t)(9 * i), &w[i], NULL);
  printf("exponential 0 %08lx\n", (unsigned long)hash());
}

// A training that is stopped in its middle, and one made anew that goes on, in place of `it`.
static void recipe_resumed(thalweg_training *it, size_t needed) {
  static unsigned char kept[512];
  thalweg_status status = thalweg_training_init(&it, RECIPE, sizeof RECIPE, memory, needed, N, NULL);
  start();
  const uint32_t model = thalweg_fingerprint(w, N);
  const size_t length = thalweg_training_saved_bytes(it, w, N);
  for (int step = 0; step < STEPS && status == THALWEG_STATUS_OK; step++) {
    if (step == 17 && length > sizeof kept) status = THALWEG_STATUS_MEMORY;
    else if (step == 17) {
      status = thalweg_training_save(it, w, N, model, kept, length, NULL);
      memset(w, 0, sizeof w);
      if (status == THALWEG_STATUS_OK)
        status = thalweg_training_init(&it, RECIPE, sizeof RECIPE, memory, needed, N, NULL);
      if (status == THALWEG_STATUS_OK) status = thalweg_training_load(it, w, N, model, kept, length, NULL);
    }
    slope();
    if (status == THALWEG_STATUS_OK) status = thalweg_training_step(it, w, g, N, NULL);
  }
  printf("recipe, resumed %d %08lx\n", (int)status, (unsigned long)hash());
  printf("training of another length's bytes %lu\n", (unsigned long)thalweg_training_saved_bytes(it, w, N - 1));
  printf("its rule's bytes %d\n", thalweg_adamw_saved_bytes(thalweg_training_optimizer(it), w, N) == length);
}

static void by_a_recipe(void) {
  thalweg_training *it = NULL;
  thalweg_error error;
  thalweg_settings settings;
  size_t needed = 0;
  thalweg_status status = thalweg_training_bytes(RECIPE, sizeof RECIPE, N, &needed, NULL);
  if (status == THALWEG_STATUS_OK && needed <= sizeof memory)
    status = thalweg_training_init(&it, RECIPE, sizeof RECIPE, memory, needed, N, NULL);
  start();
  for (int step = 0; step < STEPS && status == THALWEG_STATUS_OK; step++) {
    slope();
    status = thalweg_training_step(it, w, g, N, NULL);
  }
  printf("recipe %d %08lx\n", (int)status, (unsigned long)hash());
  recipe_resumed(it, needed);
  thalweg_training_settings(it, &settings, NULL);
  printf("settings %lu %lu %lu\n", (unsigned long)settings.batch, (unsigned long)settings.epochs,
         (unsigned long)settings.seed);
  for (uint32_t i = 0; i < N; i++) thalweg_training_learning_rate(it, 9 * i, &w[i], NULL);
  printf("recipe's rate 0 %08lx\n", (unsigned long)hash());
  uint32_t steps = 0;
  thalweg_counters(thalweg_training_optimizer(it), &steps, NULL, NULL);
  printf("counted %lu\n", (unsigned long)steps);

  static unsigned char damaged[sizeof RECIPE];
  memcpy(damaged, RECIPE, sizeof RECIPE);
  damaged[20] ^= 4;
  status = thalweg_training_bytes(damaged, sizeof damaged, N, &needed, &error);
  refused("damaged recipe", status, &error);
  refused("cut recipe", thalweg_training_bytes(RECIPE, sizeof RECIPE - 4, N, &needed, &error), &error);
  refused("recipe of another rule", thalweg_training_bytes(OTHER, sizeof OTHER, N, &needed, &error), &error);
  refused("small memory", thalweg_training_init(&it, RECIPE, sizeof RECIPE, memory, 64, N, &error), &error);
  refused("no training", thalweg_training_step(NULL, w, g, N, &error), &error);
}

static void what_must_not_work(void) {
  thalweg_optimizer *it = NULL;
  thalweg_error error;
  thalweg_adam rule = thalweg_adam_default();
  const size_t bytes = thalweg_adam_state_bytes(N);
#define INIT(memory, bytes, n) thalweg_adam_init(&it, rule, NULL, memory, bytes, n, &error)
  refused("null memory", INIT(NULL, bytes, N), &error);
  refused("memory off by 4", INIT(memory + 4, bytes, N), &error);
  refused("a byte too few", INIT(memory, bytes - 1, N), &error);
  refused("too many", INIT(memory, sizeof memory, SIZE_MAX / 4), &error);
  printf("too many %d\n", thalweg_adam_state_bytes(SIZE_MAX / 4) == SIZE_MAX);
  rule.beta1 = 1.0f;
  refused("beta1 of 1", INIT(memory, bytes, N), &error);
  rule = thalweg_adam_default();
  thalweg_options options = {.max_norm = -1.0f};
  refused("norm of -1", thalweg_adam_init(&it, rule, &options, memory, bytes, N, &error), &error);
  refused("no place for it", thalweg_adam_init(NULL, rule, NULL, memory, bytes, N, &error), &error);
  INIT(memory, bytes, N);
  start();
  slope();
  refused("another length", thalweg_step(it, w, g, N - 1, 0.01f, &error), &error);
  refused("null gradient", thalweg_step(it, w, NULL, N, 0.01f, &error), &error);
  refused("rate below 0", thalweg_step(it, w, g, N, -0.01f, &error), &error);
  refused("no optimizer", thalweg_step(NULL, w, g, N, 0.01f, &error), &error);
  memset(second, 0, sizeof second);
  refused("other memory", thalweg_step((thalweg_optimizer *)second, w, g, N, 0.01f, &error), &error);
  thalweg_cosine cosine = {0.1f, 0.0f, 0, {0, 0.0f}};
  refused("cosine of 0 steps", thalweg_cosine_at(cosine, 0, &g[0], &error), &error);
  printf("untouched 0 %08lx\n", (unsigned long)hash());
}

int main(void) {
  every_rule();
  in_parts();
  stopped_and_resumed();
  every_rule_resumed();
  every_schedule();
  by_a_recipe();
  what_must_not_work();
  puts("end");
  return 0;
}
