#pragma once
#include <cstddef>
#include <span>

namespace netseam::parallel {

/// Owner of memory for data that is read again and again from end to end: zero at the start, aligned to a
/// page, and backed by large pages where the system gives them, which saves most of the address translation.
/// Pages are taken when they are first written. Move-only.
class LargePageBuffer {
 public:
  LargePageBuffer() = default;
  /// Throws std::bad_alloc when the system has no room.
  explicit LargePageBuffer(std::size_t bytes);
  ~LargePageBuffer();
  LargePageBuffer(LargePageBuffer&& other) noexcept;
  LargePageBuffer& operator=(LargePageBuffer&& other) noexcept;
  LargePageBuffer(const LargePageBuffer&) = delete;
  LargePageBuffer& operator=(const LargePageBuffer&) = delete;

  [[nodiscard]] std::span<std::byte> bytes() noexcept { return bytes_; }
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  std::span<std::byte> bytes_;
};

}  // namespace netseam::parallel
