#pragma once
#include "netseam/parallel/communicator.hpp"
#include "netseam/parallel/shared_array.hpp"

#include <cstddef>
#include <cstdint>

namespace netseam::parallel {

/// Whether a piece of shared memory holds what it should.
enum class Readiness : std::uint32_t { open = 0, ready = 1, given_up = 2 };

/// One flag for each of `count` things that the ranks of a node make for each other. Who sees `ready` also
/// sees what was written before it was set. Lock-free.
class ReadyFlags {
 public:
  /// All open. Collective over `node`.
  ReadyFlags(const Communicator& node, std::size_t count);
  void set(std::size_t index, Readiness readiness) noexcept;
  [[nodiscard]] Readiness get(std::size_t index) const noexcept;

 private:
  std::size_t count_;
  SharedArray memory_;
};

}  // namespace netseam::parallel
