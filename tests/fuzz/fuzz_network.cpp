#include "netseam/input/network_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  static_cast<void>(netseam::input::parse_network_line(line, "x.jsonl", 1));
  return 0;
}
