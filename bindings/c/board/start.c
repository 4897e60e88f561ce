// Start of a Cortex-M under QEMU, which has loaded .data where it belongs; newlib's rdimon does the rest.
#include <stdint.h>

extern uint32_t stack_end;
void _start(void);

static void reset(void) {
#ifdef __ARM_FP
  *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; // CPACR: coprocessors 10 and 11 are the FPU
  __asm volatile("dsb\nisb");
#endif
  _start();
}

static void stop(void) {
  // Semihosting: SYS_EXIT with ADP_Stopped_RunTimeErrorUnknown.
  register uint32_t operation __asm("r0") = 0x18, reason __asm("r1") = 0x20023;
  __asm volatile("bkpt 0xab" : : "r"(operation), "r"(reason) : "memory");
  for (;;) {}
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    &stack_end, (void *)reset, (void *)stop, (void *)stop, (void *)stop, (void *)stop, (void *)stop};
