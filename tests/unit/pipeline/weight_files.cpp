#include "weight_files.hpp"

#include "netseam/core/error.hpp"
#include "netseam/pipeline/study_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <sstream>

namespace netseam::test {
namespace {

std::size_t product(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

}  // namespace

NamedTensor random_tensor(const std::string& name, const std::vector<std::size_t>& shape) {
  std::seed_seq seed(name.begin(), name.end());
  std::mt19937 generator(seed);
  NamedTensor tensor{name, shape, std::vector<float>(product(shape))};
  // multiples of 2^-12: sums of a few are exact in any order
  for (float& value : tensor.values)
    value = static_cast<float>(static_cast<int>(generator() % 8192) - 4096) / 4096.0F;
  return tensor;
}

NamedTensor with_axes(const NamedTensor& tensor, const std::vector<std::size_t>& order) {
  NamedTensor turned{tensor.name, {}, std::vector<float>(tensor.values.size())};
  for (const std::size_t axis : order) turned.shape.push_back(tensor.shape[axis]);
  std::vector<std::size_t> index(order.size());
  for (float& value : turned.values) {
    std::vector<std::size_t> old(order.size());
    for (std::size_t axis = 0; axis < order.size(); ++axis) old[order[axis]] = index[axis];
    std::size_t place = 0;
    for (std::size_t axis = 0; axis < order.size(); ++axis) place = place * tensor.shape[axis] + old[axis];
    value = tensor.values[place];
    for (std::size_t axis = order.size(); axis-- > 0;) {
      if (++index[axis] < turned.shape[axis]) break;
      index[axis] = 0;
    }
  }
  return turned;
}

void write_safetensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors) {
  nlohmann::ordered_json header;
  std::size_t at = 0;
  for (const auto& tensor : tensors) {
    const std::size_t bytes = tensor.values.size() * sizeof(float);
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {at, at + bytes}}};
    at += bytes;
  }
  const std::string text = header.dump();
  const std::uint64_t length = text.size();
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&length), sizeof length);
  file << text;
  for (const auto& tensor : tensors)
    file.write(reinterpret_cast<const char*>(tensor.values.data()),
               static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
}

pipeline::Config neurons_study(const std::filesystem::path& folder, const std::string& neurons) {
  std::istringstream text("[study]\ncheckpoints = " + folder.string() + "\n[neurons]\n" + neurons);
  return pipeline::parse_study(text, "study.ini", folder / "study.ini", {});
}

pipeline::WorkUnit neurons_unit(const std::filesystem::path& folder) {
  pipeline::WorkUnit unit;
  unit.stage = "neurons";
  unit.source = folder;
  return unit;
}

pipeline::WeightInput open(const TempDirectory& folder, const std::vector<NamedTensor>& tensors,
                           const std::string& neurons) {
  write_safetensors(folder.path() / "weights.safetensors", tensors);
  return pipeline::open_weights(neurons_study(folder.path(), neurons), neurons_unit(folder.path()));
}

std::string open_error(const std::vector<NamedTensor>& tensors, const std::string& neurons) {
  const TempDirectory folder;
  return message_of([&] { open(folder, tensors, neurons); });
}

std::vector<float> block_of(const pipeline::WeightInput& input, std::size_t which, std::size_t rows_at_once) {
  const auto& block = input.network.block[which];
  const std::size_t rows = input.network.layer[block.target].units;
  const std::size_t columns = input.network.layer[block.source].units;
  std::vector<float> values(rows * columns, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t piece = (rows + rows_at_once - 1) / rows_at_once; piece-- > 0;) {
    const std::size_t first = piece * rows_at_once, count = std::min(rows_at_once, rows - first);
    input.rows(which, first, count, std::span(values).subspan(first * columns, count * columns));
  }
  return values;
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const core::Error& error) {
    return error.what();
  } catch (const std::exception& error) {
    return std::string("not an error of Netseam: ") + error.what();
  }
  return "no error";
}

}  // namespace netseam::test
