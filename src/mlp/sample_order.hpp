#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace netseam::mlp {

/// The order in which an epoch goes through the samples: a random permutation that depends on key and epoch
/// only.
class SampleOrder {
 public:
  SampleOrder(std::size_t samples, std::uint64_t key);
  /// By Fisher and Yates, without bias. Takes no memory. The span is valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> of_epoch(std::uint32_t epoch);

 private:
  std::uint64_t key_;
  std::vector<std::uint32_t> order_, word_;
};

}  // namespace netseam::mlp
