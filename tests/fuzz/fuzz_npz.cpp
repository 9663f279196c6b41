#include "fuzzed_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return netseam::fuzz::read_as_activations(data, size, "x.npz");
}
