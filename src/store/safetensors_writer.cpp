#include "netseam/store/safetensors_writer.hpp"

#include "atomic_file.hpp"

#include "netseam/core/error.hpp"

#include <nlohmann/json.hpp>

#include <bit>
#include <cstdint>
#include <cstring>

namespace netseam::store {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

std::string header_of(std::span<const NamedTensor> tensors, std::span<const TensorMetadata> metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  for (const auto& [key, text] : metadata) header["__metadata__"][key] = text;
  std::size_t offset = 0;
  for (const auto& tensor : tensors) {
    std::size_t count = 1;
    for (const std::size_t length : tensor.shape) count *= length;
    if (count != tensor.values.size() || header.contains(tensor.name))
      throw core::InternalError("array '" + tensor.name + "': its shape does not fit, or its name is taken");
    const std::size_t end = offset + tensor.values.size_bytes();
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

}  // namespace

TensorMetadata order_of_layers(std::span<const NamedTensor> tensors) {
  auto names = nlohmann::json::array();
  for (const auto& tensor : tensors) names.push_back(tensor.name);
  return {"netseam.layers", names.dump()};
}

void write_safetensors(const std::filesystem::path& path, std::span<const NamedTensor> tensors,
                       std::span<const TensorMetadata> metadata) {
  const std::string header = header_of(tensors, metadata);
  write_file_atomically(path, [&](const PosixFile& file) {
    const std::uint64_t length = header.size();
    file.write_at(0, std::as_bytes(std::span(&length, 1)));
    file.write_at(sizeof length, std::as_bytes(std::span(header)));
    std::uint64_t offset = sizeof length + length;
    for (const auto& tensor : tensors) {
      file.write_at(offset, std::as_bytes(tensor.values));
      offset += tensor.values.size_bytes();
    }
  });
}

}  // namespace netseam::store
