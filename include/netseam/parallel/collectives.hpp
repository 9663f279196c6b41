#pragma once
#include "netseam/parallel/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace netseam::parallel {

enum class Reduction { sum, minimum, maximum };

/// The reduction over all ranks, known to all. Collective.
[[nodiscard]] double all_reduce(const Communicator& communicator, double value, Reduction reduction);
[[nodiscard]] std::int64_t all_reduce(const Communicator& communicator, std::int64_t value,
                                      Reduction reduction);
/// Replaces every value by its reduction over all ranks; the same number of values everywhere, fewer than
/// 2^31. Sums of float64 depend on the number of ranks in their last bits unless they are exact. Collective.
void all_reduce_in_place(const Communicator& communicator, std::span<double> values, Reduction reduction);
void all_reduce_in_place(const Communicator& communicator, std::span<std::int32_t> values,
                         Reduction reduction);
/// True where it is true on any (all) of the ranks. Collective.
[[nodiscard]] bool any_of(const Communicator& communicator, bool value);
[[nodiscard]] bool all_of(const Communicator& communicator, bool value);

/// `bytes` of `root` on every rank, resized where needed; any length (sent in parts under 2^31). Collective.
[[nodiscard]] std::vector<std::byte> broadcast_bytes(const Communicator& communicator,
                                                     std::vector<std::byte> bytes, int root = 0);
/// The bytes of every rank, in the order of ranks, on all ranks. Collective.
[[nodiscard]] std::vector<std::vector<std::byte>> all_gather_bytes(const Communicator& communicator,
                                                                   std::span<const std::byte> bytes);
/// A text of `root` on every rank. Collective.
[[nodiscard]] std::string broadcast(const Communicator& communicator, const std::string& text, int root = 0);

/// Overwrites `values` (same length everywhere) by those of `root`. Collective.
void broadcast_in_place(const Communicator& communicator, std::span<std::byte> bytes, int root = 0);

/// Values of every rank, one after the other in the order of ranks, on all ranks. Collective.
template <class T>
[[nodiscard]] std::vector<T> all_gather(const Communicator& communicator, std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::vector<T> joined;
  for (const auto& part : all_gather_bytes(communicator, std::as_bytes(values))) {
    const auto* first = reinterpret_cast<const T*>(part.data());
    joined.insert(joined.end(), first, first + part.size() / sizeof(T));
  }
  return joined;
}

/// Values of `root` on every rank. Collective.
template <class T>
[[nodiscard]] std::vector<T> broadcast(const Communicator& communicator, const std::vector<T>& values,
                                       int root = 0) {
  static_assert(std::is_trivially_copyable_v<T>);
  const auto view = std::as_bytes(std::span(values));
  const auto bytes = broadcast_bytes(communicator, {view.begin(), view.end()}, root);
  const auto* first = reinterpret_cast<const T*>(bytes.data());
  return {first, first + bytes.size() / sizeof(T)};
}

}  // namespace netseam::parallel
