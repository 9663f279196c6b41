#pragma once
#include "netseam/input/tensor_set.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// The tensors of several open files as one list, in the order of input::TensorSet. torch.nn.utils.prune
/// stores a pruned tensor NAME as NAME_orig and NAME_mask: where a file holds both, of one shape, and no
/// NAME, their product is in the list as NAME, before them. Not thread-safe; nothing here is collective.
class WeightTensors {
 public:
  /// Reads headers only. Throws InputError for a file that is no file of tensors.
  explicit WeightTensors(const std::vector<std::filesystem::path>& files);

  [[nodiscard]] std::span<const input::TensorInfo> tensors() const noexcept { return tensors_; }
  [[nodiscard]] const input::TensorOrder& order() const noexcept { return order_; }
  /// Rows first, first + 1, ... of the first axis as float32: count x (product of the other axes). Throws
  /// InputError for a damaged file.
  void read_rows(std::size_t tensor, std::size_t first, std::size_t count, std::span<float> out) const;
  /// All numbers of a tensor. Same errors.
  [[nodiscard]] std::vector<float> read_all(std::size_t tensor) const;

  /// Whether a tensor is a product that no file holds.
  [[nodiscard]] bool is_product(std::size_t tensor) const { return place_.at(tensor).mask.has_value(); }
  /// The product that a tensor is a part of.
  [[nodiscard]] std::optional<std::size_t> product_of(std::size_t tensor) const;
  /// Why a tensor is not what its network multiplies with, and what to do; empty if nothing speaks against
  /// it. Known by their names: tensors with a mask, and those that weight or spectral normalisation or
  /// another parametrisation of PyTorch computes the weights from.
  [[nodiscard]] std::string caveat(std::size_t tensor) const;

 private:
  struct Place {
    std::size_t tensor = 0;                          // of the set
    std::optional<std::size_t> mask = std::nullopt;  // that of the set that it is multiplied by
  };
  void add(input::TensorInfo info, const Place& place);

  input::TensorSet set_;
  std::vector<input::TensorInfo> tensors_;
  input::TensorOrder order_;
  std::vector<Place> place_;  // of each tensor
};

}  // namespace netseam::pipeline
