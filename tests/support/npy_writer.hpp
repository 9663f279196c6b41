#pragma once
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace netseam::test {

/// Writes a C-ordered float32 .npy file (version 1.0) of the given shape.
inline void write_npy(const std::filesystem::path& path, const std::vector<std::size_t>& shape,
                      std::span<const float> values) {
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
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

}  // namespace netseam::test
