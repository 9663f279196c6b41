#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace netseam::input {

/// A sequence of bytes of known length that can be read at any place, at least forwards without cost.
class ByteSource {
 public:
  ByteSource() = default;
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ByteSource(ByteSource&&) = delete;
  ByteSource& operator=(ByteSource&&) = delete;

  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  /// Fills `out` from `offset`; throws core::InputError if the bytes are not there.
  virtual void read_at(std::uint64_t offset, std::span<std::byte> out) = 0;
};

}  // namespace netseam::input
