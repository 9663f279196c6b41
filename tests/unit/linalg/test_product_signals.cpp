#include "netseam/linalg/dense_backend.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <csignal>
#include <sys/time.h>
#include <vector>

using namespace netseam;
using linalg::ProductLibrary;
using linalg::Transpose;

namespace {

std::atomic<int> caught{0};

extern "C" void count_signal(int) { caught.fetch_add(1); }

/// Scope in which the process gets SIGALRM every 100 microseconds.
class SignalRain {
 public:
  SignalRain() {
    struct sigaction action {};
    action.sa_handler = count_signal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, &previous_);
    set_interval(100);
  }
  ~SignalRain() {
    set_interval(0);
    sigaction(SIGALRM, &previous_, nullptr);
  }
  SignalRain(const SignalRain&) = delete;
  SignalRain& operator=(const SignalRain&) = delete;
  SignalRain(SignalRain&&) = delete;
  SignalRain& operator=(SignalRain&&) = delete;

 private:
  static void set_interval(suseconds_t microseconds) {
    const itimerval timer{{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &timer, nullptr);
  }

  struct sigaction previous_ {};
};

}  // namespace

// oneDNN's kernels for inner sizes that are no multiple of the vector length use the stack register for data:
// a signal in one of them writes into the heap, and the process ends with an abort.
TEST_CASE("signals during products change nothing", "[serial]") {
  for (const ProductLibrary library : {ProductLibrary::onednn, ProductLibrary::openblas}) {
    const auto backend = linalg::make_cpu_backend(library);
    for (const std::size_t n : {333, 900}) {
      std::vector<float> a(n * n), undisturbed(n * n), c(n * n);
      for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 97) - 48.0F;
      const core::MatrixView<const float> factor(a.data(), n, n);
      backend->multiply(Transpose::no, Transpose::yes, 1, factor, factor, 0, {undisturbed.data(), n, n});
      caught = 0;
      const SignalRain rain;
      int different = 0;
      while (caught < 300) {
        backend->multiply(Transpose::no, Transpose::yes, 1, factor, factor, 0, {c.data(), n, n});
        different += c != undisturbed ? 1 : 0;
      }
      CHECK(different == 0);
    }
  }
}
