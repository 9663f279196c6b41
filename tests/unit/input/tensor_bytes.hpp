#pragma once
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace netseam::test {

/// The memory of some numbers as text, so that files can be put together by hand.
template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// first, first + 1, ... as floats.
std::vector<float> counting(std::size_t count, float first = 0);

void write_file(const std::filesystem::path& path, std::string_view bytes);
std::string read_file(const std::filesystem::path& path);

/// An npy array of version 1 with this header text (padded as numpy does) or this type and shape, such as
/// "(2, 3)".
std::string npy_with_header(std::string_view dictionary, std::string_view data);
std::string npy(std::string_view descr, std::string_view shape, std::string_view data, bool fortran = false);

/// A safetensors file: length, JSON, data.
std::string safetensors(std::string_view json, std::string_view data);
/// An entry of its header.
std::string safetensors_entry(std::string_view name, std::string_view dtype, std::string_view shape,
                              std::size_t begin, std::size_t end);

/// A zip of (member name, bytes), deflated or stored.
void write_zip(const std::filesystem::path& path,
               const std::vector<std::pair<std::string, std::string>>& members, bool deflated);

/// Rows of a tensor, all of them if none are named.
std::vector<float> rows_of(const input::TensorSource& source, std::size_t tensor,
                           std::vector<std::size_t> rows = {});

/// Names of tensors in order.
std::vector<std::string> names_of(const input::TensorSource& source);

/// Runs `action` and returns the message of the core::Error that it throws if its exit code is `code`; else a
/// text that says what happened instead.
std::string message_of(const std::function<void()>& action, int code = 3);

}  // namespace netseam::test
