#include "fuzzed_file.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/tensor_set.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

namespace netseam::fuzz {
namespace {

constexpr std::size_t most_numbers = std::size_t{1} << 20;

// libFuzzer ends without destructors, so the folder is left to whoever set TMPDIR
const std::filesystem::path& folder() {
  static const std::filesystem::path only = [] {
    auto path = std::filesystem::temp_directory_path() / ("netseam-fuzz-" + std::to_string(getpid()));
    std::filesystem::create_directories(path);
    return path;
  }();
  return only;
}

void write(const std::filesystem::path& path, const char* bytes, std::size_t size) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes, static_cast<std::streamsize>(size));
}

void read_ends(const input::TensorSet& source, std::size_t tensor) {
  const input::TensorInfo& info = source.tensors()[tensor];
  const std::size_t height = info.shape.empty() ? 1 : info.shape[0], width = input::row_width(info);
  if (height == 0 || width > most_numbers) return;
  std::vector<std::size_t> rows{0};
  if (height > 1) rows.push_back(height - 1);
  std::vector<float> values(rows.size() * width);
  source.read_rows(tensor, rows, values);
  source.read_rows(tensor, std::span(rows).first(1), std::span(values).first(width));
}

void read_set(std::string_view file_name, input::OrderFile order_file) {
  try {
    const input::TensorSet set({folder() / file_name}, order_file);
    for (std::size_t tensor = 0; tensor < set.tensors().size(); ++tensor) {
      try {
        read_ends(set, tensor);
      } catch (const core::InputError&) {
        continue;  // the next tensor may be sound
      }
    }
  } catch (const core::InputError&) {
    return;
  }
}

}  // namespace

int read_as_activations(const std::uint8_t* data, std::size_t size, std::string_view file_name) {
  write(folder() / file_name, reinterpret_cast<const char*>(data), size);
  read_set(file_name, input::OrderFile::ignored);
  return 0;
}

int read_as_order(const std::uint8_t* data, std::size_t size, std::string_view file_name) {
  write(folder() / input::order_file_name, reinterpret_cast<const char*>(data), size);
  read_set(file_name, input::OrderFile::read);
  return 0;
}

void write_beside(std::string_view file_name, std::string_view bytes) {
  const std::filesystem::path path = folder() / file_name;
  if (!std::filesystem::exists(path)) write(path, bytes.data(), bytes.size());
}

}  // namespace netseam::fuzz
