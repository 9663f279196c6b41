#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace netseam::test {

/// Writes a C-ordered .npy file (version 1.0) of the given shape; `type` as numpy spells it, such as "<f4".
inline void write_npy_bytes(const std::filesystem::path& path, const std::string& type,
                            const std::vector<std::size_t>& shape, std::span<const std::byte> values) {
  std::string text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (";
  for (const std::size_t length : shape) text += std::to_string(length) + ", ";
  text += "), }";
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::ofstream file(path, std::ios::binary);
  const char head[] = {'\x93',
                       'N',
                       'U',
                       'M',
                       'P',
                       'Y',
                       1,
                       0,
                       static_cast<char>(text.size() % 256),
                       static_cast<char>(text.size() / 256)};
  file.write(head, sizeof head);
  file << text;
  file.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size_bytes()));
}

/// The same of float32 values.
inline void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
                      std::span<const float> values) {
  write_npy_bytes(path, "<f4", shape, std::as_bytes(values));
}

/// A list of whole numbers.
inline void write_npy_labels(const std::filesystem::path& path, std::span<const std::int64_t> labels) {
  write_npy_bytes(path, "<i8", {labels.size()}, std::as_bytes(labels));
}

}  // namespace netseam::test
