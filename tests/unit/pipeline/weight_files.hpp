#pragma once
#include "temp_directory.hpp"
#include "weight_input.hpp"

#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace netseam::test {

/// A tensor of a file that a test writes.
struct NamedTensor {
  std::string name;
  std::vector<std::size_t> shape;
  std::vector<float> values;
};

/// Of numbers between -1 and 1 that depend on name and shape.
NamedTensor random_tensor(const std::string& name, const std::vector<std::size_t>& shape);

/// The same numbers with the axes in another order: axis a of the result is axis order[a] of the tensor.
NamedTensor with_axes(const NamedTensor& tensor, const std::vector<std::size_t>& order);

/// A safetensors file of float32.
void write_safetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors);

/// A study of the checkpoint `folder` with these lines in [neurons], whose weights are in weights.*.
pipeline::Config neurons_study(const std::filesystem::path& folder, const std::string& neurons);
pipeline::WorkUnit neurons_unit(const std::filesystem::path& folder);

/// Writes the tensors to a file of the folder and opens them by these lines of [neurons].
pipeline::WeightInput open(const TempDirectory& folder, const std::vector<NamedTensor>& tensors,
                           const std::string& neurons);
/// The message of the error that this gives.
std::string open_error(const std::vector<NamedTensor>& tensors, const std::string& neurons);

/// The weights of a block, asked for in pieces of some rows, the last ones first.
std::vector<float> block_of(const pipeline::WeightInput& input, std::size_t which, std::size_t rows_at_once);

/// The message of the core::Error that the action throws; else what happened instead.
std::string message_of(const std::function<void()>& action);

}  // namespace netseam::test
