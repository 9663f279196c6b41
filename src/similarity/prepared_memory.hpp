#pragma once
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"

#include <cstddef>
#include <span>

namespace netseam::similarity {

/// Numbers that lie at the start of every prepared layer of a measure, before its arrays.
inline constexpr std::size_t head_bytes = core::alignment;

/// The double at place `k` < 8 of the head.
[[nodiscard]] inline double& head(std::span<std::byte> bytes, std::size_t k) {
  return reinterpret_cast<double*>(bytes.data())[k];
}
[[nodiscard]] inline double head(std::span<const std::byte> bytes, std::size_t k) {
  return reinterpret_cast<const double*>(bytes.data())[k];
}

/// `count` numbers behind the head and `skipped` bytes.
template <class T>
[[nodiscard]] std::span<T> array(std::span<std::byte> bytes, std::size_t count, std::size_t skipped = 0) {
  if (head_bytes + skipped + count * sizeof(T) > bytes.size())
    throw core::InternalError("a prepared layer is shorter than its array");
  return {reinterpret_cast<T*>(bytes.data() + head_bytes + skipped), count};
}
template <class T>
[[nodiscard]] std::span<const T> array(std::span<const std::byte> bytes, std::size_t count,
                                       std::size_t skipped = 0) {
  if (head_bytes + skipped + count * sizeof(T) > bytes.size())
    throw core::InternalError("a prepared layer is shorter than its array");
  return {reinterpret_cast<const T*>(bytes.data() + head_bytes + skipped), count};
}

}  // namespace netseam::similarity
