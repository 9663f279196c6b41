#pragma once
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace netseam::core {

/// Bytes that buffers are aligned to and that padded rows are a multiple of (one cache line, one widest
/// vector).
inline constexpr std::size_t alignment = 64;

/// Length of a row of `columns` elements of T once padded to a multiple of `alignment` bytes.
template <class T>
constexpr std::size_t padded(std::size_t columns) {
  constexpr std::size_t lane = alignment / sizeof(T);
  return (columns + lane - 1) / lane * lane;
}

/// Owning, move-only, zero-initialised array of trivial elements, aligned to `alignment` bytes.
/// Throws std::bad_alloc when memory is short.
template <class T>
class AlignedBuffer {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size)
      : data_(size == 0 ? nullptr
                        : static_cast<T*>(::operator new (size * sizeof(T), std::align_val_t{alignment}))),
        size_(size) {
    std::uninitialized_value_construct_n(data_.get(), size);
  }
  AlignedBuffer(AlignedBuffer&& other) noexcept
      : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  AlignedBuffer(const AlignedBuffer&) = delete;
  AlignedBuffer& operator=(const AlignedBuffer&) = delete;
  ~AlignedBuffer() = default;

  [[nodiscard]] T* data() noexcept { return data_.get(); }
  [[nodiscard]] const T* data() const noexcept { return data_.get(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::span<T> span() noexcept { return {data_.get(), size_}; }
  [[nodiscard]] std::span<const T> span() const noexcept { return {data_.get(), size_}; }
  T& operator[](std::size_t i) { return data_.get()[i]; }
  const T& operator[](std::size_t i) const { return data_.get()[i]; }

 private:
  struct Free {
    void operator()(T* pointer) const noexcept { ::operator delete (pointer, std::align_val_t{alignment}); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t size_ = 0;
};

}  // namespace netseam::core
