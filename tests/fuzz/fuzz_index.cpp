#include "fuzzed_file.hpp"

#include <string>

namespace {

// a sound shard with the tensors "a" and "b"
constexpr std::string_view header =
    R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}})";
static_assert(header.size() < 256);

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string shard(8, '\0');
  shard[0] = static_cast<char>(header.size());
  netseam::fuzz::write_beside("s.safetensors", shard.append(header).append(12, '\0'));
  // a list is the order of the layers of that shard
  if (size > 0 && data[0] == '[') return netseam::fuzz::read_as_order(data, size, "s.safetensors");
  return netseam::fuzz::read_as_activations(data, size, "x.index.json");
}
