#pragma once
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace netseam::mlp {

/// Scope in which this thread takes subnormal numbers (below 1.2e-38) as 0, where the processor can. The
/// moments of Adam of units that no longer fire end there, and every step with them would take some hundred
/// cycles.
class FlushSubnormals {
 public:
#if defined(__SSE__)
  FlushSubnormals() noexcept : previous_(_mm_getcsr()) {
    constexpr unsigned flush_to_zero = 0x8000, subnormals_are_zero = 0x0040;
    _mm_setcsr(previous_ | flush_to_zero | subnormals_are_zero);
  }
  ~FlushSubnormals() { _mm_setcsr(previous_); }
#else
  FlushSubnormals() noexcept = default;
  ~FlushSubnormals() = default;
#endif
  FlushSubnormals(const FlushSubnormals&) = delete;
  FlushSubnormals& operator=(const FlushSubnormals&) = delete;
  FlushSubnormals(FlushSubnormals&&) = delete;
  FlushSubnormals& operator=(FlushSubnormals&&) = delete;

 private:
#if defined(__SSE__)
  unsigned previous_;
#endif
};

}  // namespace netseam::mlp
