#pragma once
#include "netseam/input/tensor_source.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace netseam::pipeline {

/// The tensors of several open files as one list, in the order of the files. Not thread-safe; nothing here is
/// collective.
class WeightTensors {
 public:
  /// Reads headers only. Throws InputError for a file that is no file of tensors.
  explicit WeightTensors(const std::vector<std::filesystem::path>& files);

  [[nodiscard]] std::span<const input::TensorInfo> tensors() const noexcept { return tensors_; }
  /// Rows first, first + 1, ... of the first axis as float32: count x (product of the other axes). Throws
  /// InputError for a damaged file.
  void read_rows(std::size_t tensor, std::size_t first, std::size_t count, std::span<float> out) const;
  /// All numbers of a tensor. Same errors.
  [[nodiscard]] std::vector<float> read_all(std::size_t tensor) const;

 private:
  std::vector<std::unique_ptr<input::TensorSource>> source_;
  std::vector<input::TensorInfo> tensors_;
  std::vector<std::pair<std::size_t, std::size_t>> place_;  // of each tensor: source, tensor in it
};

}  // namespace netseam::pipeline
