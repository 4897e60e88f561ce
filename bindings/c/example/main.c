// Fits a line to points that arrive one by one: AdamW, a cosine behind a warmup, the optimizer in a static buffer.
#include "thalweg.h"
#include <stdio.h>
#include <string.h>

#define N 2 // a slope and an offset

// What `thalweg_adamw_state_bytes(N)` says at run time, and some more.
static _Alignas(THALWEG_ALIGNMENT) unsigned char memory[512];

static int give_up(const thalweg_error *error) {
  char text[120];
  thalweg_message(error, text, sizeof text);
  printf("error: %s\n", text);
  return 1;
}

int main(void) {
  thalweg_error error;
  thalweg_optimizer *optimizer;
  thalweg_cosine schedule = {.base_lr = 0.05f, .final_lr = 0.0f, .steps = 380, .warmup = {.steps = 20}};
  if (thalweg_adamw_init(&optimizer, thalweg_adamw_default(), NULL, memory, sizeof memory, N, &error) < 0)
    return give_up(&error);

  float w[N] = {0.0f, 0.0f};
  for (uint32_t step = 0; step < 400; step++) {
    float x = (float)(step % 9) * 0.25f - 1.0f, y = 2.0f * x - 0.5f;
    float residual = w[0] * x + w[1] - y;
    float gradient[N] = {residual * x, residual}, rate;
    if (thalweg_cosine_at(schedule, step, &rate, &error) < 0) return give_up(&error);
    thalweg_status status = thalweg_step(optimizer, w, gradient, N, rate, &error);
    if (status < 0) return give_up(&error);
    if (status == THALWEG_STATUS_DIVERGED) return printf("diverged\n"), 1;
  }
  uint32_t bits[N];
  memcpy(bits, w, sizeof bits);
  printf("slope %08lx, offset %08lx\n", (unsigned long)bits[0], (unsigned long)bits[1]);
  return 0;
}
