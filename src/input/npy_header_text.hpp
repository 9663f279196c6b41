#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netseam::input {

/// The three entries of the Python dictionary in an npy header.
struct NpyDictionary {
  std::string descr;
  bool structured = false;  // descr is a list of fields; the text is not kept
  bool fortran_order = false;
  std::vector<std::size_t> shape;
};

/// Parses exactly what numpy writes: {'descr': TEXT or LIST, 'fortran_order': True or False, 'shape': TUPLE},
/// any order, each once. Nothing is evaluated; rank is at most 64. On failure nothing is returned and `fault`
/// says what was found and at which character.
std::optional<NpyDictionary> parse_npy_dictionary(std::string_view text, std::string& fault);

}  // namespace netseam::input
